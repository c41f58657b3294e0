/** Tells about a call that went wrong in a fleet: what is missing or double, and its history with what struck the fleet. */
import { finalText } from "../../simulators/stage/call-score.ts";
import type { DesktopEvent } from "../../simulators/stage/desktop-client.ts";
import type { CallRecord } from "../chaos/call-record.ts";
import type { FleetCall } from "./fleet-call.ts";
import type { Strike } from "./fleet-weather.ts";
import type { Verdict } from "./judge.ts";
import type { Ownership } from "./owner-watch.ts";

const MOST_LINES = 200;
const ROLES = ["HUMAN_AGENT", "END_USER"];

export function explain(
  { callKey, sample, legs, record, events }: FleetCall,
  verdict: Verdict,
  strikes: readonly Strike[],
  ownerships: readonly Ownership[],
): string[] {
  const told = (name: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`  ${name}: ${items.join("; ")}`];
  return [
    `Call ${callKey} (${sample.name}):`,
    ...told("lost", verdict.lost),
    ...told("doubled", verdict.duplicated),
    ...told("events lost", verdict.eventsLost),
    ...told("events doubled", verdict.eventsDuplicated),
    ...told("problems", verdict.problems),
    ...(verdict.isCompleted ? [] : ["  its conversation was not completed"]),
    ...legs.map(({ speaker, away, resumedAtMs }) => `  ${speaker}: ${JSON.stringify({ away, resumedAtMs })}`),
    ...storyOf(
      record,
      strikes,
      ownerships,
      verdict.lost.length + verdict.duplicated.length > 0 ? events : [],
    ),
  ];
}

/** What was said last in each, as the desktop got it. */
function shownIn(events: readonly DesktopEvent[]): { atMs: number; text: string }[] {
  return events.flatMap((event) =>
    ROLES.flatMap((role) => {
      const text = finalText(event, role);
      if (text === "") return [];
      return [
        {
          atMs: event.arrivedAtMs,
          text: `shown ${event.sequence} of ${event.publishTime}, ${role}: ${text}`,
        },
      ];
    }),
  );
}

/** What a call's history says, what struck the fleet and who owned the call, in the order of time. */
export function storyOf(
  { call: { callKey }, history }: CallRecord,
  strikes: readonly Strike[],
  ownerships: readonly Ownership[],
  events: readonly DesktopEvent[] = [],
): string[] {
  const startMs = history[0]?.atMs ?? 0;
  const story = [
    ...history
      .filter(({ event }) => event !== "assist.logged")
      .map(({ atMs, actor, event, state, detail = {} }) => ({
        atMs,
        text: `${actor} ${event} ${JSON.stringify(detail)} -> ${JSON.stringify(state)}`,
      })),
    ...shownIn(events),
    ...strikes.map(({ kind, index, atMs }) => ({ atMs, text: `*** ${kind} ${index}` })),
    ...ownerships
      .filter((one) => one.callKey === callKey)
      .map(({ instance, epoch, atMs }) => ({ atMs, text: `*** owner ${epoch}: ${instance}` })),
  ];
  return story
    .toSorted((one, other) => one.atMs - other.atMs)
    .slice(-MOST_LINES)
    .map(({ atMs, text }) => `  ${((atMs - startMs) / 1000).toFixed(2).padStart(8)}  ${text}`);
}
