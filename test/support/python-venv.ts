/** Python with some packages, made once per checkout, beside what else is made for tests. */
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeOnce } from "./made-once.ts";

/** A run's temporary files go with it; this stays. */
export const MADE_TOOLS = resolve(import.meta.dir, "../../node_modules/.cache/sidetone/tools");

const STEP_LIMIT_MS = 600_000;

/** The interpreter. `name` names the packages with their versions. Rejects with the reason where that cannot be had. */
export async function makePython(name: string, packages: readonly string[]): Promise<string> {
  const home = join(MADE_TOOLS, `python-${name}`);
  await makeOnce(home, () => install(home, packages));
  return join(home, "venv/bin/python");
}

/** A virtual environment names its own place, so it is made there. */
async function install(home: string, packages: readonly string[]): Promise<void> {
  const venv = join(home, "venv");
  await rm(venv, { recursive: true, force: true });
  await runStep(["python3", "-m", "venv", venv]);
  await runStep([join(venv, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", ...packages]);
}

/** Rejects with the last line of its errors where it fails. `settings`: of its environment. */
export async function runStep(command: string[], settings: Record<string, string> = {}): Promise<void> {
  let child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  try {
    child = Bun.spawn(command, {
      env: { ...process.env, ...settings },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: STEP_LIMIT_MS,
    });
  } catch {
    throw new Error(`there is no ${command[0]}`);
  }
  const [code, errors] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  if (code !== 0)
    throw new Error(`${command.slice(0, 4).join(" ")} failed: ${errors.trim().split("\n").at(-1)}`);
}
