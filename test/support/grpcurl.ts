/** grpcurl, built once per checkout from the Go module proxy. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { MADE_TOOLS } from "./python-venv.ts";

const VERSION = "1.9.3";
const STEP_LIMIT_MS = 600_000;

/** Path of the program, or why there is none. */
export async function findGrpcurl(): Promise<string | { reason: string }> {
  const folder = join(MADE_TOOLS, `grpcurl-${VERSION}`);
  const path = join(folder, "grpcurl");
  if (existsSync(path)) return path;
  if (Bun.which("go") === null) return { reason: "there is no Go on this machine" };
  await mkdir(folder, { recursive: true });
  const child = Bun.spawn(["go", "install", `github.com/fullstorydev/grpcurl/cmd/grpcurl@v${VERSION}`], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    timeout: STEP_LIMIT_MS,
  });
  return (await child.exited) === 0 ? path : { reason: "go could not install it" };
}
