/** What is left of a call whose owner is gone: its legs, speakers and doubts, by what other instances still have of it. */
import { speakersIn } from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";
import type { Elsewhere, LegCommand } from "./events.ts";
import { awaitedSpeakers } from "./failed-streams.ts";
import type { Telling } from "./last-words.ts";
import { openLegs } from "./legs.ts";
import { speakersOf } from "./participants.ts";

/**
 * Of the open legs those are left whose streams other instances have; of the accounts of speakers that nobody has, those are
 * broken that the former owner left.
 */
export function kept(
  { legs, ledgers }: Pick<CallContext, "legs" | "ledgers">,
  elsewhere?: Elsewhere,
): Pick<CallContext, "legs" | "interrupted"> {
  const streaming = new Set(elsewhere?.legs);
  return {
    legs: legs.map((leg) => (streaming.has(leg.legId) ? leg : { ...leg, open: false, held: false })),
    interrupted: speakersIn(ledgers).filter((speaker) => elsewhere?.speakers.includes(speaker) !== true),
  };
}

/** For streams that are open although the call had closed their legs: the word may have been lost with the former owner. */
export function closingAgain({ legs }: Pick<CallContext, "legs">, elsewhere?: Elsewhere): LegCommand[] {
  const streaming = new Set(elsewhere?.legs);
  return legs
    .filter(({ legId, open }) => !open && streaming.has(legId))
    .map(({ legId }) => ({
      type: "leg.close",
      legId,
      reason: "reconnect",
      message: "this stream was closed",
    }));
}

/** A speaker whose audio lives elsewhere goes on; others rest until they are to run again. */
export function rewinding(context: Pick<CallContext, "participants">, elsewhere?: Elsewhere): Telling {
  const telling: Telling = { told: [], participants: { ...context.participants } };
  const living = new Set(elsewhere?.speakers);
  for (const speaker of speakersOf(context)) {
    const record = context.participants[speaker];
    if (!record?.ref) continue;
    const goesOn = living.has(speaker);
    const command = { type: "participant.restored", ...(goesOn ? { goesOn } : {}) } as const;
    telling.told.push({ ref: record.ref, command });
    if (!goesOn && record.told === "run") telling.participants[speaker] = { ...record, told: "pause" };
  }
  return telling;
}

/** Speakers with a leg whose stream was reported as failed: no deadline outlives the former owner. */
export function awaitedAgain(context: Pick<CallContext, "failedStreams" | "legs">) {
  const open = new Set(openLegs(context).map(({ speaker }) => speaker));
  return awaitedSpeakers(context).filter((speaker) => open.has(speaker));
}
