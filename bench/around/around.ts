/** What a process costs around its audio path: its start, its rest, an event, a leg's delay at light load, and a restart. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildProgram } from "../../scripts/program/build.ts";
import { SIDETONE } from "../../scripts/program/sidetone.ts";
import { freePort } from "../../test/support/free-port.ts";
import { measureWindow } from "../audio-path/measure.ts";
import { startBenchStage } from "../audio-path/stage.ts";
import type { Plan } from "../plan.ts";
import { median } from "../statistics.ts";
import { eventRows } from "./events.ts";
import { idleRows } from "./idle.ts";
import { AROUND_ROWS, type AroundRow, rowOf } from "./rows.ts";
import { type Measured, type Say, type Scene, start } from "./scene.ts";
import { startRows } from "./starts.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Sidetone takes a leg for silent that has sent nothing for two seconds. */
const LEG_SILENT_MS = 3_000;

/** Rows of the subjects that the plan names. CPU is that of the process; the least of all rounds counts, for latency the median. */
export async function around({ subjects, around: plan }: Plan, say: Say): Promise<AroundRow[]> {
  const main = await buildProgram(ROOT, SIDETONE);
  const directory = await mkdtemp(join(tmpdir(), "sidetone-around-"));
  const stage = await startBenchStage();
  const scene = { stage, main, plan, directory };
  const measured: Measured = {};
  try {
    if (subjects.includes("start")) Object.assign(measured, await startRows(scene, say));
    if (subjects.includes("idle")) Object.assign(measured, await idleRows(scene, say));
    if (subjects.includes("events")) Object.assign(measured, await eventRows(scene, say));
    if (subjects.includes("latency")) Object.assign(measured, await latency(scene, say));
    if (subjects.includes("restart")) Object.assign(measured, await restarts(scene, say));
  } finally {
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  }
  return AROUND_ROWS.flatMap((name) => {
    const values = measured[name] ?? [];
    return values.length === 0 ? [] : [rowOf(name, values)];
  });
}

/** Few legs: their chunks are not joined. */
async function latency(scene: Scene, say: Say): Promise<Measured> {
  const { rounds, legs, windowMs } = scene.plan;
  const candidate = await start(scene, {});
  await candidate.open(legs);
  const measured: Measured = {};
  for (const [chunkMs, name] of [
    [100, "latency100"],
    [20, "latency20"],
  ] as const) {
    const audio = { chunkMs, forMs: windowMs, speaking: legs, arrival: "even" } as const;
    await measureWindow(scene.stage, candidate, audio);
    const values: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const { p50Ms, misplaced } = await measureWindow(scene.stage, candidate, audio);
      if (misplaced > 0) throw new Error("audio did not arrive where it belonged");
      values.push(p50Ms);
      say(`latency ${chunkMs} ms ${round}: p50 ${p50Ms.toFixed(2)} ms`);
    }
    measured[name] = [median(values)];
  }
  await candidate.end();
  return measured;
}

/** From SIGTERM to the answer to a leg at the next process, on the same ports and data, with a live leg at the first. */
async function restarts(scene: Scene, say: Say): Promise<Measured> {
  const [port, trustToken] = [await freePort(), randomBytes(24).toString("hex")];
  const settings = {
    DATA_DIRECTORY: join(scene.directory, "restart"),
    GRPC_PORT: String(port),
    FIVE9_TRUST_TOKEN: trustToken,
  };
  let candidate = await start(scene, settings);
  await scene.stage.openAsSoonAsItListens({ port, trustToken });
  const deaf: number[] = [];
  for (let round = 1; round <= scene.plan.rounds; round += 1) {
    await Bun.sleep(LEG_SILENT_MS);
    const askedAt = performance.now();
    await candidate.stop();
    const starting = start(scene, settings);
    await scene.stage.openAsSoonAsItListens({ port, trustToken });
    deaf.push(performance.now() - askedAt);
    candidate = await starting;
    say(`restart ${round}: ${Math.round(deaf.at(-1) ?? 0)} ms`);
  }
  await candidate.stop();
  return { restartDeaf: deaf };
}
