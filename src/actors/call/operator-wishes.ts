/** An operator's wish about a speaker's recognition, kept beside legs, holds and the policy. */
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";
import { shouldRecognize } from "./legs.ts";

type WishEvent = Extract<CallEvent, { type: "recognition.stop" | "recognition.start" }>;
type Wishes = Pick<CallContext, "stoppedByOperator" | "participants">;

const isWish = (event: { type: string }): event is WishEvent =>
  event.type === "recognition.stop" || event.type === "recognition.start";

/** The change a wish makes. A start also gives a failed participant another chance, where it is to run at all. */
export function withWish(context: CallContext, event: { type: string }): Partial<Wishes> {
  if (!isWish(event)) return {};
  const { speaker } = event;
  const others = context.stoppedByOperator.filter((stopped) => stopped !== speaker);
  if (event.type === "recognition.stop") return { stoppedByOperator: [...others, speaker] };
  const record = context.participants[speaker];
  const mayRun = shouldRecognize({ ...context, stoppedByOperator: others }, speaker);
  if (!record?.ref || record.outcome !== "failed" || !mayRun) return { stoppedByOperator: others };
  const revived = { ...record, outcome: null, told: "nothing" as const };
  return { stoppedByOperator: others, participants: { ...context.participants, [speaker]: revived } };
}
