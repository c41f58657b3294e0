/** Streams a WAV or a sample to a Five9 voice server, as `make test-grpc-stream` does: bun scripts/stream-wav.ts --help */
import { runCaller } from "../simulators/five9/command-line.ts";
import { readSimulatedSettings, SIMULATED_SETTINGS_FILE } from "./containers/simulated-settings.ts";
import { trustTokenOfDemo } from "./demo/caller-note.ts";

const argv = process.argv.slice(2);
const address = argv[argv.indexOf("--grpc") + 1] ?? "";
const trustToken =
  process.env.FIVE9_TRUST_TOKEN ||
  (await trustTokenOfDemo(address)) ||
  (await readSimulatedSettings(SIMULATED_SETTINGS_FILE)).FIVE9_TRUST_TOKEN;

process.exitCode = await runCaller(argv, {
  env: { ...process.env, FIVE9_TRUST_TOKEN: trustToken },
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
