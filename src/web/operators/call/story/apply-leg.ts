/** The change by a line about a leg: opened, held, resumed or closed. */
import { asObject } from "../../../../base/json.ts";
import { textOf } from "../../../../base/json-fields.ts";
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { detailNumber, detailText } from "./line-facts.ts";
import type { LegMoment, Moment } from "./moment.ts";

/** A call of hours with a bad line opens legs without end; the page lists the newest. */
const MOST_LEGS = 64;

export function applyLeg(moment: Moment, line: HistoryLine, speaker: string): Partial<Moment> {
  const legId = detailText(line, "legId");
  if (line.event === "leg.opened") {
    const leg: LegMoment = {
      legId,
      speaker,
      openedAtMs: line.atMs,
      line: line.line,
      isOpen: true,
      isHeld: false,
      isAudioSeen: false,
      isText: textOf(asObject(line.detail?.medium)?.kind) === "text",
      closedAtMs: null,
      cause: "",
    };
    return { legs: [...moment.legs.filter((other) => other.legId !== legId), leg].slice(-MOST_LEGS) };
  }
  const change = changeOf(line);
  if (change === null) return {};
  return { legs: moment.legs.map((leg) => (isMeant(leg, legId, speaker) ? { ...leg, ...change } : leg)) };
}

/** Lines of older histories may lack the leg's id. */
function isMeant(leg: LegMoment, legId: string, speaker: string): boolean {
  return legId === "" ? leg.isOpen && leg.speaker === speaker : leg.legId === legId;
}

function changeOf(line: HistoryLine): Partial<LegMoment> | null {
  switch (line.event) {
    case "leg.firstAudio":
      return { isAudioSeen: true };
    case "leg.held":
      return { isHeld: true };
    case "leg.resumed":
      return { isHeld: false };
    case "leg.closed": {
      const statusCode = detailNumber(line, "statusCode");
      const cause = detailText(line, "cause");
      return {
        isOpen: false,
        isHeld: false,
        closedAtMs: line.atMs,
        cause: statusCode === undefined ? cause : `${cause} (${statusCode})`,
      };
    }
    default:
      return null;
  }
}
