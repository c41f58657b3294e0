/** One line further: the moment after a line of the history, sharing with the moment before all that did not change. */
import { isLoss } from "../../../../contract/audio-gap.ts";
import type { HelpFault } from "../../../../contract/help-fault.ts";
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { isTranscript, meetFinal } from "../../../../contract/words-to-screen.ts";
import { topState } from "../../chart/state-words.ts";
import { kindOfEntry } from "../logged-kind.ts";
import { applyLeg } from "./apply-leg.ts";
import { applyStream } from "./apply-stream.ts";
import { actorNameOf, detailNumber, detailText, isErrorLine, speakerOf } from "./line-facts.ts";
import type { DesktopMoment, Moment } from "./moment.ts";
import { addFor, addTo, without } from "./tally.ts";

/** More desktops than this are only remembered as the newest ones. */
const MOST_DESKTOPS = 64;
const MOST_OWNERS = 64;

export function applyLine(moment: Moment, line: HistoryLine): Moment {
  const common: Partial<Moment> = {
    position: moment.position + 1,
    last: line,
    startedAtMs: moment.startedAtMs ?? line.atMs,
    ...(line.state === undefined ? {} : { actors: withActor(moment, line) }),
    ...(line.ledger === undefined ? {} : { ledgers: withLedger(moment, line, line.ledger) }),
    ...(isErrorLine(line) ? { errors: moment.errors + 1 } : {}),
  };
  return { ...moment, ...common, ...changeOf(moment, line) };
}

function withActor(moment: Moment, line: HistoryLine): Moment["actors"] {
  const actor = actorNameOf(line.actor);
  const before = moment.actors[actor];
  const hasMoved = line.took !== undefined && line.took.length > 0;
  const last =
    hasMoved || before === undefined
      ? { took: line.took ?? [], event: line.event, line: line.line, atMs: line.atMs }
      : { took: before.took, event: before.event, line: before.line, atMs: before.atMs };
  return { ...moment.actors, [actor]: { actor, state: line.state, ...last } };
}

function withLedger(
  moment: Moment,
  line: HistoryLine,
  ledger: NonNullable<HistoryLine["ledger"]>,
): Moment["ledgers"] {
  const speaker = speakerOf(line);
  return speaker === "" ? moment.ledgers : { ...moment.ledgers, [speaker]: ledger };
}

function changeOf(moment: Moment, line: HistoryLine): Partial<Moment> {
  const speaker = speakerOf(line);
  if (line.event.startsWith("leg.")) return applyLeg(moment, line, speaker);
  if (line.event.startsWith("stream.")) return applyStream(moment, line, speaker);
  if (line.actor === "operator" || line.event.startsWith("operator.")) {
    return { operatorActs: addTo(moment.operatorActs, line, 0, actName(line)) };
  }
  switch (line.event) {
    case "participant.failed":
      return speaker === "" ? {} : { failures: withFailure(moment, line, speaker) };
    case "participant.stopped":
      return { streams: endOpenStream(moment, line, speaker) };
    case "audio.missing":
      return applyMissing(moment, line, speaker);
    case "audio.gap": {
      const ms = detailNumber(line, "gapMs") ?? 0;
      const reason = detailText(line, "reason");
      return isLoss(reason) ? { gaps: addFor(moment.gaps, speaker, line, ms, reason) } : {};
    }
    case "assist.logged":
      return applyLogged(moment, line);
    case "assist.checked":
      return { helpFaults: { faults: faultsIn(line), line: line.line } };
    case "speaker.unknown":
      return applyUnknownSpeaker(moment, line);
    case "desktop.joined":
    case "desktop.left":
    case "agent.attached":
    case "agent.detached":
      return { desktops: applyDesktop(moment.desktops, line) };
    case "call.owned":
      return { owners: withOwner(moment.owners, line) };
    case "mediastream.reported":
      return isErrorLine(line) ? { badReports: addTo(moment.badReports, line, 0, reportWords(line)) } : {};
    case "recognition.stop":
      return { stopped: addFor(moment.stopped, speaker, line) };
    case "recognition.start":
      return { stopped: without(moment.stopped, speaker) };
    case "call.restored":
      return { restarts: addTo(moment.restarts, line) };
    default:
      return line.actor === "call" ? applyConversation(moment, line) : {};
  }
}

function applyMissing({ missing, unsentMs }: Moment, line: HistoryLine, speaker: string): Partial<Moment> {
  const ms = Math.max(0, (detailNumber(line, "toMs") ?? 0) - (detailNumber(line, "fromMs") ?? 0));
  const reason = detailText(line, "reason");
  return {
    missing: addFor(missing, speaker, line, ms, reason),
    ...(reason === "unsent" ? { unsentMs: { ...unsentMs, [speaker]: (unsentMs[speaker] ?? 0) + ms } } : {}),
  };
}

function withOwner(owners: Moment["owners"], line: HistoryLine): Moment["owners"] {
  const [instance, how] = [detailText(line, "instance"), detailText(line, "how")];
  return [...owners, { instance, how, fromAtMs: line.atMs, line: line.line }].slice(-MOST_OWNERS);
}

