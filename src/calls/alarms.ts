/** Why an operator should look at a call, read from the call's state. Each code is explained in docs/reference/errors.md. */

import { isAttended } from "../actors/call/attendance.ts";
import type { CallContext } from "../actors/call/context.ts";
import { awaitedSpeakers } from "../actors/call/failed-streams.ts";
import type { ParticipantFacts } from "../actors/participant/context.ts";
import type { Alarm } from "../contract/call-summary.ts";
import { imbalanceMs, type Ledger } from "../contract/ledger.ts";
import { faultText } from "../contract/no-help.ts";
import { MAX_SPEAKERS, type Speaker, speakersIn, theSpeaker } from "../contract/speaker.ts";
import { capital, shownMs } from "./alarm-words.ts";
import { hearingAlarms } from "./hearing-alarms.ts";
import { stoppingFaults } from "./no-help.ts";
import { quoted } from "./quoted.ts";
import { speakerAlarms } from "./speaker-alarms.ts";
import type { CallStateView } from "./view.ts";

export type AlarmCode =
  | "CONVERSATION_FAILED"
  | "CONVERSATION_LATE"
  | "RECOGNITION_FAILED"
  | "RECOGNITION_RECOVERING"
  | "AUDIO_LOST"
  | "AUDIO_GAP"
  | "AUDIO_NEVER_CAME"
  | "PRESENCE_UNREADABLE"
  | "NO_PARTICIPANTS"
  | "SPEAKER_UNKNOWN"
  | "LEDGER_IMBALANCE"
  | "LAST_WORDS_LOST"
  | "STREAM_REPORTED_FAILED"
  | "TOO_MANY_SPEAKERS"
  | "SUGGESTIONS_STOPPED"
  | "SUGGESTIONS_UNLISTED"
  | "NOBODY_WATCHING"
  | "CALL_TOO_LONG"
  | "SPEAKER_UNHEARD"
  | "HOLD_DOUBTED"
  | "AUDIO_BEHIND"
  | "TEXTS_LOST";

export interface AlarmFacts {
  context: CallContext;
  view: CallStateView;
  live: boolean;
}

/** Below this an account differs by nothing but rounding. */
const LEAST_IMBALANCE_MS = 0.001;

/** Serious ones first; within a severity, causes before their consequences. */
export function alarmsOf(facts: AlarmFacts): Alarm[] {
  const { ledgers, gapsMs } = facts.context;
  const speakers = speakersIn({ ...facts.view.participants, ...ledgers, ...gapsMs });
  const ofSpeakers = speakers.flatMap((speaker) =>
    recognitionAlarms(facts, speaker, theSpeaker(speaker, speakers)),
  );
  const alarms = [...callAlarms(facts), ...ofSpeakers, ...reportAlarms(facts, speakers)];
  return alarms.sort((a, b) => Number(b.severity === "serious") - Number(a.severity === "serious"));
}

function callAlarms({ context, view, live }: AlarmFacts): Alarm[] {
  const alarms: Alarm[] = [];
  const { failure } = context;
  const why = failure === null ? "" : ` (${failure.code}: ${failure.message})`;
  if (view.conversation === "failed") {
    alarms.push(serious("CONVERSATION_FAILED", `The conversation at Dialogflow failed${why}`));
  } else if (view.conversation === "opening" && failure !== null) {
    alarms.push(warning("CONVERSATION_LATE", `The conversation could not be opened yet${why}`));
  }
  alarms.push(...speakerAlarms(context));
  // Where words came, an alarm of its own says why they are nobody's.
  const hasUnknown = Object.keys(context.unknownSpeakers).length > 0;
  if (!live && context.legs.length === 0 && !hasUnknown) {
    alarms.push(warning("AUDIO_NEVER_CAME", "The call was announced, and no audio came"));
  }
  alarms.push(...helpAlarms(context));
  const { suggestions: waiting } = context;
  if (waiting > 0 && !isAttended(context) && (live || !context.wasAttended)) {
    const text = waiting === 1 ? "1 suggestion, and" : `${waiting} suggestions, and`;
    alarms.push(warning("NOBODY_WATCHING", `${text} nobody is watching: no desktop has the call open`));
  }
  const { speakersRefused: refused } = context;
  if (refused > 0) {
    const legs = refused === 1 ? "1 stream" : `${refused} streams`;
    const text = `${legs} of further speakers were refused: a call has at most ${MAX_SPEAKERS}`;
    alarms.push(serious("TOO_MANY_SPEAKERS", text));
  }
  if (context.isPresenceUnread) {
    const says = "VoiceAI Connect's last agentConnected could not be read";
    const follows = context.recognition === "always" ? "" : ", and recognition waits for one";
    alarms.push(alarm(follows === "" ? "warning" : "serious", "PRESENCE_UNREADABLE", `${says}${follows}`));
  }
  if (context.isTooLong) alarms.push(warning("CALL_TOO_LONG", "The call reached its longest length"));
  return alarms;
}

