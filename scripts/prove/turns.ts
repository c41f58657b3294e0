/** Legs that bring the same voice: what the walk tries with them, and I20. */
import type { CallContext } from "../../src/actors/call/context.ts";
import { openLegs } from "../../src/actors/call/legs.ts";
import { callEvent, contextOf } from "./call-part.ts";
import type { ComponentState, ComponentStep, LabelledEvent } from "./component.ts";

/** The leg that is heard falls silent while another one stands by for it. */
export function silences(context: CallContext): LabelledEvent[] {
  const open = openLegs(context);
  const waitedFor = new Set(open.filter((leg) => leg.standsBy).map(({ speaker }) => speaker));
  return open
    .filter((leg) => !leg.standsBy && waitedFor.has(leg.speaker))
    .map(({ legId, speaker }) => callEvent(`leg.silent(${legId})`, { type: "leg.silent", legId, speaker }));
}

/** I20 in one state: of legs of one voice, one is heard, and not one on hold while another is not. */
export function turnBreachesOf(context: CallContext): string[] {
  const open = openLegs(context);
  return [...new Set(open.map(({ speaker }) => speaker))].flatMap((speaker) => {
    const legs = open.filter((leg) => leg.speaker === speaker);
    const waiting = legs.filter((leg) => leg.standsBy);
    const heard = legs.filter((leg) => !leg.standsBy);
    if (waiting.length === 0) return [];
    if (heard.length === 0) return [`I20: every leg of ${speaker} stands by`];
    const isWrong = heard.every((leg) => leg.held) && waiting.some((leg) => !leg.held);
    return isWrong ? [`I20: a leg of ${speaker} stands by for one on hold`] : [];
  });
}

/** I20 in one step: each leg whose turn it is or no longer is was told so. */
export function untoldTurns(before: ComponentState, { state, effects }: ComponentStep): string[] {
  const told = new Set(
    effects.flatMap((effect) => (effect.kind === "emit" ? [JSON.stringify(effect.event)] : [])),
  );
  const stoodBy = new Map(openLegs(contextOf(before)).map((leg) => [leg.legId, leg.standsBy === true]));
  return openLegs(contextOf(state)).flatMap(({ legId, standsBy = false }) => {
    const was = stoodBy.get(legId);
    if (was === undefined || was === standsBy) return [];
    const command = { type: standsBy ? "leg.standBy" : "leg.takeOver", legId };
    return told.has(JSON.stringify(command)) ? [] : [`I20: ${legId} is not told that its turn has changed`];
  });
}
