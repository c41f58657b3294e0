/** Runs the actors of a recorded call through the current charts, event by event, and compares their reactions. */
import type { AnyActorRef } from "xstate";
import type { CallInput } from "../../actors/call/context.ts";
import type { ParticipantInput, ParticipantTiming } from "../../actors/participant/context.ts";
import type { Bundle } from "../../contract/bundle.ts";
import type { HistoryLine } from "../../contract/history-line.ts";
import { isSpeaker } from "../../contract/speaker.ts";
import { CHARTS_OF_TODAY, type Charts, hostOf, silentCall } from "./charts.ts";
import { type Difference, differenceOf } from "./compare.ts";
import { rebuildEvent } from "./rebuild-event.ts";
import { type Subject, startSubject } from "./subject.ts";

export interface ActorReplay {
  actor: string;
  /** Events run through the chart of today, its beginning among them. */
  events: number;
  difference: Difference | null;
  /** From which line on the actor could not be replayed, and why; null if all of it was. */
  cut: { fromLine: number; why: string } | null;
  /** Lines at which the process was restarted. */
  restartLines: number[];
}

export interface ReplayReport {
  actors: ActorReplay[];
  /** Events replayed in all. */
  events: number;
  isSame: boolean;
}

/** Never throws for a bundle that was read: failures are reported per actor. */
export function replayBundle(bundle: Bundle, charts: Charts = CHARTS_OF_TODAY): ReplayReport {
  const { history, input } = bundle.detail;
  const byStateOnly = history.every(({ took, effects }) => took === undefined && effects === undefined);
  const omitted = history.find(({ event }) => event === "history.omitted");
  const actors = [...byActor(history)].map(([actor, lines]) =>
    replayActor(actor, lines, { byStateOnly, omitted }, () => subjectOf(actor, lines[0], input, charts)),
  );
  const events = actors.reduce((sum, { events }) => sum + events, 0);
  return { actors, events, isSame: actors.every(({ difference }) => difference === null) };
}

/** Lines of actors with a chart; a report that came after the call's end was handled by none. */
function byActor(history: readonly HistoryLine[]): Map<string, HistoryLine[]> {
  const actors = new Map<string, HistoryLine[]>();
  for (const line of history) {
    if (line.state === undefined || !/^(?:call$|participant:)/.test(line.actor)) continue;
    const lines = actors.get(line.actor);
    if (lines) lines.push(line);
    else actors.set(line.actor, [line]);
  }
  return actors;
}

function replayActor(
  actor: string,
  lines: HistoryLine[],
  { byStateOnly, omitted }: { byStateOnly: boolean; omitted: HistoryLine | undefined },
  start: () => Subject | string,
): ActorReplay {
  const replay: ActorReplay = { actor, events: 0, difference: null, cut: null, restartLines: [] };
  const first = lines[0];
  if (first === undefined) return replay;
  const cutAt = (line: HistoryLine, why: string): ActorReplay => ({
    ...replay,
    cut: { fromLine: line.line, why },
  });
  if (first.event !== "xstate.init") return cutAt(first, "the history begins after the actor did");
  const subject = start();
  if (typeof subject === "string") return cutAt(first, subject);
  try {
    let state: unknown;
    for (const line of lines) {
      if (omitted !== undefined && line.line > omitted.line)
        return cutAt(line, "lines before it are left out");
      if (line.event === "xstate.init" && line !== first) {
        // The snapshot of the last lines before the restart was restored.
        if (!Bun.deepEquals(state, line.state)) {
          const why = `lines are missing: it came back in ${JSON.stringify(line.state)}, the line before ends in ${JSON.stringify(state)}`;
          return cutAt(line, why);
        }
        replay.restartLines.push(line.line);
        continue;
      }
      const today = line === first ? subject.first() : subject.send(rebuildEvent(line));
      replay.difference = today === null ? unheard(line, subject) : differenceOf(line, today, byStateOnly);
      if (replay.difference !== null) return replay;
      replay.events += 1;
      state = line.state;
    }
    return replay;
  } finally {
    subject.stop();
  }
}

function unheard({ line, event, state }: HistoryLine, subject: Subject): Difference {
  const today = subject.failure() ?? "not heard: the actor is over";
  return { line, event, what: "handling", recorded: state, today };
}

/** For a bundle without timings. In a replay no timer fires, so no length matters. */
const NEVER_DUE: ParticipantTiming = {
  rollOverAfterMs: 0,
  rollOverLatestMs: 0,
  openDeadlineMs: 0,
  stableAfterMs: 0,
  backoffBaseMs: 0,
  backoffCapMs: 0,
  recoveryDeadlineMs: 0,
  lastWordsDeadlineMs: 0,
};

/** The actor's beginning, or why it cannot begin. */
function subjectOf(
  actor: string,
  first: HistoryLine | undefined,
  input: Bundle["detail"]["input"],
  charts: Charts,
): Subject | string {
  if (actor === "call") {
    if (input === null) return "the bundle does not say what the call was begun with";
    return startSubject({ machine: silentCall(charts.call), input }, actor, (root) => root);
  }
  const speaker = actor.split(":")[1];
  if (!isSpeaker(speaker)) return "its speaker is unknown";
  const begun = (input ?? {}) as Partial<CallInput>;
  const participant: ParticipantInput = {
    callKey: begun.callKey ?? "",
    speaker,
    medium: first?.detail?.medium === "text" ? "text" : "audio",
    timing: begun.participantTiming ?? NEVER_DUE,
  };
  const machine = hostOf(charts.participant, actor, participant);
  return startSubject({ machine }, actor, (root) => childOf(root));
}

function childOf(root: AnyActorRef): AnyActorRef {
  return (root.getSnapshot() as { context: { child: AnyActorRef } }).context.child;
}
