/**
 * Builds the container image with the engine that is here, docker or podman.
 *
 *   bun scripts/image.ts TAG [--push]
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findEngine } from "./containers/engine.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { push: { type: "boolean", default: false } },
});
const [tag = "sidetone:latest"] = positionals;

try {
  if (/^:|:$/.test(tag))
    throw new Error("Say which image: make push-image IMAGE=registry.example.com/sidetone TAG=v1.2.3");
  const engine = await findEngine();
  if (typeof engine === "string")
    throw new Error(
      `There is ${engine}. Install Docker (docs.docker.com/engine/install) or podman, or run without containers: make start.`,
    );
  console.log(`${tag}: ${engine.name} builds it; a first time takes minutes`);
  await engine.build(tag, resolve(import.meta.dir, ".."));
  console.log(`${tag}: built`);
  if (values.push) {
    await engine.push(tag);
    console.log(`${tag}: pushed`);
  }
} catch (caught) {
  console.error(caught instanceof Error ? caught.message : String(caught));
  process.exitCode = 1;
}
