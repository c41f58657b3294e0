/** Python with gRPC and the stubs of the Five9 contract, made once per checkout. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePython, runStep } from "./python-venv.ts";

const GRPC_VERSION = "1.85.1";
const PROTO_FOLDER = join(import.meta.dir, "../../proto/five9");

export interface PythonStubs {
  python: string;
  /** Holds voice_pb2 and voice_pb2_grpc. */
  stubs: string;
}

/** Undefined, with the reason, where this machine has no Python 3 or its packages are not available. */
export async function makePythonStubs(): Promise<PythonStubs | { reason: string }> {
  const stubs = await mkdtemp(join(tmpdir(), "sidetone-stubs-"));
  try {
    const packages = [`grpcio==${GRPC_VERSION}`, `grpcio-tools==${GRPC_VERSION}`];
    const python = await makePython(`grpc-${GRPC_VERSION}`, packages);
    const protoc = [python, "-m", "grpc_tools.protoc", `-I${PROTO_FOLDER}`];
    await runStep([...protoc, `--python_out=${stubs}`, `--grpc_python_out=${stubs}`, "voice.proto"]);
    return { python, stubs };
  } catch (caught) {
    await rm(stubs, { recursive: true, force: true });
    return { reason: caught instanceof Error ? caught.message : String(caught) };
  }
}
