/** One running call: its actor, its record and those who watch it. */
import { type Actor, createActor, type Snapshot } from "xstate";
import type { Clock } from "../clock.ts";
import type { CallStore, HistoryEntry, StoredCall } from "../storage/port.ts";
import type { Logger } from "../telemetry/log.ts";
import type { CallInput } from "./call/context.ts";
import type { CallEvent, LegCommand } from "./call/events.ts";
import type { callMachine } from "./call/machine.ts";
import type { CallRef } from "./call-directory.ts";
import { createCallRecorder } from "./call-recorder.ts";
import { type CallStateView, viewOf } from "./call-view.ts";

export interface LiveCallOptions {
  ref: CallRef;
  machine: typeof callMachine;
  input: CallInput;
  /** Persisted snapshot to go on from. */
  snapshot?: unknown;
  startedAtMs: number;
  store: CallStore;
  clock: Clock;
  logger: Logger;
  onLegCommand(command: LegCommand): void;
  onViewChanged(view: CallStateView): void;
  /** Once, when the chart is over or has failed; the record is stored by then. */
  onEnded(): void;
}

export interface LiveCall {
  readonly ref: CallRef;
  readonly startedAtMs: number;
  send(event: CallEvent): void;
  view(): CallStateView;
  actor(): Actor<typeof callMachine>;
  history(): HistoryEntry[];
  /** Adds a line that no actor's event brought about: what an operator did. */
  note(line: Omit<HistoryEntry, "atMs">): void;
  /** Stops the actor where it is and stores it as unfinished, to be restored by the next process. */
  suspend(): Promise<void>;
}

export function startLiveCall(options: LiveCallOptions): LiveCall {
  const { ref, machine, input, clock, logger, store, startedAtMs } = options;
  let endedAtMs: number | null = null;
  let suspended = false;
  let lastView = "";

  const capture = (): StoredCall => ({
    callKey: ref.callKey,
    source: ref.source,
    vendorCallId: ref.vendorCallId,
    startedAtMs,
    endedAtMs,
    snapshot: actor.getPersistedSnapshot(),
  });
  const recorder = createCallRecorder({ callKey: ref.callKey, store, clock, logger, capture });
  const actor: Actor<typeof callMachine> = createActor(machine, {
    input,
    clock,
    ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot as Snapshot<unknown> }),
    inspect: (event) => {
      recorder.inspect(event);
      // Counters change no state, and come for every speaker of every call once a second.
      if (event.type === "@xstate.snapshot" && event.event.type !== "counters.sampled") announceView();
    },
  });

  function announceView(): void {
    const view = viewOf(actor.getSnapshot());
    const text = JSON.stringify(view);
    if (text === lastView) return;
    lastView = text;
    options.onViewChanged(view);
  }

  function end(error: unknown): void {
    if (endedAtMs !== null || suspended) return;
    endedAtMs = clock.now();
    if (error !== undefined) logger.error({ callKey: ref.callKey, err: error }, "call actor failed");
    announceView();
    void recorder.flush().finally(options.onEnded);
  }

  actor.on("leg.close", options.onLegCommand);
  actor.subscribe({ error: end, complete: () => end(undefined) });
  actor.start();

  return {
    ref,
    startedAtMs,
    send: (event) => actor.send(event),
    view: () => viewOf(actor.getSnapshot()),
    actor: () => actor,
    history: () => recorder.recent(),
    note: (line) => recorder.note(line),
    async suspend() {
      suspended = true;
      await recorder.flush();
      actor.stop();
    },
  };
}
