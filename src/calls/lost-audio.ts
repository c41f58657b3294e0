/** Whether a call without a leg is over, or has lost its audio while people talk on. */
import { type CallContext, LEGS_GONE } from "../actors/call/context.ts";
import { openLegs } from "../actors/call/legs.ts";

/**
 * lost: a speaker's last stream broke, and nobody has said that the call is over. stopped: the streams were closed in good order, and
 * nobody has said so, either; known only while they may come back.
 */
export type MissingAudio = "lost" | "stopped";

type Known = Pick<CallContext, "legs" | "endReason" | "isEndedForGood" | "isTooLong" | "isEndedByCti">;

export function missingAudioOf(context: Known, media: string): MissingAudio | undefined {
  const { legs, isEndedForGood, isTooLong, isEndedByCti } = context;
  if (legs.length === 0 || openLegs(context).length > 0) return undefined;
  // Five9 says so on a stream (CLT_CALL_ENDED) or by CTI; VoiceAI Connect ends the conversation.
  if (isEndedForGood || isTooLong || isEndedByCti || legs.some(({ callEnded }) => callEnded))
    return undefined;
  if (context.endReason !== null && context.endReason !== LEGS_GONE) return undefined;
  const speakers = new Set(legs.map(({ speaker }) => speaker));
  const lastLegs = [...speakers].map((speaker) => legs.findLast((leg) => leg.speaker === speaker));
  if (lastLegs.some((leg) => leg?.broke)) return "lost";
  return media === "draining" ? "stopped" : undefined;
}