function reportWords(line: HistoryLine): string {
  const failure = detailText(line, "failureType");
  return line.detail?.unproved === true ? `${failure} (unproved: it came without a key)` : failure;
}

/** "recognition.stop by alice", as far as the line says. */
function actName(line: HistoryLine): string {
  const action = [detailText(line, "action") || line.event, detailText(line, "speaker")].join(" ").trim();
  const operator = detailText(line, "operator") || detailText(line, "by");
  return operator === "" ? action : `${action} by ${operator}`;
}

/** A stream's own failure tells more than the participant's report of it. */
function withFailure(moment: Moment, line: HistoryLine, speaker: string): Moment["failures"] {
  const message = detailText(line, "message");
  const known = moment.failures[speaker];
  if (known !== undefined) return moment.failures;
  const code = detailNumber(line, "code") ?? null;
  const isTiredOut = message === "recovery took too long";
  return {
    ...moment.failures,
    [speaker]: { line: line.line, atMs: line.atMs, code, message, isTiredOut },
  };
}

function endOpenStream(moment: Moment, line: HistoryLine, speaker: string): Moment["streams"] {
  return moment.streams.map((stream) =>
    stream.speaker === speaker && stream.end === null
      ? { ...stream, end: { atMs: line.atMs, line: line.line, how: "over", why: "recognition stopped" } }
      : stream,
  );
}

function applyLogged(moment: Moment, line: HistoryLine): Partial<Moment> {
  const kind = detailText(line, "kind");
  const loggedSequence = Math.max(moment.loggedSequence, detailNumber(line, "sequence") ?? 0);
  if (isTranscript(kind)) {
    return { loggedSequence, transcripts: moment.transcripts + 1, ...meetFinal(moment, line) };
  }
  const features = detailText(line, "features");
  const isSuggestion = kindOfEntry(kind) === "suggestion";
  if (features === "") {
    if (!isSuggestion) return { loggedSequence };
    return { loggedSequence, unreadableSuggestions: addTo(moment.unreadableSuggestions, line) };
  }
  const told = detailNumber(line, "desktops");
  const isAttended =
    told === undefined ? moment.desktops.some((desktop) => desktop.leftAtMs === null) : told > 0;
  return {
    loggedSequence,
    suggestions: addTo(moment.suggestions, line, 0, features),
    ...(line.detail?.isUnlisted === true
      ? { unlistedSuggestions: addTo(moment.unlistedSuggestions, line, 0, features) }
      : {}),
    ...(isAttended ? {} : { unattendedSuggestions: addTo(moment.unattendedSuggestions, line) }),
  };
}

function faultsIn(line: HistoryLine): readonly HelpFault[] {
  const parsed = line.detail?.faults;
  return Array.isArray(parsed) ? (parsed as HelpFault[]) : [];
}

/** A role that is only a guess costs no words. */
function applyUnknownSpeaker(moment: Moment, line: HistoryLine): Partial<Moment> {
  const cause = detailText(line, "cause");
  return cause === "roleGuessed" ? {} : { unknownSpeakers: addTo(moment.unknownSpeakers, line, 0, cause) };
}

function applyDesktop(desktops: readonly DesktopMoment[], line: HistoryLine): readonly DesktopMoment[] {
  // An agent's own application counts as one: its session is shown the same suggestions.
  const desktopId = detailText(line, "desktopId") || detailText(line, "sessionId") || "desktop";
  const others = desktops.filter((desktop) => desktop.desktopId !== desktopId);
  const known = desktops.find((desktop) => desktop.desktopId === desktopId);
  if (line.event === "desktop.left" || line.event === "agent.detached") {
    return known === undefined
      ? desktops
      : desktops.map((desktop) => (desktop === known ? { ...known, leftAtMs: line.atMs } : desktop));
  }
  const joined = { desktopId, joinedAtMs: line.atMs, joinedLine: line.line, leftAtMs: null };
  return [...others, joined].slice(-MOST_DESKTOPS);
}

/** Errors of opening and completing the conversation come as events of the invoked work; the state tells which. */
function applyConversation(moment: Moment, line: HistoryLine): Partial<Moment> {
  if (line.state === undefined) return {};
  const before = topState(moment.actors.call?.state, "conversation");
  const now = topState(line.state, "conversation");
  const isError = line.event.startsWith("xstate.error.");
  const message = [detailText(line, "code"), detailText(line, "message")]
    .filter((text) => text !== "")
    .join(": ");
  const refusedOpenings =
    isError && before === "opening"
      ? addTo(moment.refusedOpenings, line, 0, message)
      : moment.refusedOpenings;
  if (now === "failed" && before !== "failed") {
    const text = message === "" ? (moment.refusedOpenings?.text ?? "") : message;
    const isAtEnd = before === "completing";
    return {
      refusedOpenings,
      conversationLost: { line: line.line, atMs: line.atMs, message: text, isAtEnd },
    };
  }
  // "media: gone" before any audio: no stream was opened after the announcement.
  const isGone =
    topState(line.state, "media") === "gone" && topState(moment.actors.call?.state, "media") === "awaiting";
  const noAudioLine = isGone ? line.line : moment.noAudioLine;
  const conversationLost = now === "open" ? null : moment.conversationLost;
  return { refusedOpenings, conversationLost, noAudioLine };
}
