/** Makes what all stories share, before the first of them. */
import { runProcess } from "./run-process.ts";

const PREPARE_LIMIT_MS = 10 * 60_000;

/** The jobs' database as a template, and Sidetone as one file: it starts some 150 times, and built takes half the time. */
export async function prepareStories(root: string): Promise<void> {
  const run = (script: string) =>
    runProcess({
      command: [process.execPath, "--no-env-file", script],
      cwd: root,
      limitMs: PREPARE_LIMIT_MS,
    });
  await Promise.all([run("test/support/database-template.ts"), run("scripts/program.ts")]);
}
