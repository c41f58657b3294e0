/** Kills a writing process many times and looks each time whether anything that was acknowledged is missing. */
import { linesOf } from "../../simulators/stage/read-lines.ts";
import type { Random } from "../../test/support/random.ts";
import type { Acknowledged } from "./acknowledged.ts";
import { missingJobs, missingRecords } from "./check-kept.ts";

export interface KillReport {
  kills: number;
  /** How much was acknowledged before the kills, by kind. */
  acknowledged: Record<Acknowledged["kind"], number>;
  /** Sentences; empty if nothing is missing and nothing half written. */
  problems: string[];
}

const WRITER = new URL("./kill-writer.ts", import.meta.url).pathname;
/** The kill comes after so many jobs at most, the slowest writes: by then there are many of the others. */
const MAX_JOBS = 12;

export async function runKills(options: {
  dataDirectory: string;
  kills: number;
  random: Pick<Random, "between">;
  onKilled?(kill: number, acknowledged: number): void;
}): Promise<KillReport> {
  const { dataDirectory, kills, random, onKilled } = options;
  const problems: string[] = [];
  const all: Acknowledged[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const after = random.between(1, MAX_JOBS);
    const acknowledged = await writeUntilKilled(dataDirectory, kill, after);
    if (jobsIn(acknowledged) < after) problems.push(`kill ${kill}: the process ended by itself`);
    all.push(...acknowledged);
    onKilled?.(kill, acknowledged.length);
    problems.push(...(await missingRecords(dataDirectory, acknowledged)));
  }
  // What an earlier round wrote has to outlive the later kills, too.
  problems.push(...(await missingRecords(dataDirectory, all)), ...(await missingJobs(dataDirectory, all)));
  const countOf = (kind: Acknowledged["kind"]) => all.filter((one) => one.kind === kind).length;
  return {
    kills,
    acknowledged: {
      event: countOf("event"),
      call: countOf("call"),
      name: countOf("name"),
      job: countOf("job"),
      erased: countOf("erased"),
    },
    problems: [...new Set(problems)],
  };
}

/** Gives all that the process was able to tell. */
async function writeUntilKilled(
  dataDirectory: string,
  round: number,
  after: number,
): Promise<Acknowledged[]> {
  const child = Bun.spawn([process.execPath, WRITER, dataDirectory, String(round)], { stderr: "inherit" });
  const acknowledged: Acknowledged[] = [];
  for await (const line of linesOf(child.stdout)) {
    acknowledged.push(JSON.parse(line));
    if (jobsIn(acknowledged) >= after) child.kill("SIGKILL");
  }
  await child.exited;
  return acknowledged;
}

function jobsIn(acknowledged: readonly Acknowledged[]): number {
  return acknowledged.filter(({ kind }) => kind === "job").length;
}
