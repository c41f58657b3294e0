/** The facts of a single line of a call's history: its actor, its kind of mark, its fields. */

import { numberOf, textOf } from "../../../../base/json-fields.ts";
import type { HistoryLine } from "../../../../contract/history-line.ts";

/** error: something went wrong. transition: it moved its actor. effect: it made the actor act. event: it was heard. */
export type LineKind = "error" | "transition" | "effect" | "event";

export const LINE_KINDS: readonly LineKind[] = ["error", "transition", "effect", "event"];

/** Of those that show the call to an agent. */
const DESKTOP_LINES: ReadonlySet<string> = new Set([
  "desktop.joined",
  "desktop.left",
  "agent.attached",
  "agent.detached",
]);

/** A speaker has one lane: for every life of the participant ("participant:agent:2") and for the audio ("audio:agent"). */
export function laneOf(line: Pick<HistoryLine, "actor" | "event">): string {
  if (DESKTOP_LINES.has(line.event)) return "desktops";
  return actorNameOf(line.actor).replace(/^audio:/, "participant:");
}

/** "participant:agent:2" is "participant:agent"; other names stay. */
export function actorNameOf(actor: string): string {
  return actor.replace(/^(participant:[^:]+):\d+$/, "$1");
}

/** The speaker a line is about, or "" if it is about the whole call. */
export function speakerOf(line: Pick<HistoryLine, "actor" | "detail">): string {
  const named = textOf(line.detail?.speaker);
  if (named !== "") return named;
  return /^(?:participant|audio):([^:]+)/.exec(line.actor)?.[1] ?? "";
}

/** A number of the line's detail, or undefined. */
export function detailNumber(line: HistoryLine, field: string): number | undefined {
  return numberOf(line.detail?.[field]);
}

/** A text of the line's detail, or "". */
export function detailText(line: HistoryLine, field: string): string {
  return textOf(line.detail?.[field]);
}

/** A stream that reached its time limit or whose conversation is over did not go wrong. */
const HARMLESS_ADVICE = new Set(["restart", "quiet"]);
/** Five9's codes for an end that is not an error. */
const BAD_CAUSES = new Set(["clientError"]);

export function isErrorLine(line: HistoryLine): boolean {
  switch (line.event) {
    case "stream.failed":
      return !HARMLESS_ADVICE.has(detailText(line, "advice"));
    case "participant.failed":
    case "audio.missing":
    case "deadline.recovery":
      return true;
    case "leg.closed":
      return BAD_CAUSES.has(detailText(line, "cause"));
    case "mediastream.reported":
      return detailText(line, "failureType") !== "";
    default:
      return line.event.startsWith("xstate.error.");
  }
}

export function kindOf(line: HistoryLine): LineKind {
  if (isErrorLine(line)) return "error";
  if (line.took !== undefined && line.took.length > 0) return "transition";
  return line.effects !== undefined && line.effects.length > 0 ? "effect" : "event";
}

/** What comes all the time while all is well; the words themselves are in the transcript. */
const ROUTINE: ReadonlySet<string> = new Set([
  "assist.logged",
  "leg.firstAudio",
  "speaker.heard",
  "speaker.named",
  "stream.final",
]);

/** A line that was heard, and changed nothing. */
export function isRoutineLine(line: HistoryLine): boolean {
  return ROUTINE.has(line.event) && kindOf(line) === "event";
}
