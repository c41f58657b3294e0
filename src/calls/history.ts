/** Turns the inspection events of a call's actors into lines of its history: each event and its effects. */
import type {
  ActorRefLike,
  AnyActorRef,
  AnyEventObject,
  InspectedMicrostepEvent,
  InspectionEvent,
} from "xstate";
import type { LegCommand } from "../actors/call/events.ts";
import { policyOf } from "../actors/catalogue.ts";
import type { Effect, HistoryLine } from "../contract/history-line.ts";
import type { Ledger } from "../contract/ledger.ts";
import { detailOf } from "./history-detail.ts";
import type { NewLine } from "./port.ts";
import { addTransitions } from "./transitions-taken.ts";

export interface HistoryWriterOptions {
  now(): number;
  /** Number of the line before the first. */
  lastLine: number;
  /** The account of a speaker as the call has it now. */
  ledgerOf(speaker: string): Ledger | undefined;
  /** Takes each line at its event's beginning; state, transitions and effects are filled in before this turn ends. */
  onLine(line: HistoryLine): void;
}

export interface HistoryWriter {
  /** For createActor's `inspect`. */
  inspect(event: InspectionEvent): void;
  /** What the call emits is not an inspection event: it belongs to the call's current line. */
  emitted(command: LegCommand): void;
  /** Adds a line of which no actor knows. */
  note(line: NewLine): void;
  lastLine(): number;
}

/** Lines of these families carry the speaker's account. */
const WITH_LEDGER = /^(?:stream|leg|audio)\./;

export function createHistoryWriter(options: HistoryWriterOptions): HistoryWriter {
  const lines = new HistoryLines(options);
  return {
    inspect: (inspection) => lines.inspect(inspection),
    emitted: (command) => lines.emitted(command),
    note: (line) => lines.note(line),
    lastLine: () => lines.lastLine,
  };
}

class HistoryLines {
  readonly #options: HistoryWriterOptions;
  lastLine: number;
  /** Lines of events being handled now, by the session id of their actor. */
  readonly #open = new Map<string, HistoryLine>();
  /** Who sent an event, from when it was sent until it is handled. */
  readonly #senders = new WeakMap<object, AnyActorRef>();
  /** Stops come before the first sign of the event that brings them about. */
  #stopsAhead: { sessionId: string; effect: Effect }[] = [];
  #rootId = "";

  constructor(options: HistoryWriterOptions) {
    this.#options = options;
    this.lastLine = options.lastLine;
  }

  inspect(inspection: InspectionEvent): void {
    this.#rootId = inspection.rootId;
    const ref = asActor(inspection.actorRef);
    switch (inspection.type) {
      case "@xstate.event":
        if (isLeftOut(inspection.event)) return;
        this.#onSent(ref, inspection.sourceRef && asActor(inspection.sourceRef), inspection.event);
        return;
      case "@xstate.action":
        if (inspection.action.type === "xstate.stopChild") this.#onStop(ref, inspection.action.params);
        return;
      case "@xstate.microstep":
        this.#onMicrostep(ref, inspection);
        return;
      case "@xstate.snapshot": {
        const line = this.#open.get(ref.sessionId);
        if (line !== undefined && inspection.event.type === line.event) {
          this.#end(ref, line, inspection.snapshot as { value?: unknown; context?: unknown });
        }
      }
    }
  }

  emitted({ type, ...fields }: LegCommand): void {
    const detail = detailOf({ type, ...fields });
    const effect = { kind: "emit", event: type, ...(detail === null ? {} : { detail }) } as const;
    this.#addEffect(this.#rootId, effect);
  }

  note(line: NewLine): void {
    this.lastLine += 1;
    this.#options.onLine({ ...line, line: this.lastLine, atMs: this.#options.now() });
  }

