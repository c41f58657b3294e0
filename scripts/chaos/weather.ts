/** What happens to calls of a chaos run beside faults: lives of an id, agents who come and go, and legs without a word. */
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import { episodeNumberOf } from "../../src/calls/episode-key.ts";
import type { Random } from "../../test/support/random.ts";
import { type CallManner, drawManner, type FinishedCall, runCall } from "./chaos-call.ts";
import { type Recording, type Speech, speechInLives, speechOfTwoAgents, wholeSpeech } from "./speech.ts";

/** How many of each a run had, as its calls' records and the cloud tell. */
export interface WeatherCounts {
  /** Calls whose id had had a call before. */
  episodes: number;
  /** Calls in which a second agent was heard. */
  secondAgents: number;
  /** Legs of which was told that nothing but silence came. */
  silentLegs: number;
  /** Partial results that came after a newer final. */
  latePartials: number;
}

/** Dealt in turn, so that three calls have each. */
const KINDS = ["usual", "lives", "two agents"] as const;

/** Dealt to two of four calls, so that all kinds and both samples have some; a life is too short for it. */
export const hasSilentLeg = (index: number): boolean => index % 4 === 0 || index % 4 === 3;

/** One call of a storm, or two of one id; not begun yet. */
export type PlannedCall = (stage: Stage) => Promise<FinishedCall[]>;

/** `index`: of the call in the storm. */
export function planCall(recording: Recording, index: number, speed: number, chance: Random): PlannedCall {
  const manner = { ...drawManner(chance), speed };
  const isSilent = hasSilentLeg(index);
  const kind = KINDS[index % KINDS.length];
  if (kind === "lives") return (stage) => runLives(stage, speechInLives(recording), manner);
  const speech = kind === "usual" ? wholeSpeech(recording, isSilent) : speechOfTwoAgents(recording, isSilent);
  return async (stage) => [await runCall(stage, speech, manner)];
}

/** The second begins when the first is over. */
async function runLives(
  stage: Stage,
  [first, second]: [Speech, Speech],
  manner: CallManner,
): Promise<FinishedCall[]> {
  const callId = newCallId();
  const before = await runCall(stage, first, { ...manner, callId });
  return [before, await runCall(stage, second, { ...manner, callId, episode: 2 })];
}

export function weatherOf(calls: readonly FinishedCall[]): Omit<WeatherCounts, "latePartials"> {
  const count = (is: (call: FinishedCall) => boolean) => calls.filter(is).length;
  return {
    episodes: count(({ record }) => episodeNumberOf(record.call.callKey) > 1),
    secondAgents: count(({ record }) =>
      record.legs.some((leg) => leg.speaker === "agent-2" && leg.audioSeen),
    ),
    silentLegs: count(({ record }) => record.call.alarms.some(({ code }) => code === "SPEAKER_UNHEARD")),
  };
}
