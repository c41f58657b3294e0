/** One running call: its actor, its record and those who watch it. */
import { type Actor, createActor, type Snapshot } from "xstate";
import type { CallContext, CallInput } from "../actors/call/context.ts";
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { furtherReports } from "../actors/call/news.ts";
import { policyOf } from "../actors/catalogue.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { HistoryLine } from "../contract/history-line.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { StoredCall } from "../storage/port.ts";
import type { RecordWriter } from "./record-writer.ts";
import { createCallRecorder } from "./recorder.ts";
import { summaryOf } from "./summary.ts";
import { type CallStateView, viewOf } from "./view.ts";

export interface LiveCallOptions {
  ref: CallRef;
  machine: typeof callMachine;
  input: CallInput;
  /** Persisted snapshot to go on from, and the number of the last line of its history. */
  restored?: { snapshot: unknown; lastLine: number };
  startedAtMs: number;
  writer: RecordWriter;
  clock: Clock;
  logger: Logger;
  onLegCommand(command: LegCommand): void;
  onViewChanged(view: CallStateView): void;
  /** After each event but counters, and after its end. It runs on the call's own path. */
  onChanged(): void;
  /** Once, when the chart is over or has failed: closes the accounts, for the last lines and the last row. */
  onEnding(): FinalAccounts;
  /** After that; the record is stored by then. */
  onEnded(): void;
}

export interface FinalAccounts {
  ledgers: CallContext["ledgers"];
  lines: Omit<HistoryLine, "line" | "atMs">[];
}

export interface LiveCall {
  readonly ref: CallRef;
  readonly startedAtMs: number;
  send(event: CallEvent): void;
  view(): CallStateView;
  actor(): Actor<typeof callMachine>;
  /** The call as a row of the operators' list; made anew only after something changed. */
  summary(): CallSummary;
  /** The newest lines kept in memory, ascending. */
  history(): HistoryLine[];
  /** Those after a line; `missed` where some of them are no longer in memory. */
  linesAfter(line: number): { lines: HistoryLine[]; missed: boolean };
  /** Adds a line of which no actor knows: of an operator, or of an account. Never anyone's words. */
  note(line: Omit<HistoryLine, "line" | "atMs">): void;
  /** Resolves when the call as it is now is stored, or the store has refused it. */
  stored(): Promise<void>;
  /** Stops the actor where it is and stores it as unfinished, to be restored by the next process. */
  suspend(): Promise<void>;
}

export function startLiveCall(options: LiveCallOptions): LiveCall {
  const { ref, machine, input, clock, logger, writer, startedAtMs, restored } = options;
  let endedAtMs: number | null = null;
  let suspended = false;
  let closedLedgers: CallContext["ledgers"] = {};
  let lastView = "";
  let row: CallSummary | null = null;

  const capture = (): StoredCall => ({
    callKey: ref.callKey,
    source: ref.source,
    vendorCallId: ref.vendorCallId,
    startedAtMs,
    endedAtMs,
    snapshot: actor.getPersistedSnapshot(),
    summary: summary(),
  });
  const recorder = createCallRecorder({
    callKey: ref.callKey,
    writer,
    clock,
    capture,
    ledgerOf: (speaker) => actor.getSnapshot().context.ledgers[speaker as Speaker],
    ...(restored === undefined ? {} : { lastLine: restored.lastLine }),
  });
  const actor: Actor<typeof callMachine> = createActor(machine, {
    input,
    clock,
    ...(restored === undefined ? {} : { snapshot: restored.snapshot as Snapshot<unknown> }),
    inspect: (event) => {
      recorder.inspect(event);
      if (event.type !== "@xstate.snapshot") return;
      row = null;
      const { type } = event.event;
      if (type === "counters.sampled") recorder.sampled();
      const { line, keepsView } = policyOf(type);
      if (line === "none") return;
      if (!keepsView) announceView();
      options.onChanged();
    },
  });

  function summary(): CallSummary {
    if (row !== null) return row;
    const snapshot = actor.getSnapshot();
    const changedAtMs = recorder.changedAtMs() ?? startedAtMs;
    const ledgers = { ...snapshot.context.ledgers, ...closedLedgers };
    const context = { ...snapshot.context, ledgers };
    row = summaryOf({ ref, startedAtMs, endedAtMs, changedAtMs, view: viewOf(snapshot), context });
    return row;
  }

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
    const { ledgers, lines } = options.onEnding();
    closedLedgers = ledgers;
    for (const line of [...lines, ...furtherReports(actor.getSnapshot().context)]) recorder.note(line);
    row = null;
    options.onChanged();
    void recorder.flush().finally(options.onEnded);
  }

  actor.on("leg.close", (command) => {
    recorder.emitted(command);
    options.onLegCommand(command);
  });
  actor.subscribe({ error: end, complete: () => end(undefined) });
  actor.start();
  return {
    ref,
    startedAtMs,
    send: (event) => actor.send(event),
    view: () => viewOf(actor.getSnapshot()),
    actor: () => actor,
    summary,
    history: () => recorder.recent(),
    linesAfter: (line) => recorder.linesAfter(line),
    note(line) {
      recorder.note(line);
      row = null;
      options.onChanged();
    },
    stored: () => recorder.flush(),
    async suspend() {
      suspended = true;
      await recorder.flush();
      actor.stop();
    },
  };
}
