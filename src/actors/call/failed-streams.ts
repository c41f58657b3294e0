/** Speakers whose stream Five9 has reported as failed: until they are heard again, or a new leg has come for them. */
import {
  inSpeakerOrder,
  SPEAKER_ROLES,
  type Speaker,
  speakerRoleOf,
  speakersIn,
} from "../../contract/speaker.ts";
import type { CallContext } from "./context.ts";
import type { CallEvent, LegCommand } from "./events.ts";
import { openLegs } from "./legs.ts";

export interface FailedStream {
  /** Five9's own words. */
  failureType: string;
  /** Samples that showed new audio since the report. The first may contain audio from before it. */
  soundings: number;
}

type Failed = Pick<CallContext, "failedStreams">;
type Report = Extract<CallEvent, { type: "mediastream.reported" }>;

/** Samples with new audio that prove the stream alive. */
const ENOUGH_SOUNDINGS = 2;

/**
 * The speakers that a report may be about; none for a word that Five9's contract does not have. It names a role, in any
 * case, and no agent. Where several have the role it is about those whose stream broke, else about all that stream now.
 */
function reportedSpeakers({ legs }: Pick<CallContext, "legs">, callLeg: string): Speaker[] {
  const word = callLeg.trim().toLowerCase();
  const role = SPEAKER_ROLES.find((known) => known === word);
  if (role === undefined) return [];
  const ofRole = legs.filter(({ speaker }) => speakerRoleOf(speaker) === role);
  const newest = new Map(ofRole.map((leg) => [leg.speaker, leg]));
  if (newest.size < 2) return [...newest.keys(), role].slice(0, 1);
  const broken = [...newest.values()].filter(({ open, broke }) => !open && broke === true);
  const open = openLegs({ legs: ofRole });
  const meant = [broken, open, ofRole.slice(-1)].find(({ length }) => length > 0) ?? [];
  return [...new Set(meant.map(({ speaker }) => speaker))].sort(inSpeakerOrder);
}

/** Five9 publishes no closed list of statuses; a failure type is only there where something failed. */
export function tellsOfFailure({ failureType, status }: Pick<Report, "failureType" | "status">): boolean {
  return failureType !== "" || /^(?:error|fail)/i.test(status);
}

/** A path that Five9 was to fill in, and did not. */
const PLACEHOLDER = /^\{.*\}$/;

/**
 * Whether the stream that failed is not the one its speaker is heard on: a call may be streamed once per subscription, and
 * a report names its own. Where either has no name, they are taken for the same.
 */
export function isOfAnotherSubscription(
  context: Pick<CallContext, "legs">,
  { callLeg, subscriptionId }: Pick<Report, "callLeg" | "subscriptionId">,
): boolean {
  if (subscriptionId === "" || PLACEHOLDER.test(subscriptionId)) return false;
  const speakers = reportedSpeakers(context, callLeg);
  const legs = context.legs.filter((leg) => speakers.includes(leg.speaker));
  const open = openLegs({ legs });
  const heardOn = open.length > 0 ? open : legs.slice(-1);
  return (
    heardOn.length > 0 &&
    heardOn.every((leg) => !["", subscriptionId].includes(leg.origin.subscriptionId ?? ""))
  );
}

/** The speakers whose stream a report makes doubtful; none for a report without a key, or one that is only counted. */
export function doubtedSpeakers(context: Pick<CallContext, "legs">, report: Report): Speaker[] {
  if (report.unproved === true || report.isUnwritten === true || !tellsOfFailure(report)) return [];
  return isOfAnotherSubscription(context, report) ? [] : reportedSpeakers(context, report.callLeg);
}

/** Speakers that are waited for, agent first. */
export function awaitedSpeakers({ failedStreams }: Failed): Speaker[] {
  return speakersIn(failedStreams);
}

/** A repeated report changes nothing: the wait for the leg continues. */
export function withDoubts({ failedStreams }: Failed, speakers: Speaker[], failureType: string): Failed {
  const doubted = speakers.map((speaker) => [speaker, { failureType, soundings: 0 }] as const);
  return { failedStreams: { ...Object.fromEntries(doubted), ...failedStreams } };
}

export function withoutDoubt({ failedStreams }: Failed, speaker: Speaker): Failed {
  const { [speaker]: _trusted, ...others } = failedStreams;
  return { failedStreams: others };
}

/** What a sample of the ledgers shows: the marks afterwards, and which speakers are heard again. */
export function sounded(
  context: Failed & Pick<CallContext, "ledgers">,
  event: Extract<CallEvent, { type: "counters.sampled" }>,
): Failed & { heardAgain: Speaker[] } {
  const failedStreams = { ...context.failedStreams };
  for (const speaker of awaitedSpeakers(context)) {
    const failed = failedStreams[speaker];
    const receivedMs = event.ledgers[speaker]?.receivedMs ?? 0;
    if (failed === undefined || receivedMs <= (context.ledgers[speaker]?.receivedMs ?? 0)) continue;
    failedStreams[speaker] = { ...failed, soundings: failed.soundings + 1 };
  }
  const heardAgain = speakersIn(failedStreams).filter(
    (speaker) => (failedStreams[speaker]?.soundings ?? 0) >= ENOUGH_SOUNDINGS,
  );
  return { failedStreams, heardAgain };
}

/** The speaker's open legs bring nothing: they are closed, and asked to come again. */
export function closingSilentLegs(context: Failed & Pick<CallContext, "legs">, speaker: Speaker) {
  const isFailed = context.failedStreams[speaker] !== undefined;
  const silent = new Set(openLegs(context).filter((leg) => isFailed && leg.speaker === speaker));
  const close = { type: "leg.close", reason: "reconnect", message: "the stream is silent" } as const;
  const commands = [...silent].map(({ legId }): LegCommand => ({ ...close, legId }));
  const legs = context.legs.map((leg) => (silent.has(leg) ? { ...leg, open: false, held: false } : leg));
  return { commands, legs };
}
