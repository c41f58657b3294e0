/** Sentences about recognition: final failures, breaks that were repaired, and speakers of whom nothing was recognised. */
import { theSpeaker } from "../../../../contract/speaker.ts";
import { hearableMs, isWordless, type SpeakerSound } from "../../../../contract/wordless.ts";
import { topState } from "../../chart/state-words.ts";
import { clockTime, countOf, formatMs } from "../../parts/format.ts";
import { type Cause, helpFor } from "./cause.ts";
import { grpcName } from "./grpc-names.ts";
import { type Moment, speakersOf } from "./moment.ts";

/** gRPC status of a quota that is used up. */
const RESOURCE_EXHAUSTED = 8;

export function recognitionCauses(moment: Moment): Cause[] {
  return [
    ...noAudioCauses(moment),
    ...stoppedCauses(moment),
    ...failedCauses(moment),
    ...brokenCauses(moment),
    ...deafCauses(moment),
  ];
}

function noAudioCauses(moment: Moment): Cause[] {
  const { noAudioLine, legs, actors } = moment;
  if (legs.length === 0) {
    if (noAudioLine === null) return [];
    const text =
      "No suggestion could come: the call was announced, but no audio stream was ever opened for it.";
    return [{ weight: "serious", code: "no-audio", text, line: noAudioLine, ...helpFor("NO_AUDIO") }];
  }
  const isOver = topState(actors.call?.state) === "ended";
  return [...new Set(legs.map(({ speaker }) => speaker))].flatMap((speaker): Cause[] => {
    const own = legs.filter((leg) => leg.speaker === speaker);
    const first = own[0];
    const isSilent = own.every((leg) => !leg.isAudioSeen && !leg.isText && (!leg.isOpen || isOver));
    if (first === undefined || !isSilent) return [];
    const text = `No audio came on the stream of ${theSpeaker(speaker, speakersOf(moment))}, which was opened at ${clockTime(first.openedAtMs)}.`;
    return [{ weight: "serious", code: "silent-leg", text, line: first.line }];
  });
}

function stoppedCauses(moment: Moment): Cause[] {
  const { stopped, actors } = moment;
  if (topState(actors.call?.state) === "ended") return [];
  return Object.entries(stopped).map(([speaker, tally]): Cause => {
    const text = `Recognition of ${theSpeaker(speaker, speakersOf(moment))} is stopped: an operator asked for it at ${clockTime(tally.lastAtMs)}.`;
    return { weight: "serious", code: "stopped-by-operator", text, line: tally.lastLine };
  });
}

function failedCauses(moment: Moment): Cause[] {
  const { failures, breaks } = moment;
  return Object.entries(failures).map(([speaker, failure]): Cause => {
    const why = [grpcName(failure.code), failure.message.replace(/\.$/, "")]
      .filter((text) => text !== "")
      .join(", ");
    const tail = failure.isTiredOut
      ? `It was tried for as long as the settings allow (${countOf(breaks[speaker]?.count ?? 0, "broken stream")}).`
      : "The stream was not tried again because the error is fatal.";
    const text = `Recognition of ${theSpeaker(speaker, speakersOf(moment))} failed at ${clockTime(failure.atMs)}: ${why}. ${tail}`;
    const help = helpFor(failure.code === RESOURCE_EXHAUSTED ? "QUOTA" : "RECOGNITION_REFUSED");
    return { weight: "serious", code: "recognition-failed", text, line: failure.line, ...help };
  });
}

function brokenCauses(moment: Moment): Cause[] {
  const { breaks, failures, finals, actors } = moment;
  return Object.entries(breaks).flatMap(([speaker, tally]): Cause[] => {
    if (failures[speaker] !== undefined) return [];
    const isDown = ["recovering", "starting"].includes(topState(actors[`participant:${speaker}`]?.state));
    const times = tally.count === 1 ? "once" : `${tally.count} times`;
    const why = tally.text === "" ? "" : ` (${tally.text})`;
    const who = theSpeaker(speaker, speakersOf(moment));
    const text = isDown
      ? `Recognition of ${who} is down since ${clockTime(tally.lastAtMs)} and is being tried again; it broke ${times}${why}.`
      : `Recognition of ${who} broke ${times} and went on, last at ${clockTime(tally.lastAtMs)}${why}.`;
    const isQuota = tally.text.startsWith(grpcName(RESOURCE_EXHAUSTED));
    const help = isQuota ? helpFor("QUOTA") : {};
    const isSerious = isDown || (isQuota && finals[speaker] === undefined);
    return [
      {
        weight: isSerious ? "serious" : "warning",
        code: "recognition-broke",
        text,
        line: tally.lastLine,
        ...help,
      },
    ];
  });
}

/** Of the whole call where nobody's words were recognised, as the agent is told it; else of each speaker alone. */
function deafCauses(moment: Moment): Cause[] {
  const { ledgers, finals, failures, conversationLost, unsentMs } = moment;
  if (conversationLost !== null && !conversationLost.isAtEnd) return [];
  const sounds = Object.entries(ledgers).map(([speaker, ledger]) => {
    const hasWords = finals[speaker] !== undefined;
    return { speaker, ledger, hasWords, unsentMs: unsentMs[speaker] ?? 0 };
  });
  if (Object.keys(failures).length === 0 && isWordless(sounds)) return [deafCause(moment, sounds)];
  return sounds
    .filter((sound) => failures[sound.speaker] === undefined && isWordless([sound]))
    .map((sound) => deafCause(moment, [sound]));
}

function deafCause(moment: Moment, sounds: readonly (SpeakerSound & { speaker: string })[]): Cause {
  const heard = sounds.filter((sound) => hearableMs([sound]) > 0);
  const whom = heard.map(({ speaker }) => theSpeaker(speaker, speakersOf(moment))).join(" and ");
  const text = `Nothing was recognised of ${whom}, although ${formatMs(hearableMs(heard))} of audio came: silence, or the wrong language or encoding.`;
  return { weight: "warning", code: "nothing-recognised", text, line: null, ...helpFor("NO_WORDS") };
}
