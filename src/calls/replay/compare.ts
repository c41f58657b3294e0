/** Whether a current actor reacted to an event as the recorded one did. */
import type { Effect, HistoryLine, Transition } from "../../contract/history-line.ts";

export interface Difference {
  line: number;
  event: string;
  what: "state" | "transitions" | "effects" | "handling";
  recorded: unknown;
  today: unknown;
}

/** Null if both did the same. `byStateOnly`: the history is of an older version with states only. */
export function differenceOf(
  recorded: HistoryLine,
  today: HistoryLine,
  byStateOnly: boolean,
): Difference | null {
  const { line, event } = recorded;
  const compare = (what: Difference["what"], one: unknown, other: unknown): Difference | null =>
    Bun.deepEquals(one, other) ? null : { line, event, what, recorded: one, today: other };
  const state = compare("state", recorded.state, today.state);
  if (state !== null || byStateOnly) return state;
  return (
    compare("transitions", transitionsOf(recorded), transitionsOf(today)) ??
    compare("effects", effectsOf(recorded), effectsOf(today))
  );
}

/**
 * In their order within each region of the call that runs beside the others. Across these the order says nothing: a restored
 * call walks them in the order of the chart, a living one in the order in which it entered them last.
 */
function transitionsOf(line: HistoryLine): string[] {
  const regionOf = ({ from }: Transition) => /^call\.live\.[^.]+/.exec(from)?.[0] ?? "";
  return (line.took ?? [])
    .toSorted((one, other) => regionOf(one).localeCompare(regionOf(other)))
    .map(shownTransition);
}

/** Ends of work follow from the transitions; and work that ended by itself still runs in a replay. */
function effectsOf(line: HistoryLine): string[] {
  const isCompared = ({ kind, to }: Effect) => kind !== "stop" && !(kind === "send" && to === line.actor);
  return (line.effects ?? []).filter(isCompared).map(shownEffect);
}

function shownTransition({ from, to }: Transition): string {
  return `${from} -> ${to.join(", ")}`;
}

/** Messages of errors may have been cut; a command's leg and reason are what counts. */
function shownEffect({ kind, to, event, detail }: Effect): string {
  const about = [detail?.legId, detail?.reason].filter((part) => part !== undefined).join(" ");
  return [kind, event, to === undefined ? "" : `to ${to}`, about].filter((part) => part !== "").join(" ");
}
