/** Google Cloud through the `gcloud` command of this machine, as the account that is signed in there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud, Command } from "./cloud.ts";

/** Making a Redis instance takes some minutes, and so does a build. */
const COMMAND_DEADLINE_MS = 30 * 60_000;
const REST_DEADLINE_MS = 30_000;
/** A new service account is not known everywhere at once. */
const ATTEMPTS = 6;
const BETWEEN_ATTEMPTS_MS = 5_000;

const IS_MISSING = /NOT_FOUND|not found|could not be found|Cannot find|does not have any versions/i;
const IS_TOO_EARLY = /Service account \S+ does not exist|identity pool does not exist/i;

const GIST_LINES = 3;

export class CloudRefusal extends Error {}

export interface Ran {
  ok: boolean;
  text: string;
  errors: string;
}

/** Runs a command with all its flags, as `gcloud` would. */
export type Runner = (command: Command, input?: string) => Promise<Ran>;

export interface GcloudOptions {
  projectId: string;
  print(line: string): void;
  run?: Runner;
  send?(request: Request): Promise<Response>;
}

/** What gcloud says went wrong: its ERROR and the two lines after it, or the last lines where it names none. */
function gistOf(errors: string): string {
  const lines = errors.split("\n").flatMap((line) => line.trim() || []);
  const at = lines.findLastIndex((line) => line.startsWith("ERROR:"));
  const told = at < 0 ? lines.slice(-GIST_LINES) : lines.slice(at, at + GIST_LINES);
  return told.join(" ").replace(/^ERROR: (\(gcloud[\w.-]*\) )?/, "");
}

export interface OpenedCloud extends Cloud {
  /** Removes the files that commands were given. */
  close(): Promise<void>;
}

export async function openGcloud(options: GcloudOptions): Promise<OpenedCloud> {
  const { projectId, print, run: runGiven = runGcloud, send = fetch } = options;
  const folder = await mkdtemp(join(tmpdir(), "sidetone-deploy-"));
  const run: Runner = (command, input) => runGiven([...command, `--project=${projectId}`, "--quiet"], input);
  const refusal = (command: Command, errors: string) =>
    new CloudRefusal(`gcloud ${command.slice(0, 3).join(" ")} was refused: ${gistOf(errors)}`);

  async function look(command: Command): Promise<string | null> {
    const { ok, text, errors } = await run(command);
    if (ok) return text;
    if (IS_MISSING.test(errors)) return null;
    throw refusal(command, errors);
  }

  async function change(command: Command, input?: string): Promise<void> {
    print(`  gcloud ${command.filter((word) => !word.startsWith("--")).join(" ")}`);
    for (let attempt = 1; ; attempt += 1) {
      const { ok, errors } = await run(command, input);
      if (ok) return;
      if (attempt === ATTEMPTS || !IS_TOO_EARLY.test(errors)) throw refusal(command, errors);
      await pause(BETWEEN_ATTEMPTS_MS);
    }
  }

  return {
    look,
    change,
    async rest({ method, url, body }) {
      const { ok, text: token, errors } = await run(["auth", "print-access-token"]);
      if (!ok) throw refusal(["auth", "print-access-token"], errors);
      const response = await send(
        new Request(url, {
          method,
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(REST_DEADLINE_MS),
        }),
      );
      if (!response.ok) throw new CloudRefusal(`${method} ${url} was refused: ${await response.text()}`);
      return response.json();
    },
    async valueOf(command) {
      const value = await look(command);
      if (value === null || value === "")
        throw new CloudRefusal(`gcloud ${command.slice(0, 3).join(" ")} gave no value`);
      return value;
    },
    async file(name, content) {
      const path = join(folder, name);
      await Bun.write(path, content, { mode: 0o600 });
      return path;
    },
    say: (text) => print(`\n${text}`),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

const runGcloud: Runner = async (command, input) => {
  const child = Bun.spawn(["gcloud", ...command], {
    stdin: input === undefined ? "ignore" : new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
    timeout: COMMAND_DEADLINE_MS,
  });
  const [text, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { text: text.trim(), errors: errors.trim(), ok: code === 0 };
};