/** What keeps suggestions from coming; after the end only where none came. */
function helpAlarms(context: CallContext): Alarm[] {
  const { suggestions, suggestionsUnlisted } = context;
  if (suggestions === 0) {
    return stoppingFaults(context).map((fault) =>
      serious("SUGGESTIONS_STOPPED", `No suggestion can come: ${faultText(fault)}`),
    );
  }
  if (suggestionsUnlisted < suggestions) return [];
  const text = `No page shows the ${suggestions} suggestions that came: FEATURES lists none of their kinds`;
  return [warning("SUGGESTIONS_UNLISTED", text)];
}

function reportAlarms({ context }: AlarmFacts, speakers: readonly Speaker[]): Alarm[] {
  const failed = awaitedSpeakers(context).map((speaker) => {
    const said = quoted(context.failedStreams[speaker]?.failureType ?? "");
    const text = `Five9 reports that ${theSpeaker(speaker, speakers)}'s stream failed (${said}), and it is not back`;
    return serious("STREAM_REPORTED_FAILED", text);
  });
  const report = context.mediastreamFailure;
  return report ? [...failed, unplacedReport(report)] : failed;
}

/** A report that no leg's return can answer. */
function unplacedReport(report: NonNullable<CallContext["mediastreamFailure"]>): Alarm {
  const said = `${quoted(report.callLeg)}: ${quoted(report.failureType)}`;
  // Its sender is unknown, so it is only a hint.
  if (report.unproved) {
    const text = `A report without a key tells of a failed stream (unproved; ${said})`;
    return warning("STREAM_REPORTED_FAILED", text);
  }
  return serious("STREAM_REPORTED_FAILED", `Five9 reports a failed stream (${said})`);
}

/** `who`: the speaker in a sentence. */
function recognitionAlarms({ context, view, live }: AlarmFacts, speaker: Speaker, who: string): Alarm[] {
  const alarms: Alarm[] = hearingAlarms(context, speaker, { live, who });
  const record = context.participants[speaker];
  const state = view.participants[speaker];
  const failure = record?.facts?.lastFailure ?? null;
  if (state === "failed" || record?.outcome === "failed") {
    const code = failure === null ? (context.failure?.code ?? "") : `RECOGNITION_${failure.code}`;
    const message = failure?.message ?? context.failure?.message ?? "";
    const why = [code, message].filter((text) => text !== "").join(": ");
    alarms.push(
      serious("RECOGNITION_FAILED", `${capital(who)} is not recognised any more${why && ` (${why})`}`),
    );
  } else if (state === "recovering") {
    alarms.push(warning("RECOGNITION_RECOVERING", `Recognition of ${who} broke and is recovering`));
  }
  const ledger = context.ledgers[speaker];
  if (ledger !== undefined) alarms.push(...ledgerAlarms(ledger, who, failure));
  const gapMs = context.gapsMs[speaker] ?? 0;
  if (gapMs > 0) {
    alarms.push(warning("AUDIO_GAP", `${shownMs(gapMs)} of ${who}'s audio never came`));
  }
  const outcome = record?.outcome;
  const hasSpoken = (ledger?.receivedMs ?? 0) > 0 || context.heard.includes(speaker);
  if ((outcome === "timedOut" || outcome === "abandoned") && hasSpoken) {
    const how = outcome === "timedOut" ? "did not come in time" : "were given up";
    alarms.push(serious("LAST_WORDS_LOST", `${capital(who)}'s last words ${how}`));
  }
  return alarms;
}

/** `failure`: what broke the speaker's recognition last, known once it has stopped. */
function ledgerAlarms(ledger: Ledger, who: string, failure: ParticipantFacts["lastFailure"]): Alarm[] {
  const alarms: Alarm[] = [];
  const lostMs = ledger.droppedMs.overflow + ledger.droppedMs.abandoned;
  if (lostMs > 0) {
    const lost = `${shownMs(lostMs)} of ${who}'s audio was not recognised`;
    const broke =
      failure === null ? "" : `; recognition last broke with RECOGNITION_${failure.code}: ${failure.message}`;
    alarms.push(serious("AUDIO_LOST", `${lost}${broke}`));
  }
  const offMs = imbalanceMs(ledger);
  if (Math.abs(offMs) >= LEAST_IMBALANCE_MS) {
    alarms.push(serious("LEDGER_IMBALANCE", `${capital(who)}'s audio account is off by ${offMs} ms`));
  }
  return alarms;
}

function serious(code: AlarmCode, message: string): Alarm {
  return alarm("serious", code, message);
}

function warning(code: AlarmCode, message: string): Alarm {
  return alarm("warning", code, message);
}

function alarm(severity: Alarm["severity"], code: AlarmCode, message: string): Alarm {
  return { code, severity, message };
}
