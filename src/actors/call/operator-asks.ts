/** Operators' requests to a call, and its answers: done, or refused with a reason. */
import type { CallAction } from "../../contract/access.ts";
import { isSpeaker, type Speaker } from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";
import { shouldRecognize } from "./legs.ts";

/** What operators ask of a call. A supervisor who begins to read along, or leaves, asks it to write that down. */
export type OperatorDeed = CallAction | { action: "supervise" } | { action: "supervise.end" };

/** An operator's wish. Each is answered by one OperatorAnswer with the same `askId`. */
export interface OperatorAsk {
  type: "operator.asked";
  /** Unique among the asks of a call. */
  askId: string;
  /** The operator's name; it goes to the call's history and end reason. */
  operator: string;
  action: OperatorDeed;
}

export interface OperatorAnswer {
  type: "operator.answered";
  askId: string;
  operator: string;
  action: OperatorDeed["action"];
  speaker?: Speaker;
  /** Why it makes no sense now; absent if it is done. */
  refusal?: string;
}

export interface Verdict {
  answer: OperatorAnswer;
  /** The event that carries it out; absent if it is refused. */
  deed?: CallEvent;
}

export function judged(context: CallContext, ask: OperatorAsk): Verdict {
  const { askId, operator, action: asked } = ask;
  const { action } = asked;
  const answer = { type: "operator.answered", askId, operator, action } as const;
  if (asked.action === "call.end") {
    if (context.endReason !== null) {
      return { answer: { ...answer, refusal: "the call is ending already" } };
    }
    const why = asked.reason?.trim();
    const reason = `ended by operator ${operator}${why ? `: ${why}` : ""}`;
    return { answer, deed: { type: "call.end", reason, isForGood: true } };
  }
  // A supervisor who reads along changes nothing of the call.
  if (asked.action === "supervise" || asked.action === "supervise.end") return { answer };
  const { speaker } = asked;
  if (!isSpeaker(speaker)) return { answer: { ...answer, refusal: NO_PARTICIPANT } };
  const refusal = refusalOf(context, asked.action, speaker);
  if (refusal !== null) return { answer: { ...answer, speaker, refusal } };
  return { answer: { ...answer, speaker }, deed: { type: asked.action, speaker } };
}

const NO_PARTICIPANT = "the call has no such participant";

function refusalOf(
  context: CallContext,
  action: Exclude<CallAction["action"], "call.end">,
  speaker: Speaker,
): string | null {
  const record = context.participants[speaker];
  if (record === undefined) return NO_PARTICIPANT;
  if (record.told === "stop") return "the participant is being stopped, because the call is ending";
  const isStopped = context.stoppedByOperator.includes(speaker);
  switch (action) {
    case "recognition.stop":
      return isStopped ? "recognition is stopped already" : null;
    case "recognition.start":
      if (isStopped) return null;
      if (record.outcome !== "failed") return "recognition is not stopped";
      if (shouldRecognize(context, speaker)) return null;
      return "the participant has failed and no leg is open: the next leg starts it again";
    case "recognition.rollOver":
      return noRollOverBecause(context, speaker);
  }
}

function noRollOverBecause(context: CallContext, speaker: Speaker): string | null {
  const child = context.participants[speaker]?.ref?.getSnapshot();
  if (child?.context.medium === "text") {
    return "this participant's words come as text: there is no stream to renew";
  }
  return child?.matches({ engaged: "recognizing" }) ? null : "no stream is open that could be renewed";
}
