/** Measures what the plan asks for, prints it, and after a whole run writes results.json and the figures of each README.md. */
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { redisServerPath } from "../test/support/redis-server.ts";
import { around } from "./around/around.ts";
import { AROUND_ROWS, type AroundRow, aroundFiguresOf } from "./around/rows.ts";
import { ageing } from "./audio-path/age.ts";
import { compare } from "./audio-path/compare.ts";
import { memoryPerLeg } from "./audio-path/memory.ts";
import { thousandLegs } from "./audio-path/thousand.ts";
import { fleet } from "./fleet/fleet.ts";
import { eventLatency } from "./fleet/latency.ts";
import { fleetFiguresOf, fleetLatencyOf, fleetPageOf, latencyFiguresOf } from "./fleet/report.ts";
import { peersEvents } from "./peers/events.ts";
import { peers } from "./peers/peers.ts";
import { peerEventsFiguresOf, peersFiguresOf } from "./peers/report.ts";
import { readPlan } from "./plan.ts";
import { figuresOf, type Occasion, type Results, withFigures } from "./report.ts";
import { round } from "./statistics.ts";
import { storageFiguresOf } from "./storage/report.ts";
import { storage } from "./storage/storage.ts";
import { watchedFiguresOf } from "./watched/report.ts";
import { watched } from "./watched/watched.ts";

const RESULTS = join(import.meta.dir, "results.json");
const README = join(import.meta.dir, "README.md");
const STORAGE_README = join(import.meta.dir, "storage", "README.md");
const FLEET_README = join(import.meta.dir, "fleet", "README.md");
const WATCHED_README = join(import.meta.dir, "watched", "README.md");

const plan = readPlan(process.argv.slice(2));
const say = (line: string) => console.log(line);
const wants = (subject: (typeof plan.subjects)[number]) => plan.subjects.includes(subject);

const occasion: Occasion = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${process.platform} ${process.arch}`,
  bun: Bun.version,
};
const AROUND = ["start", "idle", "events", "latency", "restart"] as const;
const measured: Partial<Results> = {};
if (wants("compare")) measured.compare = await compare(plan, say);
if (wants("thousand")) measured.thousand = await thousandLegs(plan, say);
if (wants("age")) measured.age = await ageing(plan, say);
if (Object.keys(measured).length > 0) Object.assign(measured, occasion);
if (wants("memory")) measured.memory = { ...occasion, load: load(), ...(await memoryPerLeg(plan, say)) };
if (Object.keys(measured).length > 0) say(`\n${figuresOf(measured)}`);
if (wants("watched")) {
  measured.watched = { ...occasion, levels: await watched(plan, say) };
  say(`\n${watchedFiguresOf(measured.watched)}`);
}
if (wants("storage")) {
  measured.storage = { ...occasion, ...(await storage(plan, say)) };
  say(`\n${storageFiguresOf(measured.storage)}`);
}
const wantsLatency = wants("fleet") || wants("fleet-latency");
if (wantsLatency && redisServerPath === null) say("\nThe fleet is left out: redis-server is not installed.");
else {
  if (wants("fleet")) {
    measured.fleet = { ...occasion, ...(await fleet(plan, say)) };
    say(`\n${fleetFiguresOf(measured.fleet)}`);
  }
  if (wantsLatency) {
    const rows = await eventLatency(plan, say);
    measured.fleetLatency = fleetLatencyOf({ ...occasion, load: round(loadavg()[0] ?? 0, 0) }, rows);
    say(`\n${latencyFiguresOf(measured.fleetLatency)}`);
  }
}
if (AROUND.some(wants)) {
  const rows = await around(plan, say);
  measured.around = { ...occasion, load: load(), rows };
  say(`\n${aroundFiguresOf(rows)}`);
}
if (wants("peers")) {
  const compared = await peers(plan, say);
  if (compared !== null) {
    measured.peers = { ...occasion, load: load(), ...compared };
    say(`\n${peersFiguresOf(measured.peers)}`);
  }
}
if (wants("peers-events")) {
  const compared = await peersEvents(plan, say);
  if (compared !== null) {
    measured.peersEvents = { ...occasion, load: load(), ...compared };
    say(`\n${peerEventsFiguresOf(measured.peersEvents)}`);
  }
}
if (plan.isQuick) say("\nA quick look: too short to be kept.");
else {
  const kept = (await Bun.file(RESULTS).exists())
    ? ((await Bun.file(RESULTS).json()) as Partial<Results>)
    : {};
  const results = { ...kept, ...measured };
  if (measured.around !== undefined)
    results.around = { ...measured.around, rows: joined(kept.around?.rows, measured.around.rows) };
  await Bun.write(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  if (["date", "memory", "around", "peers", "peersEvents"].some((part) => part in measured))
    await writeFigures(README, figuresOf(results));
  if (measured.storage !== undefined) await writeFigures(STORAGE_README, storageFiguresOf(measured.storage));
  if (measured.fleetLatency !== undefined)
    await writeFigures(FLEET_README, fleetPageOf(results.fleet, results.fleetLatency));
  if (measured.watched !== undefined) await writeFigures(WATCHED_README, watchedFiguresOf(measured.watched));
}
process.exit(0);

/** Of the machine, over the last minute. */
function load(): number {
  return round(loadavg()[0] ?? 0, 0);
}

async function writeFigures(readme: string, figures: string): Promise<void> {
  await Bun.write(readme, withFigures(await Bun.file(readme).text(), figures));
}

/** Rows of subjects that were not measured now stay as they were. */
function joined(before: readonly AroundRow[] = [], now: readonly AroundRow[]): AroundRow[] {
  return AROUND_ROWS.flatMap((name) => [...now, ...before].find((row) => row.name === name) ?? []);
}
