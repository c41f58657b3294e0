/**
 * Kills a process in the middle of its writes to the data directory, again and again, and looks whether anything that
 * was acknowledged is missing or half written:
 *
 *   bun scripts/storm-kill.ts [--kills 100] [--seed N]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "../test/support/random.ts";
import { runKills } from "./storm-kill/run-kills.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-storm-kill-"));
const startedAt = performance.now();
const { kills, acknowledged, problems } = await runKills({
  dataDirectory,
  kills: Number(values.kills),
  random: seededRandom(Number(values.seed)),
  onKilled: (kill, count) => console.log(`kill ${kill}: after ${count} acknowledged writes`),
});
const { event, call, name, job, erased } = acknowledged;
console.log(
  `${kills} kills in ${Math.round((performance.now() - startedAt) / 1_000)} s; acknowledged before them: ` +
    `${event} events, ${call} calls with history, ${name} names, ${job} jobs, ${erased} calls erased.`,
);
for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0 ? "Nothing is missing, nothing is half written." : `Kept in ${dataDirectory}`,
);
if (problems.length === 0) await rm(dataDirectory, { recursive: true, force: true });
process.exitCode = problems.length === 0 ? 0 : 1;
