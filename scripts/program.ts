/**
 * Builds the program unless it is built, and prints its path.
 *
 *   bun scripts/program.ts           builds
 *   bun scripts/program.ts --which   only prints: the built program if it is that of the source now, else the source
 */
import { resolve } from "node:path";
import { buildProgram, programPath } from "./program/program.ts";

const ROOT = resolve(import.meta.dir, "..");

console.log(process.argv.includes("--which") ? programPath(ROOT) : await buildProgram(ROOT));
