/**
 * Compiles what reflection shows: the voice contract and what it imports, health, and reflection itself.
 *
 *   bun test/support/compile-descriptors.ts      writes proto/reflection.binpb
 */
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makePythonStubs } from "./python-stubs.ts";

const PROTO_FOLDER = join(import.meta.dir, "../../proto");
export const COMPILED = join(PROTO_FOLDER, "reflection.binpb");
const SOURCES = [
  "five9/voice.proto",
  "grpc/health/v1/health.proto",
  "grpc/reflection/v1/reflection.proto",
  "grpc/reflection/v1alpha/reflection.proto",
];
const LIMIT_MS = 120_000;

const require = createRequire(import.meta.url);

/** A serialized google.protobuf.FileDescriptorSet by Google's own compiler. Rejects if it cannot be run. */
export async function compileDescriptors(python: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-protos-"));
  try {
    // The package lays its file out without the folder that its proto package has.
    const health = join(dirname(require.resolve("grpc-health-check/package.json")), "proto/health");
    await mkdir(join(folder, "grpc"));
    await cp(health, join(folder, "grpc/health"), { recursive: true });
    const reflection = join(dirname(require.resolve("@grpc/reflection")), "../proto");
    const out = join(folder, "set.binpb");
    const child = Bun.spawn(
      [
        ...[python, "-m", "grpc_tools.protoc", `-I${PROTO_FOLDER}`, `-I${folder}`, `-I${reflection}`],
        ...["--include_imports", `--descriptor_set_out=${out}`, ...SOURCES],
      ],
      { stdin: "ignore", stdout: "ignore", stderr: "pipe", timeout: LIMIT_MS },
    );
    const [code, errors] = await Promise.all([child.exited, new Response(child.stderr).text()]);
    if (code !== 0) throw new Error(`the compiler failed: ${errors.trim()}`);
    return await Bun.file(out).bytes();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const made = await makePythonStubs();
  if ("reason" in made) throw new Error(made.reason);
  await rm(made.stubs, { recursive: true, force: true });
  await Bun.write(COMPILED, await compileDescriptors(made.python));
}
