/** Starts: the first in a directory, a later one there, and on Redis. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { postStreamReport } from "../../simulators/five9/webhooks.ts";
import { redisServerPath, startRedisServer } from "../../test/support/redis-server.ts";
import type { Usage } from "../audio-path/probe.ts";
import type { Candidate } from "../audio-path/stage.ts";
import { measureStart, type StartFigures, untilAtRest } from "../storage/starts.ts";
import { type Measured, type Say, type Scene, start } from "./scene.ts";

const STARTING_LOOK_MS = 50;

export async function startRows(scene: Scene, say: Say): Promise<Measured> {
  return { ...(await startsOnFiles(scene, say)), ...(await startsOnRedis(scene, say)) };
}

/** The first start in a new directory, its first job, and a later start, which finds the database of the jobs. */
async function startsOnFiles(scene: Scene, say: Say): Promise<Measured> {
  const [first, rested, later]: [StartFigures[], Usage[], StartFigures[]] = [[], [], []];
  for (let round = 1; round <= scene.plan.rounds; round += 1) {
    const apiKey = randomBytes(24).toString("hex");
    const settings = { DATA_DIRECTORY: join(scene.directory, `start-${round}`), FIVE9_API_KEY: apiKey };
    const atFirst = await oneStart(scene, { name: `first ${round}`, settings }, say);
    first.push(atFirst.figures);
    await firstJob(atFirst.candidate, apiKey);
    rested.push(await untilAtRest(atFirst.candidate));
    await atFirst.candidate.stop();
    const again = await oneStart(scene, { name: `later ${round}`, settings }, say);
    later.push(again.figures);
    await again.candidate.stop();
  }
  return {
    firstReadyCpu: first.map(({ readyCpuMs }) => readyCpuMs),
    firstReadyWall: first.map(({ readyWallMs }) => readyWallMs),
    firstRestedCpu: rested.map(({ cpuMicros }) => cpuMicros / 1_000),
    laterReadyCpu: later.map(({ readyCpuMs }) => readyCpuMs),
    laterReadyWall: later.map(({ readyWallMs }) => readyWallMs),
    resident: first.map(({ rssMb }) => rssMb),
    residentWithJobs: later.map(({ rssMb }) => rssMb),
  };
}

/** A report of Five9's, which is kept as a job. */
async function firstJob({ operators }: Candidate, apiKey: string): Promise<void> {
  const options = { httpBaseUrl: operators?.url ?? "", apiKey, takesAskingAgain: true };
  const { status } = await postStreamReport(options, {
    ...{ subscriptionId: "4003", callId: "300000000000001", domainId: "1001", callLeg: "AGENT" },
    ...{ status: "STREAMING", failureType: "", failureDetail: "", destinationUrl: "" },
    occurredOn: new Date().toISOString(),
  });
  if (status >= 300) throw new Error(`the first job was answered ${status}`);
}

/** Nothing without redis-server. */
async function startsOnRedis(scene: Scene, say: Say): Promise<Measured> {
  if (redisServerPath === null) return {};
  const redis = await startRedisServer();
  const figures: StartFigures[] = [];
  try {
    // The first one fills Redis' script cache.
    for (let round = 0; round <= scene.plan.rounds; round += 1) {
      const named = { name: `on Redis ${round}`, settings: { REDIS_URL: redis.url } };
      const { candidate, figures: taken } = await oneStart(scene, named, say);
      figures.push(taken);
      await candidate.stop();
    }
  } finally {
    await redis.close();
  }
  const later = figures.slice(1);
  return {
    redisReadyCpu: later.map(({ readyCpuMs }) => readyCpuMs),
    redisReadyWall: later.map(({ readyWallMs }) => readyWallMs),
    redisResident: later.map(({ rssMb }) => rssMb),
  };
}

async function oneStart(
  scene: Scene,
  { name, settings }: { name: string; settings: Record<string, string> },
  say: Say,
): Promise<{ candidate: Candidate; figures: StartFigures }> {
  const begin = async () => ({ candidate: await start(scene, settings) });
  const { started, figures } = await measureStart(begin, ({ operators }) =>
    startedWhole(operators?.url ?? ""),
  );
  const { readyCpuMs, readyWallMs, restedCpuMs, rssMb } = figures;
  const [cpu, wall, rested] = [readyCpuMs, readyWallMs, restedCpuMs].map(Math.round);
  say(`${name}: ready after ${cpu} ms of CPU, ${wall} ms; at rest ${rested} ms, ${Math.round(rssMb)} MB`);
  return { ...started, figures };
}

/** Until nothing starts beside the rest any more. */
async function startedWhole(url: string): Promise<void> {
  for (;;) {
    const { starting } = (await (await fetch(`${url}/readyz`)).json()) as { starting: string[] };
    if (starting.length === 0) return;
    await Bun.sleep(STARTING_LOOK_MS);
  }
}
