/** Runs the simulated VoiceAI Connect as a program: bun simulators/vaic/main.ts --help */
import { runVaic } from "./command-line.ts";

process.exitCode = await runVaic(process.argv.slice(2), {
  env: process.env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
