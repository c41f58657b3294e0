/** What a call tells legs that are to close: those it refuses, and its open ones. */
import { MAX_SPEAKERS } from "../../contract/speaker.ts";
import { type CallContext, ENDED_BY_OPERATOR } from "./context.ts";
import type { LegClose, LegCommand } from "./events.ts";
import { openLegs } from "./legs.ts";

/** Asks the transports to end every open leg; `failed` tells them that the fault is Sidetone's. */
export function closingOpenLegs(context: CallContext, reason: LegClose["reason"]): LegCommand[] {
  // Who ended it is not the vendor's to know.
  const endReason = context.isEndedForGood ? ENDED_BY_OPERATOR : context.endReason;
  const message = context.failure?.message ?? endReason ?? "the call is over";
  return openLegs(context).map(({ legId }) => ({ type: "leg.close", legId, reason, message }));
}

/** For a leg that comes when the call takes none. Where no operator ended the call, it is to begin a new one. */
export function refusalOf(context: CallContext, legId: string): LegCommand {
  const { isEndedForGood, endReason } = context;
  return isEndedForGood
    ? { type: "leg.close", legId, reason: "disconnect", message: ENDED_BY_OPERATOR }
    : { type: "leg.close", legId, reason: "reconnect", message: endReason ?? "the call is over" };
}

export function refusalOfSpeaker(legId: string): LegCommand {
  const message = `a call has at most ${MAX_SPEAKERS} speakers`;
  return { type: "leg.close", legId, reason: "failed", message };
}
