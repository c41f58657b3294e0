/** grpcurl, built once per checkout from the Go module proxy. */
import { join } from "node:path";
import { makeOnce } from "./made-once.ts";
import { MADE_TOOLS, runStep } from "./python-venv.ts";

const VERSION = "1.9.3";

/** Path of the program, or why there is none. */
export async function findGrpcurl(): Promise<string | { reason: string }> {
  const folder = join(MADE_TOOLS, `grpcurl-${VERSION}`);
  const install = ["go", "install", `github.com/fullstorydev/grpcurl/cmd/grpcurl@v${VERSION}`];
  try {
    await makeOnce(folder, () => runStep(install, { GOBIN: folder, GOFLAGS: "-mod=mod" }));
    return join(folder, "grpcurl");
  } catch (caught) {
    return { reason: caught instanceof Error ? caught.message : String(caught) };
  }
}
