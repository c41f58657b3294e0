/** A replay's report as lines for a person. */
import type { Difference } from "./compare.ts";
import type { ActorReplay, ReplayReport } from "./replay.ts";

export function reportText({ actors, events, isSame }: ReplayReport): string[] {
  const lines = actors.flatMap(actorText);
  const verdict = isSame
    ? `Same: the charts of today do with ${countOf(events)} what was recorded.`
    : "Different: the charts of today do not do what was recorded.";
  return [...lines, events === 0 ? "Nothing could be replayed." : verdict];
}

function actorText({ actor, events, difference, cut, restartLines }: ActorReplay): string[] {
  const restarts =
    restartLines.length === 0 ? "" : `, over restarts of the process at line ${restartLines.join(", ")}`;
  if (difference !== null) {
    return [
      `${actor}: ${countOf(events)} the same${restarts}, then different`,
      ...differenceText(difference),
    ];
  }
  const text = events === 0 ? `${actor}: not replayed` : `${actor}: ${countOf(events)}, same${restarts}`;
  return cut === null ? [text] : [text, `  not replayed from line ${cut.fromLine} on: ${cut.why}`];
}

const WHAT = {
  state: "state afterwards",
  transitions: "transitions taken",
  effects: "effects",
  handling: "state afterwards",
};

function differenceText({ line, event, what, recorded, today }: Difference): string[] {
  return [
    `  line ${line}, ${event}: ${WHAT[what]}`,
    `    recorded: ${shown(recorded)}`,
    `    today:    ${shown(today)}`,
  ];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join("; ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function countOf(events: number): string {
  return events === 1 ? "1 event" : `${events} events`;
}