  #begin(ref: AnyActorRef, event: AnyEventObject): HistoryLine {
    this.lastLine += 1;
    const line: HistoryLine = {
      line: this.lastLine,
      atMs: this.#options.now(),
      actor: this.#nameOf(ref),
      event: event.type,
    };
    const sender = this.#senders.get(event);
    if (sender !== undefined) line.from = this.#nameOf(sender);
    const detail = detailOf(event);
    if (detail !== null) line.detail = detail;
    this.#open.set(ref.sessionId, line);
    this.#options.onLine(line);
    return line;
  }

  #end(ref: AnyActorRef, line: HistoryLine, snapshot: { value?: unknown; context?: unknown }): void {
    this.#open.delete(ref.sessionId);
    line.state = snapshot.value;
    if (!WITH_LEDGER.test(line.event)) return;
    const speaker = line.detail?.speaker ?? (snapshot.context as { speaker?: unknown } | undefined)?.speaker;
    const ledger = typeof speaker === "string" ? this.#options.ledgerOf(speaker) : undefined;
    if (ledger !== undefined) line.ledger = ledger;
  }

  #onMicrostep(ref: AnyActorRef, step: InspectedMicrostepEvent): void {
    const { event } = step;
    // The first state's line begins when the actor starts, not when it is made.
    if (event.type === "xstate.init" || isLeftOut(event)) return;
    const line = this.#open.get(ref.sessionId) ?? this.#begin(ref, event);
    const taken = addTransitions(step, line.took);
    if (taken !== undefined) line.took = taken;
    if (this.#stopsAhead.length === 0) return;
    const mine = this.#stopsAhead.filter(({ sessionId }) => sessionId === ref.sessionId);
    this.#stopsAhead = this.#stopsAhead.filter(({ sessionId }) => sessionId !== ref.sessionId);
    for (const { effect } of mine) this.#addEffect(ref.sessionId, effect);
  }

  #onSent(target: AnyActorRef, source: AnyActorRef | undefined, event: AnyEventObject): void {
    if (event.type === "xstate.init") {
      if (source !== undefined) this.#addEffect(source.sessionId, beginningOf(target, this.#nameOf(target)));
      if (hasChart(target)) this.#begin(target, event);
      return;
    }
    if (source === undefined) return;
    this.#senders.set(event, source);
    // XState itself reports that a child is done.
    if (this.#open.has(source.sessionId) && !event.type.startsWith("xstate.")) {
      this.#addEffect(source.sessionId, { kind: "send", to: this.#nameOf(target), event: event.type });
    }
  }

  #onStop(ref: AnyActorRef, child: unknown): void {
    if (!isActive(child)) return;
    const effect: Effect = { kind: "stop", to: this.#nameOf(child), event: nameOfWork(child) };
    if (this.#open.has(ref.sessionId)) this.#addEffect(ref.sessionId, effect);
    else this.#stopsAhead.push({ sessionId: ref.sessionId, effect });
  }

  #addEffect(sessionId: string, effect: Effect): void {
    const line = this.#open.get(sessionId);
    if (line === undefined) return;
    if (line.effects === undefined) line.effects = [effect];
    else line.effects.push(effect);
  }

  #nameOf(ref: AnyActorRef): string {
    if (ref.sessionId === this.#rootId) return "call";
    const { id, src, _parent: parent } = ref;
    if (id === "recognizer" && parent) return `recognizer:${parent.id.replace(/^participant:/, "")}`;
    // Invoked promises have ids made of their place in the chart.
    return typeof src === "string" && !id.startsWith("participant:") ? src : id;
  }
}

/** Also what its sender wants only to count, and a stop of an actor: that is an effect of its parent. */
function isLeftOut(event: AnyEventObject): boolean {
  return event.type === "xstate.stop" || event.isUnwritten === true || policyOf(event.type).line === "none";
}

/** XState types those of inspection loosely; at run time they are actors. */
function asActor(ref: ActorRefLike): AnyActorRef {
  return ref as AnyActorRef;
}

function hasChart(ref: AnyActorRef): boolean {
  return (ref.getSnapshot() as { value?: unknown } | undefined)?.value !== undefined;
}

function nameOfWork(ref: AnyActorRef): string {
  return typeof ref.src === "string" ? ref.src : ref.id;
}

function beginningOf(ref: AnyActorRef, name: string): Effect {
  const kind = ref.id.startsWith("participant:") ? "spawn" : "invoke";
  return { kind, to: name, event: nameOfWork(ref) };
}

/** A child that is done already is stopped once more when its state is left. */
function isActive(child: unknown): child is AnyActorRef {
  if (typeof child !== "object" || child === null || !("getSnapshot" in child)) return false;
  return (child as AnyActorRef).getSnapshot()?.status === "active";
}
