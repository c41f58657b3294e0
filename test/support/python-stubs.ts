/** Python with gRPC and the stubs of the Five9 contract, made once per machine in a folder for temporary files. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const GRPC_VERSION = "1.85.1";
const PROTO_FOLDER = join(import.meta.dir, "../../proto/five9");
const STEP_LIMIT_MS = 600_000;

export interface PythonStubs {
  python: string;
  /** Holds voice_pb2 and voice_pb2_grpc. */
  stubs: string;
}

/** Undefined, with the reason, where this machine has no Python 3 or its packages are not available. */
export async function makePythonStubs(): Promise<PythonStubs | { reason: string }> {
  const home = join(tmpdir(), `sidetone-python-grpc-${GRPC_VERSION}`);
  const python = join(home, "venv/bin/python");
  const stubs = await mkdtemp(join(tmpdir(), "sidetone-stubs-"));
  try {
    if (!existsSync(join(home, "complete"))) await install(home);
    const protoc = [python, "-m", "grpc_tools.protoc", `-I${PROTO_FOLDER}`];
    await run([...protoc, `--python_out=${stubs}`, `--grpc_python_out=${stubs}`, "voice.proto"]);
    return { python, stubs };
  } catch (caught) {
    await rm(stubs, { recursive: true, force: true });
    return { reason: caught instanceof Error ? caught.message : String(caught) };
  }
}

/** A virtual environment cannot be moved, so it is made in place; the marker says that it is whole. */
async function install(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const venv = join(home, "venv");
  await run(["python3", "-m", "venv", venv]);
  const packages = [`grpcio==${GRPC_VERSION}`, `grpcio-tools==${GRPC_VERSION}`];
  await run([join(venv, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", ...packages]);
  const marker = join(home, "marker");
  await Bun.write(marker, GRPC_VERSION);
  await rename(marker, join(home, "complete"));
}

async function run(command: string[]): Promise<void> {
  let child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  try {
    child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: STEP_LIMIT_MS });
  } catch {
    throw new Error(`there is no ${command[0]}`);
  }
  const [code, errors] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  if (code !== 0)
    throw new Error(`${command.slice(0, 4).join(" ")} failed: ${errors.trim().split("\n").at(-1)}`);
}
