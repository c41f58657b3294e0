/** The one rule about words lost in silence: who should be heard, what came of them, and what their call is told. */
import type { CallContext, Unheard } from "../actors/call/context.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { openLegs, shouldRecognize } from "../actors/call/legs.ts";
import { ENOUGH_SPEECH_MS, type Hearing, type UnheardCause } from "../contract/hearing.ts";
import type { Speaker } from "../contract/speaker.ts";

/** A speaker with an open leg, as the call knows them. */
export interface Listened {
  speaker: Speaker;
  isText: boolean;
  isHeld: boolean;
  /** Legs, operator and policy want them recognised now. */
  isWanted: boolean;
  wasHeard: boolean;
  /** The stream took the place of another one and has brought nothing yet. */
  isReplacing: boolean;
  unheard: Unheard | undefined;
  isHoldDoubted: boolean;
  /** As the call was told last; 0 if they are not behind. */
  behindMs: number;
}

export interface HearingSettings {
  /** How long nobody is missed. */
  unheardAfterMs: number;
  /** How long a hold with speech is believed. */
  holdLimitMs: number;
  /** Whether recognition goes on after that. */
  hearsDoubtedHolds: boolean;
  /** Audio may come so late. */
  behindLimitMs: number;
}

export function listenedOf(context: CallContext): Listened[] {
  const open = openLegs(context);
  return [...new Set(open.map(({ speaker }) => speaker))].map((speaker) => {
    const legs = open.filter((leg) => leg.speaker === speaker);
    return {
      speaker,
      isText: legs.every(({ medium }) => medium.kind === "text"),
      isHeld: legs.every(({ held }) => held),
      isWanted: shouldRecognize(context, speaker),
      wasHeard: context.heard.includes(speaker),
      isReplacing: legs.every(({ audioSeen }) => !audioSeen) && wasDisplaced(context, speaker),
      unheard: context.unheard[speaker],
      isHoldDoubted: context.doubtedHolds[speaker] !== undefined,
      behindMs: context.behindMs[speaker]?.now ?? 0,
    };
  });
}

function wasDisplaced({ legs }: CallContext, speaker: Speaker): boolean {
  return legs.findLast((leg) => leg.speaker === speaker && !leg.open)?.displaced === true;
}

const NOTHING: Hearing = {
  messages: 0,
  isHeard: false,
  silentMs: 0,
  heldMs: 0,
  heldSpeechMs: 0,
  behindMs: 0,
};

/** Looks at one call again and again. */
export class HearingWatch {
  readonly #settings: HearingSettings;
  /** Since when each speaker is waited for. */
  readonly #sinceMs = new Map<Speaker, number>();

  constructor(settings: HearingSettings) {
    this.#settings = settings;
  }

  /** `hearingOf`: what came; undefined for nothing yet. Returns what the call is to hear now. */
  look(
    listened: readonly Listened[],
    hearingOf: (listened: Listened) => Hearing | undefined,
    nowMs: number,
  ): CallEvent[] {
    return listened.flatMap((one) => {
      const hearing = hearingOf(one) ?? NOTHING;
      return [
        ...this.#heardOrNot(one, hearing, nowMs),
        ...this.#doubtsHold(one, hearing),
        ...this.#isBehind(one, hearing),
      ];
    });
  }

  #heardOrNot(one: Listened, hearing: Hearing, nowMs: number): CallEvent[] {
    const { speaker, wasHeard, isReplacing, isWanted, unheard } = one;
    if (wasHeard && !isReplacing) {
      this.#sinceMs.delete(speaker);
      return unheard === undefined ? [] : [{ type: "speaker.heard", speaker }];
    }
    if (!wasHeard && hearing.isHeard) return [{ type: "speaker.heard", speaker }];
    if (!isWanted) {
      this.#sinceMs.delete(speaker);
      return [];
    }
    const sinceMs = this.#sinceMs.get(speaker) ?? nowMs;
    this.#sinceMs.set(speaker, sinceMs);
    // Audio counts by its own length: a sender may be faster than the clock.
    const silentMs = isReplacing ? 0 : hearing.silentMs;
    const forMs = Math.round(Math.max(nowMs - sinceMs, silentMs));
    const cause = causeOf(one, hearing);
    if (forMs < this.#settings.unheardAfterMs || unheard?.cause === cause) return [];
    return [{ type: "speaker.unheard", speaker, cause, forMs }];
  }

  #doubtsHold({ speaker, isHeld, isHoldDoubted }: Listened, hearing: Hearing): CallEvent[] {
    const { holdLimitMs, hearsDoubtedHolds } = this.#settings;
    const { heldMs, heldSpeechMs } = hearing;
    if (!isHeld || isHoldDoubted || heldMs < holdLimitMs || heldSpeechMs < ENOUGH_SPEECH_MS) return [];
    return [{ type: "leg.holdDoubted", speaker, heldMs: Math.round(heldMs), goesOn: hearsDoubtedHolds }];
  }

  /** Told at the limit, at each doubling, and at half the limit on the way back. */
  #isBehind({ speaker, behindMs: toldMs }: Listened, { behindMs }: Hearing): CallEvent[] {
    const { behindLimitMs } = this.#settings;
    if (behindMs >= Math.max(behindLimitMs, toldMs * 2)) return [{ type: "audio.behind", speaker, behindMs }];
    if (toldMs === 0 || behindMs > behindLimitMs / 2) return [];
    return [{ type: "audio.behind", speaker, behindMs, caughtUp: true }];
  }
}

function causeOf({ isText, isReplacing }: Listened, { messages, silentMs }: Hearing): UnheardCause {
  if (isReplacing) return "displaced";
  if (isText) return "noText";
  if (messages === 0) return "noAudio";
  return silentMs > 0 ? "silence" : "emptyAudio";
}
