/** What a call remembers of whether its speakers are heard, as pure functions; it decides nothing but what operators are told. */
import type { PerSpeaker, Speaker } from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";
import type { CallEvent, LegResume } from "./events.ts";
import { openLegs } from "./legs.ts";

type Remembered = Pick<
  CallContext,
  "heard" | "unheard" | "doubtedHolds" | "behindMs" | "lostTexts" | "isPresenceUnread" | "unsentMs"
>;

export function withHearing(context: Remembered, event: { type: string }): Partial<Remembered> {
  const news = event as CallEvent;
  switch (news.type) {
    case "speaker.heard":
      return {
        heard: [...new Set([...context.heard, news.speaker])],
        unheard: without(context.unheard, news.speaker),
      };
    case "speaker.unheard": {
      const { speaker, cause, forMs } = news;
      return { unheard: { ...context.unheard, [speaker]: { cause, forMs } } };
    }
    case "leg.holdDoubted": {
      const { speaker, heldMs, goesOn } = news;
      return { doubtedHolds: { ...context.doubtedHolds, [speaker]: { heldMs, goesOn } } };
    }
    case "leg.resumed":
      return { doubtedHolds: without(context.doubtedHolds, news.speaker) };
    case "audio.behind": {
      const { speaker, behindMs, caughtUp } = news;
      const worst = Math.max(context.behindMs[speaker]?.worst ?? 0, behindMs);
      return { behindMs: { ...context.behindMs, [speaker]: { now: caughtUp ? 0 : behindMs, worst } } };
    }
    case "text.lost": {
      const { speaker, code } = news;
      const count = (context.lostTexts[speaker]?.count ?? 0) + 1;
      return { lostTexts: { ...context.lostTexts, [speaker]: { count, code } } };
    }
    case "audio.missing": {
      const { speaker, fromMs, toMs, reason } = news;
      // What a stream has heard and not answered before it broke may well have been said in vain.
      if (reason !== "unsent") return {};
      const unsentMs = (context.unsentMs[speaker] ?? 0) + Math.max(0, toMs - fromMs);
      return { unsentMs: { ...context.unsentMs, [speaker]: unsentMs } };
    }
    case "agent.presenceUnread":
      return { isPresenceUnread: true };
    case "agent.presence":
      return { isPresenceUnread: false };
    default:
      return {};
  }
}

/** A speaker's legs as they are after a hold that counts as over, and what their transports are told. */
export function resumedInDoubt(context: Pick<CallContext, "legs">, speaker: Speaker) {
  const held = new Set(openLegs(context).filter((leg) => leg.speaker === speaker && leg.held));
  const commands = [...held].map(({ legId }): LegResume => ({ type: "leg.resume", legId }));
  return { commands, legs: context.legs.map((leg) => (held.has(leg) ? { ...leg, held: false } : leg)) };
}

function without<V>(record: PerSpeaker<V>, speaker: Speaker): PerSpeaker<V> {
  const { [speaker]: _gone, ...others } = record;
  return others;
}
