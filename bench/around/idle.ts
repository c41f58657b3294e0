/** What a process costs that has nothing to do, on the embedded storage and on Redis: CPU, and how often it is woken. */
import { redisServerPath, startRedisServer } from "../../test/support/redis-server.ts";
import type { Candidate } from "../audio-path/stage.ts";
import { idleCpuPercent } from "../storage/starts.ts";
import type { AroundName } from "./rows.ts";
import { type Measured, queuesOfCandidate, type Say, type Scene, start } from "./scene.ts";
import { wakeUpsBetween, wakeUpsOf } from "./wake-ups.ts";

/** Parts that start beside the rest have come to rest by then, and memory care has looked. */
const SETTLE_MS = 70_000;

interface AtRest {
  storage: string;
  candidate: Candidate;
  rows: { cpu: AroundName; wakeUps: AroundName };
}

/** Side by side; without redis-server the embedded storage alone. */
export async function idleRows(scene: Scene, say: Say): Promise<Measured> {
  const redis = redisServerPath === null ? null : await startRedisServer();
  try {
    const embedded = await start(scene, {});
    // As after a first job, whose database does not leave again.
    await queuesOfCandidate(embedded);
    const all: AtRest[] = [
      { storage: "embedded", candidate: embedded, rows: { cpu: "idleCpu", wakeUps: "idleWakeUps" } },
    ];
    if (redis !== null) {
      const candidate = await start(scene, { REDIS_URL: redis.url });
      const rows = { cpu: "redisIdleCpu", wakeUps: "redisIdleWakeUps" } as const;
      all.push({ storage: "Redis", candidate, rows });
    }
    await Bun.sleep(scene.plan.isShort ? 0 : SETTLE_MS);
    const measured: Measured = {};
    for (let round = 1; round <= scene.plan.rounds; round += 1) {
      await Promise.all(
        all.map(async ({ storage, candidate, rows }) => {
          const { cpuPercent, wakeUpsPerS } = await lookAt(candidate, scene.plan.idleMs);
          measured[rows.cpu] = [...(measured[rows.cpu] ?? []), cpuPercent];
          measured[rows.wakeUps] = [...(measured[rows.wakeUps] ?? []), wakeUpsPerS];
          const figures = `${cpuPercent.toFixed(2)} % of a core, ${wakeUpsPerS.toFixed(1)} wake-ups a second`;
          say(`idle ${round}, ${storage}: ${figures}`);
        }),
      );
    }
    for (const { candidate } of all) await candidate.stop();
    return measured;
  } finally {
    await redis?.close();
  }
}

async function lookAt(candidate: Candidate, forMs: number) {
  const [before, startedAt] = [await wakeUpsOf(candidate.pid), performance.now()];
  const cpuPercent = await idleCpuPercent(candidate, forMs);
  const wakeUps = wakeUpsBetween(before, await wakeUpsOf(candidate.pid));
  return { cpuPercent, wakeUpsPerS: (wakeUps * 1_000) / (performance.now() - startedAt) };
}
