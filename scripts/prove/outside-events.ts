/** What may happen to a call from outside: legs, holds, desktops, reports and operators, as a world's options allow. */
import { awaitedSpeakers } from "../../src/actors/call/failed-streams.ts";
import { openLegs } from "../../src/actors/call/legs.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import {
  callEvent,
  contextOf,
  doubtedHolds,
  hasSpoken,
  legEvent,
  legOpened,
  presenceEvents,
  streamReported,
} from "./call-part.ts";
import type { LabelledEvent } from "./component.ts";
import { silences } from "./turns.ts";
import type { WorldOptions, WorldState } from "./world-state.ts";

export function outsideEvents(
  options: WorldOptions,
  speakers: readonly Speaker[],
  { call, legs }: Pick<WorldState, "call" | "legs">,
): LabelledEvent[] {
  const context = contextOf(call);
  const { desktops, isLeaving } = context;
  const events: LabelledEvent[] = [];
  options.legs.forEach((spec, at) => {
    const { legId, speaker } = spec;
    if (legs[at] === "none") events.push(legOpened(spec));
    else events.push(legEvent("leg.closed", legId, speaker));
    const isKnown = context.legs.some((leg) => leg.legId === legId && leg.open);
    if (options.audio === "later" && isKnown && !hasSpoken(context, speaker))
      events.push(legEvent("leg.firstAudio", legId, speaker));
    if (legs[at] !== "none" && options.holds)
      events.push(legEvent("leg.held", legId, speaker), legEvent("leg.resumed", legId, speaker));
  });
  events.push(...silences(context));
  if (options.holds) events.push(...doubtedHolds(context));
  const { length } = desktops;
  if (length < options.mostDesktops)
    events.push(callEvent("desktop.joined", { type: "desktop.joined", desktopId: `d${length}` }));
  if (length > 0)
    events.push(callEvent("desktop.left", { type: "desktop.left", desktopId: `d${length - 1}` }));
  if (options.restarts && !isLeaving) events.push(callEvent("call.leaving", { type: "call.leaving" }));
  if (options.presence && context.unknownSpeakers.nameless === undefined)
    events.push(callEvent("speaker.unknown", { type: "speaker.unknown", cause: "nameless", count: 1 }));
  if (options.presence) events.push(...presenceEvents(context));
  if (options.reports)
    for (const speaker of speakers) {
      events.push(streamReported(speaker));
      const isHeard = openLegs(context).some((leg) => leg.speaker === speaker);
      if (isHeard && awaitedSpeakers(context).includes(speaker))
        events.push(callEvent(`leg.heardAgain(${speaker})`, { type: "leg.heardAgain", speaker }));
    }
  if (options.operators) {
    events.push(
      callEvent("call.end(by operator)", { type: "call.end", reason: "operator", isForGood: true }),
    );
    for (const speaker of speakers)
      for (const type of ["recognition.stop", "recognition.start", "recognition.rollOver"] as const)
        events.push(callEvent(`${type}(${speaker})`, { type, speaker }));
  }
  return events;
}
