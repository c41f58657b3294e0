/** A call's whole history, ready to be scrubbed: any moment is at most 200 lines away from a checkpoint. */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { applyLine } from "./apply-line.ts";
import { FIRST_MOMENT, type Moment } from "./moment.ts";

const CHECKPOINT_LINES = 200;

export interface Story {
  readonly lines: readonly HistoryLine[];
  /** Adds the lines newer than all known; returns how many there were. */
  append(lines: readonly HistoryLine[]): number;
  /** The call after its first `position` lines, 0 to lines.length; beyond that the nearest. */
  momentAt(position: number): Moment;
  /** The position just after the line of this number, or of the last one before it. */
  positionOfLine(line: number): number;
  /** The position after the last line heard at or before this time. */
  positionAtMs(atMs: number): number;
}

/** `lines` ascending by their number. */
export function createStory(lines: readonly HistoryLine[] = []): Story {
  const known: HistoryLine[] = [];
  const checkpoints: Moment[] = [FIRST_MOMENT];
  let newest: Moment = FIRST_MOMENT;
  /** Playing and stepping go one line further most of the time. */
  let lately: Moment = FIRST_MOMENT;

  function append(added: readonly HistoryLine[]): number {
    const lastLine = known.at(-1)?.line ?? Number.NEGATIVE_INFINITY;
    let count = 0;
    for (const line of added) {
      if (line.line <= lastLine || line.line <= (known.at(-1)?.line ?? lastLine)) continue;
      known.push(line);
      newest = applyLine(newest, line);
      if (newest.position % CHECKPOINT_LINES === 0) checkpoints.push(newest);
      count += 1;
    }
    return count;
  }

  function momentAt(wanted: number): Moment {
    const position = Math.max(0, Math.min(known.length, Math.floor(wanted)));
    if (position === known.length) return newest;
    if (position === lately.position) return lately;
    const checkpoint = checkpoints[Math.floor(position / CHECKPOINT_LINES)] ?? FIRST_MOMENT;
    const isNear = lately.position <= position && lately.position > checkpoint.position;
    lately = momentOf(
      known.slice(isNear ? lately.position : checkpoint.position, position),
      isNear ? lately : checkpoint,
    );
    return lately;
  }

  append(lines);
  return {
    lines: known,
    append,
    momentAt,
    positionOfLine: (line) => countWhile(known, (candidate) => candidate.line <= line),
    positionAtMs: (atMs) => countWhile(known, (candidate) => candidate.atMs <= atMs),
  };
}

/** The plain fold: `from` and then every line. */
export function momentOf(lines: readonly HistoryLine[], from: Moment = FIRST_MOMENT): Moment {
  return lines.reduce(applyLine, from);
}

/** How many lines at the beginning hold the condition, if all that do come first. */
function countWhile(lines: readonly HistoryLine[], holds: (line: HistoryLine) => boolean): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line !== undefined && holds(line)) low = middle + 1;
    else high = middle;
  }
  return low;
}
