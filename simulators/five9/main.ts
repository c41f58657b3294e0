/** Runs the simulated Five9 caller as a program: bun simulators/five9/main.ts --help */
import { runCaller } from "./command-line.ts";

process.exitCode = await runCaller(process.argv.slice(2), {
  env: process.env,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
