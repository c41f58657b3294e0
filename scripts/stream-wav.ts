/** Streams a WAV or a sample to a Five9 voice server, as `make test-grpc-stream` does: bun scripts/stream-wav.ts --help */
import { runCaller } from "../simulators/five9/command-line.ts";

process.exitCode = await runCaller(process.argv.slice(2), {
  env: process.env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
