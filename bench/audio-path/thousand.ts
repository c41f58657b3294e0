/** A thousand legs that all speak at once, through one process: is every millisecond accounted for? */
import type { Plan } from "../plan.ts";
import { round } from "../statistics.ts";
import { type AudioAccountMs, readAccount } from "./account.ts";
import { measureWindow } from "./measure.ts";
import { startBenchStage } from "./stage.ts";

const CHUNK_MS = 100;
/** Until what was received before a stream was open has been replayed. */
const CATCH_UP_MS = 10_000;

export interface ThousandLegs {
  legs: number;
  sentMs: number;
  account: AudioAccountMs;
  misplaced: number;
  cpuPercent: number;
  latencyMs: { p50: number; p99: number };
  loadLateMs: number;
}

export async function thousandLegs(plan: Plan, say: (line: string) => void): Promise<ThousandLegs> {
  const { thousandLegs: legs, thousandMs: forMs } = plan;
  const stage = await startBenchStage();
  try {
    const sidetone = await stage.start("sidetone");
    await sidetone.open(legs);
    const audio = { chunkMs: CHUNK_MS, speaking: legs, arrival: "even" as const };
    const warmUp = await sidetone.play({ ...audio, forMs: CATCH_UP_MS });
    const figures = await measureWindow(stage, sidetone, { ...audio, forMs });
    const account = readAccount(await sidetone.metrics());
    const sentMs = (warmUp.messages + figures.messages) * CHUNK_MS;
    say(`${legs} legs: ${sentMs} ms sent, ${account.receivedMs} received, ${account.droppedMs} dropped`);
    return {
      legs,
      sentMs,
      account,
      misplaced: figures.misplaced,
      cpuPercent: round((figures.cpuMicrosPerMessage * figures.messages) / (forMs * 10), 1),
      latencyMs: { p50: figures.p50Ms, p99: figures.p99Ms },
      loadLateMs: round(figures.loadLateMs, 1),
    };
  } finally {
    await stage.close();
  }
}
