/**
 * "What happened" in sentences, the best explanation first: why an agent got no suggestions, which audio was lost, what
 * broke and went on. Everything is read from the moment, so a scrubbed page explains what was known then.
 */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { topState } from "../../chart/state-words.ts";
import { clockTime, countOf, formatMs } from "../../parts/format.ts";
import { audioCauses } from "./audio-causes.ts";
import { type Cause, type CauseWeight, helpFor } from "./cause.ts";
import type { Moment } from "./moment.ts";
import { recognitionCauses } from "./recognition-causes.ts";
import { momentOf } from "./story.ts";
import { suggestionCauses } from "./suggestion-causes.ts";

const ORDER: readonly CauseWeight[] = ["serious", "warning", "good", "note"];

/** The causes of a whole history, ascending by line. */
export function causesOf(lines: readonly HistoryLine[]): Cause[] {
  return causesAt(momentOf(lines));
}

/** The causes known at this moment, never empty. `newer`: accounts that no line has yet, for the newest moment. */
export function causesAt(asWritten: Moment, newer: Moment["ledgers"] = {}): Cause[] {
  const moment = { ...asWritten, ledgers: { ...asWritten.ledgers, ...newer } };
  const causes = [
    ...conversationCauses(moment),
    ...recognitionCauses(moment),
    ...suggestionCauses(moment),
    ...audioCauses(moment),
    ...otherCauses(moment),
  ];
  const isFine = causes.every(({ weight }) => weight === "note");
  const all = isFine ? [verdict(moment), ...causes] : causes;
  return all.toSorted((one, other) => ORDER.indexOf(one.weight) - ORDER.indexOf(other.weight));
}

function conversationCauses({ conversationLost, refusedOpenings, actors }: Moment): Cause[] {
  const why = (text: string) => (text === "" ? "" : ` (${text})`);
  if (conversationLost?.isAtEnd) {
    const text = `The conversation could not be completed at ${clockTime(conversationLost.atMs)}${why(conversationLost.message)}. Its suggestions and transcripts are not affected.`;
    return [{ weight: "warning", code: "conversation-not-completed", text, line: conversationLost.line }];
  }
  if (conversationLost !== null) {
    const attempts = refusedOpenings === null ? "" : `, ${countOf(refusedOpenings.count, "attempt")}`;
    const text = `No suggestion could come: the conversation could not be opened${why(conversationLost.message)}${attempts}. It was given up at ${clockTime(conversationLost.atMs)}.`;
    const help = helpFor(/LIMIT_EXCEEDED/.test(conversationLost.message) ? "QUOTA" : "CONVERSATION_REFUSED");
    return [
      { weight: "serious", code: "conversation-not-opened", text, line: conversationLost.line, ...help },
    ];
  }
  if (refusedOpenings === null) return [];
  const isOpening = topState(actors.call?.state, "conversation") === "opening";
  const attempts = countOf(refusedOpenings.count, "attempt");
  const text = isOpening
    ? `The conversation is not open yet: ${attempts} failed${why(refusedOpenings.text)}.`
    : `The conversation was opened late, after ${attempts} that failed${why(refusedOpenings.text)}.`;
  return [
    {
      weight: isOpening ? "serious" : "note",
      code: "conversation-late",
      text,
      line: refusedOpenings.lastLine,
    },
  ];
}

function otherCauses({ badReports, restarts, owners, operatorActs }: Moment): Cause[] {
  const causes: Cause[] = [];
  if (badReports !== null) {
    const text = `Five9 reported ${countOf(badReports.count, "failed stream")}: ${badReports.text}.`;
    causes.push({ weight: "warning", code: "bad-report", text, line: badReports.lastLine });
  }
  const move = lastMove(owners);
  if (move !== null) causes.push(move);
  else if (restarts !== null) {
    const text = `Sidetone was restarted during the call, at ${clockTime(restarts.lastAtMs)}; the call went on from its snapshot.`;
    causes.push({ weight: "warning", code: "restarted", text, line: restarts.lastLine });
  }
  if (operatorActs !== null) {
    const text = `An operator acted at ${clockTime(operatorActs.lastAtMs)}: ${operatorActs.text}.`;
    causes.push({ weight: "note", code: "operator-acted", text, line: operatorActs.lastLine });
  }
  return causes;
}

/** Null where the call has been on one instance only. */
function lastMove(owners: Moment["owners"]): Cause | null {
  const [former, owner] = owners.slice(-2);
  if (former === undefined || owner === undefined) return null;
  const at = clockTime(owner.fromAtMs);
  if (owner.how === "handed over") {
    const text = `The instance ${former.instance} left and handed the call over to ${owner.instance} at ${at}.`;
    return { weight: "note", code: "handed-over", text, line: owner.line };
  }
  const text = `The instance ${former.instance} was gone or stood still: ${owner.instance} took the call over at ${at}.`;
  return { weight: "warning", code: "taken-over", text, line: owner.line };
}

function verdict(moment: Moment): Cause {
  const base = { weight: "good", code: "nothing-wrong", line: null } as const;
  if (moment.position === 0) return { ...base, text: "The call has not begun yet." };
  const { suggestions, desktops, latencies, transcripts } = moment;
  const facts: string[] = [];
  if (suggestions !== null) {
    const reached = countOf(desktops.length, "desktop");
    facts.push(`${countOf(suggestions.count, "suggestion")} delivered to ${reached}`);
  } else if (transcripts > 0) facts.push(`${countOf(transcripts, "transcript")} logged`);
  if (latencies.length > 0) {
    const slowestMs = latencies.reduce((slowest, { ms }) => Math.max(slowest, ms), 0);
    facts.push(`slowest word to screen ${formatMs(slowestMs)}`);
  }
  const tail = facts.length === 0 ? "" : `: ${facts.join(", ")}`;
  const isOver = topState(moment.actors.call?.state) === "ended";
  return { ...base, text: `Nothing wrong was seen${isOver ? "" : " so far"}${tail}.` };
}
