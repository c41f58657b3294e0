/** One running call: its actor, its record and its watchers. Neither leaves this folder: see local-call.ts. */
import { type Actor, createActor, type InspectionEvent, type Snapshot } from "xstate";
import type { CallContext } from "../actors/call/context.ts";
import type { CallEvent, Elsewhere, LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { furtherReports } from "../actors/call/news.ts";
import type { OperatorAnswer, OperatorDeed } from "../actors/call/operator-asks.ts";
import { type NotedEvent, policyOf } from "../actors/catalogue.ts";
import type { ErrorCode } from "../base/errors.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { Ledger } from "../contract/ledger.ts";
import type { PerSpeaker, Speaker } from "../contract/speaker.ts";
import type { StoredCall } from "../storage/port.ts";
import { addressMarksOf } from "./address-marks.ts";
import { Asks } from "./asks.ts";
import { listenedOf } from "./hearing-watch.ts";
import { inspectActor } from "./inspect-actor.ts";
import type { InspectionMessage } from "./inspection-message.ts";
import { linesOfLedgers } from "./ledger-lines.ts";
import type { FinalAccounts, LiveCallOptions } from "./live-call-options.ts";
import type { LocalCall } from "./local-call.ts";
import { MissingEntries } from "./missing-entries.ts";
import type { ActionAnswer, CallNews, CallPicture, NewLine, WatchedCall } from "./port.ts";
import { type CallRecorder, createCallRecorder } from "./recorder.ts";
import { reportOf } from "./report.ts";
import { counted, hasHeard } from "./reports-heard.ts";
import { summaryOf } from "./summary.ts";
import { type CallStateView, isAtRest, viewOf } from "./view.ts";

export class LiveCall {
  /** What the rest of the process may have of it. */
  readonly shown: LocalCall;
  /** What passes the port of it. */
  readonly watched: WatchedCall;
  readonly #options: LiveCallOptions;
  readonly #actor: Actor<typeof callMachine>;
  readonly #recorder: CallRecorder;
  readonly #asks = new Asks();
  readonly #missing: MissingEntries;
  #endedAtMs: number | null = null;
  #isSuspended = false;
  #closedLedgers: CallContext["ledgers"] = {};
  #lastView = "";
  #row: CallSummary | null = null;

  constructor(options: LiveCallOptions) {
    this.#options = options;
    const { ref, machine, input, clock, writer, startedAtMs, restored } = options;
    this.#recorder = createCallRecorder({
      callKey: ref.callKey,
      writer,
      clock,
      capture: () => this.#capture(),
      ledgerOf: (speaker) => this.#context.ledgers[speaker as Speaker],
      ...(restored === undefined ? {} : { lastLine: restored.lastLine }),
    });
    this.#actor = createActor(machine, {
      input,
      clock,
      ...(restored === undefined ? {} : { snapshot: restored.snapshot as Snapshot<unknown> }),
      inspect: (inspection) => this.#inspect(inspection),
    });
    const tellLeg = (command: LegCommand) => {
      this.#recorder.emitted(command);
      options.onLegCommand(command);
    };
    this.#actor.on("leg.close", tellLeg);
    this.#actor.on("leg.resume", tellLeg);
    this.#actor.on("leg.takeOver", tellLeg);
    this.#actor.on("leg.standBy", tellLeg);
    this.#actor.on("operator.answered", (answer) => this.#answered(answer));
    this.#actor.subscribe({ error: (error) => this.#end(error), complete: () => this.#end(undefined) });
    this.#actor.start();
    this.#missing = new MissingEntries({
      ...{ callKey: ref.callKey, read: options.missed, clock, logger: options.logger },
      known: () => this.#context,
      tell: (event) => this.send(event),
    });
    this.shown = {
      ref,
      startedAtMs,
      view: () => this.view(),
      summary: () => this.#summary(),
      report: () => reportOf(this.#actor.getSnapshot()),
      listened: () => (this.isActive ? listenedOf(this.#context) : []),
      isAtRest: () => isAtRest(this.#actor.getSnapshot()),
      history: () => this.#recorder.recent(),
      linesAfter: (line) => this.#recorder.linesAfter(line),
    };
    this.watched = {
      ref,
      summary: async () => this.#summary(),
      news: async (afterLine) => this.#news(afterLine),
    };
  }

  /** False once its chart is over: nothing reaches it any more. */
  get isActive(): boolean {
    return this.#actor.getSnapshot().status === "active";
  }

  /** An operator has ended it: no leg is taken up any more. */
  get isEndedForGood(): boolean {
    return this.#context.isEndedForGood;
  }

  /** Dialogflow has its conversation completed, or has had one of its id completed before. */
  get isCompleted(): boolean {
    const { conversationName, failure } = this.#context;
    return conversationName !== null || failure?.code === ("CONFLICT" satisfies ErrorCode);
  }

  get #context(): CallContext {
    return this.#actor.getSnapshot().context;
  }

  /** As the call was told them last; after its end the closed ones. */
  get #ledgers(): CallContext["ledgers"] {
    return { ...this.#context.ledgers, ...this.#closedLedgers };
  }

  send(event: CallEvent): void {
    if (hasHeard(this.#context, event)) return;
    this.#actor.send(counted(this.#context, event));
    if (event.type === "assist.logged") this.#missing.look();
  }

  hasHeard(event: CallEvent): boolean {
    return hasHeard(this.#context, event);
  }

  act(action: OperatorDeed, operator: string): Promise<ActionAnswer> {
    return this.#asks.put((askId) => this.#actor.send({ type: "operator.asked", askId, operator, action }));
  }

  view(): CallStateView {
    return viewOf(this.#actor.getSnapshot(), this.#ledgers);
  }

  picture(): CallPicture {
    const { summary, report, history } = this.shown;
    return { summary: summary(), report: report(), lines: history() };
  }

  /** Adds a line of which no actor knows. */
  note(line: NewLine): void {
    this.#recorder.note(line);
    this.#changed();
  }

  /**
   * Its snapshot is of a former owner. Speakers whose audio is not elsewhere begin new accounts: where theirs were left
   * becomes lines of its history.
   */
  restored(elsewhere?: Elsewhere): void {
    const told = new Set(this.#context.interrupted);
    this.send({ type: "call.restored", ...(elsewhere === undefined ? {} : { elsewhere }) });
    const { interrupted, ledgers } = this.#context;
    const broken: PerSpeaker<Ledger> = {};
    for (const speaker of interrupted) {
      const ledger = ledgers[speaker];
      if (ledger !== undefined && !told.has(speaker)) broken[speaker] = ledger;
    }
    for (const line of linesOfLedgers("ledger.interrupted", broken)) this.note(line);
    this.#missing.look();
  }

  /** Tells what its actors do from now on, after what lives already; returns the function that ends it. */
  inspect(tell: (message: InspectionMessage) => void): () => void {
    return inspectActor(this.#actor, this.#options.clock, tell);
  }

  /** Resolves when the call as it is now is stored, or the store has refused it. */
  stored(): Promise<void> {
    return this.#recorder.flush();
  }

  /** Stops the actor where it is and stores it as unfinished, to be restored by the next process. */
  async suspend(): Promise<void> {
    this.#isSuspended = true;
    await this.#recorder.flush();
    this.abandon();
  }

  /** Stops the actor where it is and stores nothing more: another instance has the call. */
  abandon(): void {
    this.#isSuspended = true;
    this.#actor.stop();
    this.#missing.close();
    this.#recorder.close();
    this.#asks.close();
  }

  #inspect(inspection: InspectionEvent): void {
    this.#recorder.inspect(inspection);
    if (inspection.type !== "@xstate.snapshot") return;
    this.#row = null;
    const { type } = inspection.event;
    if (type === "counters.sampled") this.#recorder.sampled();
    const { line, keepsView } = policyOf(type);
    // That no words are recognised is seen by the accounts alone.
    if (type === "counters.sampled" && this.#context.suggestions === 0) this.#announceView();
    if (line === "none") return;
    if (!keepsView) this.#announceView();
    this.#options.onChanged();
  }

  #changed(): void {
    this.#row = null;
    this.#options.onChanged();
  }

  /** Its line comes before what it brings about: the history reads from cause to consequence. */
  #answered(answer: OperatorAnswer): void {
    const { operator, action, speaker, refusal } = answer;
    if (refusal === undefined) {
      const detail = { operator, action, ...(speaker === undefined ? {} : { speaker }) };
      this.note({ actor: "operator", event: "operator.action" satisfies NotedEvent, detail });
    }
    this.#asks.settle(answer);
  }

  #announceView(): void {
    const view = this.view();
    const text = JSON.stringify(view);
    if (text === this.#lastView) return;
    this.#lastView = text;
    const { onViewChanged, ownershipOf } = this.#options;
    onViewChanged(view);
    // While Dialogflow completes the conversation: what another instance logged last may not have come.
    if (view.conversation === "completing" && ownershipOf !== undefined) void this.#missing.lookBeyond();
  }

  #end(error: unknown): void {
    if (this.#endedAtMs !== null || this.#isSuspended) return;
    const { ref, clock, logger, onEnding } = this.#options;
    this.#endedAtMs = clock.now();
    if (error !== undefined) logger.error({ callKey: ref.callKey, err: error }, "call actor failed");
    this.#announceView();
    this.#missing.close();
    this.#asks.close();
    const accounts = onEnding();
    if (!(accounts instanceof Promise)) this.#close(accounts);
    else {
      this.#changed();
      void accounts.then((final) => {
        if (!this.#isSuspended) this.#close(final);
      });
    }
  }

  #close({ ledgers, lines }: FinalAccounts): void {
    this.#closedLedgers = ledgers;
    for (const line of [...lines, ...furtherReports(this.#context)]) this.#recorder.note(line);
    this.#changed();
    void this.#recorder.flush().finally(this.#options.onEnded);
  }

  #summary(): CallSummary {
    if (this.#row !== null) return this.#row;
    const { ref, startedAtMs, instance } = this.#options;
    this.#row = summaryOf({
      ref,
      ...(instance === undefined ? {} : { instance }),
      startedAtMs,
      endedAtMs: this.#endedAtMs,
      changedAtMs: this.#recorder.changedAtMs() ?? startedAtMs,
      view: this.view(),
      context: { ...this.#context, ledgers: this.#ledgers },
    });
    return this.#row;
  }

  #news(afterLine: number): CallNews {
    return { summary: this.#summary(), ledgers: this.#ledgers, ...this.#recorder.linesAfter(afterLine) };
  }

  #capture(): StoredCall {
    const { ref, startedAtMs, ownershipOf } = this.#options;
    const ownership = ownershipOf?.(ref.callKey);
    return {
      ...(ownership === undefined ? {} : { ownership }),
      callKey: ref.callKey,
      source: ref.source,
      vendorCallId: ref.vendorCallId,
      startedAtMs,
      endedAtMs: this.#endedAtMs,
      snapshot: this.#actor.getPersistedSnapshot(),
      summary: this.#summary(),
      addressMarks: addressMarksOf(this.#context),
    };
  }
}
