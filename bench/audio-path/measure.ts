/** One window of one candidate: so much audio, and what it cost. */
import type { PlayAudio } from "./load.ts";
import type { BenchStage, Candidate } from "./stage.ts";

/** What was sent last is on its way for so long at most. */
const SETTLE_MS = 400;

export interface WindowFigures {
  cpuMicrosPerMessage: number;
  messages: number;
  /** Of what arrived upstream, from the write at the caller's side. */
  p50Ms: number;
  p99Ms: number;
  /** Audio that did not arrive where it belonged. */
  misplaced: number;
  /** By how much the load was late at worst. */
  loadLateMs: number;
  /** For how long the load played. */
  elapsedMs: number;
  /** Finals the stand-in sent meanwhile. */
  finals: number;
  /** Resident memory of the candidate afterwards. */
  rssBytes: number;
}

export async function measureWindow(
  stage: BenchStage,
  candidate: Pick<Candidate, "play" | "usage">,
  audio: Omit<PlayAudio, "target">,
): Promise<WindowFigures> {
  await stage.collect();
  const before = await candidate.usage();
  const played = await candidate.play(audio);
  await Bun.sleep(SETTLE_MS);
  const after = await candidate.usage();
  const arrived = await stage.collect();
  return {
    cpuMicrosPerMessage: (after.cpuMicros - before.cpuMicros) / played.messages,
    messages: played.messages,
    p50Ms: arrived.latencyMs?.p50 ?? Number.NaN,
    p99Ms: arrived.latencyMs?.p99 ?? Number.NaN,
    misplaced: arrived.misplaced,
    loadLateMs: played.latestMs,
    elapsedMs: played.elapsedMs,
    finals: arrived.finals,
    rssBytes: after.rssBytes,
  };
}
