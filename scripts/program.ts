/**
 * Builds the program unless it is built, and prints its path.
 *
 *   bun scripts/program.ts           builds
 *   bun scripts/program.ts --which   only prints: the built program if it is that of the source now, else the source
 */
import { resolve } from "node:path";
import { programPath } from "./program/program.ts";

const ROOT = resolve(import.meta.dir, "..");

if (process.argv.includes("--which")) console.log(programPath(ROOT));
else {
  // Only a build needs what it prepares.
  const [{ buildProgram }, { SIDETONE }] = await Promise.all([
    import("./program/build.ts"),
    import("./program/sidetone.ts"),
  ]);
  console.log(await buildProgram(ROOT, SIDETONE));
}
