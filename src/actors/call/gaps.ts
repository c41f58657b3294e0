/** Time in which a speaker's audio did not come: found between two legs, added up over the call. */
import { isLoss } from "../../contract/audio-gap.ts";
import { type Speaker, speakerRoleOf, speakersIn } from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";

/** A leg that follows another within this time continues it. */
const LEAST_GAP_MS = 500;

type Gaps = CallContext["gapsMs"];
type GapEvent = Extract<CallEvent, { type: "audio.gap" }>;

/** The gap a leg's first audio ends, where the speaker was heard before. */
export function gapBeforeLeg(
  context: Pick<CallContext, "audioUntilMs" | "legs">,
  event: { type: string },
): GapEvent | undefined {
  const first = event as Extract<CallEvent, { type: "leg.firstAudio" }>;
  const untilMs = context.audioUntilMs[first.speaker];
  if (event.type !== "leg.firstAudio" || first.atMs === undefined || untilMs === undefined) return undefined;
  const { legId, speaker, atMs } = first;
  const gapMs = Math.round(atMs - untilMs);
  if (gapMs <= LEAST_GAP_MS) return undefined;
  const reason = isTransfer(context, first) ? "transfer" : "betweenLegs";
  return { type: "audio.gap", legId, speaker, gapMs, reason };
}

/**
 * Nobody was missed: the speaker's stream ended in good order, and the next one is of another agent. What a customer says while an agent
 * is streamed is missed all the same.
 */
function isTransfer(
  { legs }: Pick<CallContext, "legs">,
  { legId, speaker }: { legId: string; speaker: Speaker },
): boolean {
  const ofSpeaker = legs.filter((leg) => leg.speaker === speaker);
  const at = ofSpeaker.findIndex((leg) => leg.legId === legId);
  const before = ofSpeaker[at - 1];
  if (before?.ended !== true) return false;
  const [from, to] = [before.origin.agentId, ofSpeaker[at]?.origin.agentId];
  if (from === undefined || to === undefined || from === to) return false;
  return before.past === true || speakerRoleOf(speaker) !== "customer";
}

/** What was no loss does not count. */
export function addGap(gapsMs: Gaps, { speaker, gapMs, reason }: GapEvent): Gaps {
  if (!isLoss(reason)) return gapsMs;
  return { ...gapsMs, [speaker]: (gapsMs[speaker] ?? 0) + gapMs };
}

/** When a speaker was last heard, by a leg's first audio and its end; samples cover the time between. */
export function heardUntil(
  context: Pick<CallContext, "audioUntilMs">,
  event: { type: string },
): Partial<Pick<CallContext, "audioUntilMs">> {
  const leg = event as Extract<CallEvent, { type: "leg.firstAudio" | "leg.closed" }>;
  const isOfLeg = leg.type === "leg.firstAudio" || leg.type === "leg.closed";
  const untilMs = isOfLeg ? (leg.type === "leg.closed" ? leg.audioUntilMs : leg.atMs) : undefined;
  return untilMs === undefined ? {} : { audioUntilMs: { ...context.audioUntilMs, [leg.speaker]: untilMs } };
}

/** Keeps the sampled ledgers, and the time of the sample where audio came since the last one. */
export function sampled(
  context: Pick<CallContext, "ledgers" | "interrupted" | "audioUntilMs">,
  event: Extract<CallEvent, { type: "counters.sampled" }>,
): Pick<CallContext, "ledgers" | "interrupted"> & Partial<Pick<CallContext, "audioUntilMs">> {
  const { atMs } = event;
  const ledgers = { ...context.ledgers, ...event.ledgers };
  const interrupted = context.interrupted.filter((speaker) => event.ledgers[speaker] === undefined);
  if (atMs === undefined) return { ledgers, interrupted };
  const heard: CallContext["audioUntilMs"] = {};
  for (const speaker of speakersIn(event.ledgers)) {
    const receivedMs = event.ledgers[speaker]?.receivedMs ?? 0;
    // A new process begins a new account; until it has audio, the former process' last time counts.
    const hasGrown = receivedMs > 0 && receivedMs !== context.ledgers[speaker]?.receivedMs;
    if (hasGrown) heard[speaker] = atMs;
  }
  if (Object.keys(heard).length === 0) return { ledgers, interrupted };
  return { ledgers, interrupted, audioUntilMs: { ...context.audioUntilMs, ...heard } };
}
