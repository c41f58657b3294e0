/** One current actor under replay: it gets the recorded one's events, and reports its reaction as a history line. */
import { type AnyActorRef, type AnyEventObject, type AnyStateMachine, createActor } from "xstate";
import type { HistoryLine } from "../../contract/history-line.ts";
import { createHistoryWriter, type HistoryWriter } from "../history.ts";

export interface Subject {
  /** The line of its beginning. */
  first(): HistoryLine | null;
  /** Null if it did not hear the event because it is over, or broke down on it. */
  send(event: AnyEventObject): HistoryLine | null;
  /** Why it broke down, or null. */
  failure(): string | null;
  stop(): void;
}

/** Timers never fire: the history has their events. */
const STANDING_CLOCK = { setTimeout: () => 0, clearTimeout: () => {} };

/** `find` gives the actor to watch, named `name`, once the root has started. */
export function startSubject(
  root: { machine: AnyStateMachine; input?: unknown },
  name: string,
  find: (root: AnyActorRef) => AnyActorRef,
): Subject {
  const lines: HistoryLine[] = [];
  let failure: string | null = null;
  const writer: HistoryWriter = createHistoryWriter({
    now: () => 0,
    lastLine: 0,
    ledgerOf: () => undefined,
    onLine(line) {
      if (line.actor === name) lines.push(line);
    },
  });
  const actor = createActor(root.machine, {
    input: root.input,
    clock: STANDING_CLOCK,
    inspect: writer.inspect,
  });
  const noteFailure = (error: unknown) => {
    failure = error instanceof Error ? error.message : String(error);
  };
  actor.on("*", (command) => writer.emitted(command as Parameters<HistoryWriter["emitted"]>[0]));
  actor.subscribe({ error: noteFailure });
  actor.start();
  const watched = find(actor);
  if (watched !== actor) watched.subscribe({ error: noteFailure });
  return {
    first: () => lines[0] ?? null,
    send(event) {
      if (watched.getSnapshot().status !== "active") return null;
      const count = lines.length;
      watched.send(event);
      return failure === null ? (lines[count] ?? null) : null;
    },
    failure: () => failure,
    stop: () => void actor.stop(),
  };
}
