/** Sidetone beside Google's own service: the same load and the same stand-in, both alive in one run. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildProgram } from "../../scripts/program/build.ts";
import { SIDETONE } from "../../scripts/program/sidetone.ts";
import { measureWindow, type WindowFigures } from "../audio-path/measure.ts";
import { type Candidate, startBenchStage } from "../audio-path/stage.ts";
import type { Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import { idleCpuPercent } from "../storage/starts.ts";
import { startGoogleService } from "./google-service.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** Times that Google's service uses more, by the length of a chunk. At one leg half as many. */
const WANTED_TIMES = { 100: 4, 20: 6 } as const;
const CHUNKS_MS = [100, 20] as const;
/** An interim result for each word, as the simulated recogniser has them. */
const INTERIM_EVERY_MS = 400;
/** What ends with its legs has ended by then. */
const HUNG_UP_MS = 10_000;

export interface PeerRow {
  chunkMs: number;
  legs: number;
  /** CPU seconds of a leg's minute. */
  cpuSeconds: { google: number; sidetone: number };
  /** Median of the rounds' ratios. */
  times: number;
  wanted: number;
  met: boolean;
  p50Ms: { google: number; sidetone: number };
}

/** Alone, before the first leg. */
export interface PeerAlone {
  readyCpuMs: number;
  readyWallMs: number;
  rssMb: number;
  idlePercent: number;
}

export interface Peers {
  alone: { google: PeerAlone; sidetone: PeerAlone };
  rows: PeerRow[];
}

type Peer = Pick<Candidate, "pid" | "open" | "hangUp" | "play" | "usage" | "end">;

/** Null without the folder of Google's service. */
export async function peers({ peers: plan }: Plan, say: (line: string) => void): Promise<Peers | null> {
  const { googleFolder: folder, python } = plan;
  if (folder === undefined || !existsSync(join(folder, "main.py"))) {
    say("peers: GOOGLE_SERVICE must name the folder of Google's mediastream-grpc, PYTHON what runs it");
    return null;
  }
  const main = await buildProgram(ROOT, SIDETONE);
  const stage = await startBenchStage({ interimEveryMs: INTERIM_EVERY_MS });
  try {
    const service = await startGoogleService({ folder, python, upstream: stage.upstream });
    const google = stage.adopt(service);
    const startedAt = performance.now();
    const sidetone = await stage.start("sidetone", { main });
    const readyWallMs = performance.now() - startedAt;
    const readyCpuMs = (await sidetone.usage()).cpuMicros / 1_000;
    await Bun.sleep(plan.settleMs);
    const [googleAlone, sidetoneAlone] = await Promise.all([
      alone(google, { readyCpuMs: service.ready.cpuMs, readyWallMs: service.ready.wallMs }, plan.idleMs),
      alone(sidetone, { readyCpuMs, readyWallMs }, plan.idleMs),
    ]);
    await warmUp([google, sidetone], plan);
    const rows: PeerRow[] = [];
    let open = 0;
    for (const legs of plan.legs) {
      for (const peer of [google, sidetone]) await peer.open(legs - open);
      open = legs;
      for (const chunkMs of CHUNKS_MS) {
        const audio = { chunkMs, forMs: plan.windowMs, speaking: legs, arrival: "even" as const };
        const windows: { google: WindowFigures[]; sidetone: WindowFigures[] } = { google: [], sidetone: [] };
        for (let time = 0; time < plan.warmUps; time += 1)
          for (const peer of [google, sidetone]) await peer.play(audio);
        for (let index = 0; index < plan.rounds; index += 1) {
          const measure = async (name: "google" | "sidetone", peer: Peer) =>
            void windows[name].push(await measureWindow(stage, peer, audio));
          if (index % 2 === 0) await measure("google", google);
          await measure("sidetone", sidetone);
          if (index % 2 === 1) await measure("google", google);
        }
        const row = rowOf(chunkMs, legs, windows);
        rows.push(row);
        const { cpuSeconds, times, p50Ms } = row;
        say(
          `${legs} legs, ${chunkMs} ms: ${cpuSeconds.google} against ${cpuSeconds.sidetone} CPU s a leg-minute, ` +
            `${times} times; p50 ${p50Ms.google} and ${p50Ms.sidetone} ms`,
        );
      }
    }
    return { alone: { google: googleAlone, sidetone: sidetoneAlone }, rows };
  } finally {
    await stage.close();
  }
}

/** A process that takes calls all day has its hot code compiled, also where it has one call. */
async function warmUp(
  peers: readonly Peer[],
  { firstWarmUp: { legs, forMs } }: Plan["peers"],
): Promise<void> {
  for (const peer of peers) {
    await peer.open(legs);
    for (const chunkMs of CHUNKS_MS) await peer.play({ chunkMs, forMs, speaking: legs, arrival: "even" });
    await peer.hangUp();
  }
  await Bun.sleep(HUNG_UP_MS);
}

async function alone(
  peer: Peer,
  ready: Pick<PeerAlone, "readyCpuMs" | "readyWallMs">,
  idleMs: number,
): Promise<PeerAlone> {
  const idlePercent = await idleCpuPercent(peer, idleMs);
  const { rssBytes } = await peer.usage();
  return {
    readyCpuMs: round(ready.readyCpuMs, 0),
    readyWallMs: round(ready.readyWallMs, 0),
    rssMb: round(rssBytes / 1_000_000, 0),
    idlePercent: round(idlePercent),
  };
}

function rowOf(
  chunkMs: (typeof CHUNKS_MS)[number],
  legs: number,
  { google, sidetone }: { google: WindowFigures[]; sidetone: WindowFigures[] },
): PeerRow {
  const ratios = google.map(
    ({ cpuMicrosPerMessage }, index) =>
      cpuMicrosPerMessage / (sidetone[index]?.cpuMicrosPerMessage ?? Number.NaN),
  );
  const perLegMinute = (windows: WindowFigures[]) =>
    round(
      (median(windows.map(({ cpuMicrosPerMessage }) => cpuMicrosPerMessage)) * (60_000 / chunkMs)) / 1e6,
      3,
    );
  const p50Of = (windows: WindowFigures[]) => round(median(windows.map(({ p50Ms }) => p50Ms)), 1);
  const times = round(median(ratios), 1);
  const wanted = legs === 1 ? WANTED_TIMES[chunkMs] / 2 : WANTED_TIMES[chunkMs];
  return {
    ...{ chunkMs, legs, times, wanted, met: times >= wanted },
    cpuSeconds: { google: perLegMinute(google), sidetone: perLegMinute(sidetone) },
    p50Ms: { google: p50Of(google), sidetone: p50Of(sidetone) },
  };
}
