/** Memory per leg while audio flows: what the process grows by when legs are opened at once, Sidetone's against the bare one's. */
import { resolve } from "node:path";
import { buildProgram } from "../../scripts/program/build.ts";
import { SIDETONE } from "../../scripts/program/sidetone.ts";
import type { Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import type { Heap } from "./probe.ts";
import { type Candidate, startBenchStage } from "./stage.ts";

const ROOT = resolve(import.meta.dir, "../..");
const WANTED_KB = 200;
const CHUNK_MS = 100;
/** Legs open before the count begins: what is made once is made then. */
const FIRST_LEGS = 20;
const SETTLE_MAX_S = 30;
const SAMPLES = 12;

export interface MemoryPerLeg {
  legs: number;
  /** Resident memory per leg in kB, garbage collected every few seconds, medians over SAMPLES seconds. */
  rssKb: Record<"bare" | "sidetone", number>;
  /** Where that lies, medians of the same seconds. */
  partsKb: Record<"bare" | "sidetone", MemoryParts>;
  ratio: number;
  /** Of Sidetone, in kB. */
  wanted: number;
  met: boolean;
}

/** Growth per leg in kB. */
export interface MemoryParts {
  /** What JavaScript holds on to, buffers included. */
  live: number;
  /** What the collector has taken for objects: those that live, garbage of the last second, and holes between. */
  reserved: number;
  /** Bytes of buffers: audio kept and audio on its way. */
  buffers: number;
}

export async function memoryPerLeg(plan: Plan, say: (line: string) => void): Promise<MemoryPerLeg> {
  const legs = plan.memoryLegs;
  const main = await buildProgram(ROOT, SIDETONE);
  const stage = await startBenchStage();
  try {
    const bare = await measure(await stage.start("bare"), plan);
    const sidetone = await measure(await stage.start("sidetone", { main }), plan);
    const ratio = round(sidetone.rssKb / bare.rssKb);
    say(`memory per leg: ${sidetone.rssKb} against ${bare.rssKb} kB, ${ratio} times`);
    return {
      legs,
      rssKb: { bare: bare.rssKb, sidetone: sidetone.rssKb },
      partsKb: { bare: bare.parts, sidetone: sidetone.parts },
      ...{ ratio, wanted: WANTED_KB, met: sidetone.rssKb <= WANTED_KB },
    };
  } finally {
    await stage.close();
  }
}

async function measure(candidate: Candidate, plan: Plan) {
  const legs = plan.memoryLegs;
  await candidate.open(FIRST_LEGS);
  const audio = { chunkMs: CHUNK_MS, arrival: "even" as const };
  await candidate.play({ ...audio, speaking: FIRST_LEGS, forMs: 8_000 });
  let before = await candidate.usage();
  for (let second = 0, calm = 0; second < (plan.isQuick ? 3 : SETTLE_MAX_S) && calm < 4; second += 1) {
    await candidate.collectGarbage();
    await Bun.sleep(1_000);
    const now = await candidate.usage();
    calm = Math.abs(now.rssBytes - before.rssBytes) < before.rssBytes / 100 ? calm + 1 : 0;
    before = now;
  }
  const heapBefore = await candidate.heap();
  await candidate.open(legs);
  const playing = candidate.play({ ...audio, speaking: FIRST_LEGS + legs, forMs: (SAMPLES + 9) * 1_000 });
  await Bun.sleep(8_000);
  const rss: number[] = [];
  const heaps: Heap[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await candidate.collectGarbage();
    await Bun.sleep(1_000);
    const now = await candidate.usage();
    rss.push((now.rssBytes - before.rssBytes) / legs / 1_000);
    heaps.push(await candidate.heap());
  }
  await playing;
  await candidate.end();
  const grown = (part: keyof Heap) =>
    round(median(heaps.map((heap) => (heap[part] - heapBefore[part]) / legs / 1_000)), 0);
  const parts = {
    live: grown("liveBytes"),
    reserved: grown("reservedBytes"),
    buffers: grown("buffersBytes"),
  };
  return { rssKb: round(median(rss), 0), parts };
}
