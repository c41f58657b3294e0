/**
 * A call with its participants, their recognisers, its legs and everything that may happen to them. A state is a number; a
 * move is one thing that happens, with all messages it brings about delivered in order, as one process does.
 */
import type { AnyStateMachine } from "xstate";
import type { LegCommand } from "../../src/actors/call/events.ts";
import { callMachine } from "../../src/actors/call/machine.ts";
import type { participantMachine } from "../../src/actors/participant/machine.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import {
  callComponent,
  contextOf,
  dialogflowAnswers,
  hasSpoken,
  holdBreaches,
  legEvent,
  restoredEvent,
} from "./call-part.ts";
import type { Component, ComponentState, ComponentStep, LabelledEvent } from "./component.ts";
import { command, report } from "./messages.ts";
import { outsideEvents } from "./outside-events.ts";
import { owingAfter } from "./owed.ts";
import { remembered } from "./remembered.ts";
import { isParticipant, legEndBreaches, participantBreaches, speakerOfActor } from "./several-speakers.ts";
import { type PartStep, reportingByEmit, SpeakerPart, shortTimer } from "./speaker-part.ts";
import { untoldTurns } from "./turns.ts";
import {
  LEG_STATES,
  type LegSpec,
  type Move,
  subsetsOf,
  type WorldOptions,
  type WorldState,
} from "./world-state.ts";

/** Most states of one speaker, and with it the base of the numbers. */
const MOST_PART_STATES = 4_096;
/** A request to Dialogflow has a deadline, so it is as good as a timer: some answer comes. */
const ANSWER_DEADLINE = "Dialogflow: deadline of the request";
/** Messages one thing may bring about; more would be a loop. */
const MOST_MESSAGES = 100;

export interface Charts {
  call: typeof callMachine;
  participant: typeof participantMachine;
}

export class World {
  readonly options: WorldOptions;
  readonly speakers: readonly Speaker[];
  readonly #call: Component;
  readonly #parts: readonly SpeakerPart[];
  readonly #callStates: ComponentState[] = [];
  /** A step is the same object whenever its event comes in its state, and so is what is wrong with it. */
  readonly #toldBreaches = new WeakMap<ComponentStep, readonly string[]>();
  readonly #participantBreaches = new WeakMap<ComponentStep, readonly string[]>();

  constructor(options: WorldOptions, charts: Partial<Charts> = {}) {
    this.options = options;
    this.speakers = [...new Set(options.legs.map(({ speaker }) => speaker))];
    const participant = reportingByEmit(charts.participant);
    this.#parts = this.speakers.map((speaker) => new SpeakerPart(participant, speaker));
    const call = (charts.call ?? callMachine).provide({ actors: { participant: participant as never } });
    this.#call = callComponent(call as AnyStateMachine, options.recognition);
  }

  get initial(): WorldState {
    return {
      call: this.#call.initial.state,
      parts: this.speakers.map(() => null),
      legs: this.options.legs.map(() => "none" as const),
      owed: this.speakers.map(() => false),
    };
  }

  /** Distinct states of the call and of one speaker met so far. */
  get tableSizes(): { call: number; speaker: number } {
    return { call: [...this.#call.states].length, speaker: Math.max(...this.#parts.map(({ size }) => size)) };
  }

  get callStates(): Iterable<ComponentState> {
    return this.#call.states;
  }

  /** Types of the events that the call was sent. */
  get heardByCall(): ReadonlySet<string> {
    return this.#call.heard;
  }

  sendToCall(call: ComponentState, event: LabelledEvent): ComponentStep {
    return this.#call.send(call, event);
  }

  encode({ call, parts, legs, owed }: WorldState): number {
    this.#callStates[call.index] = call;
    let code = call.index;
    for (const part of parts) code = code * MOST_PART_STATES + (part === null ? 0 : part.index + 1);
    for (const leg of legs) code = code * LEG_STATES.length + LEG_STATES.indexOf(leg);
    for (const isOwed of owed) code = code * 2 + (isOwed ? 1 : 0);
    return code;
  }

  decode(code: number): WorldState {
    let rest = code;
    const take = (base: number): number => {
      const digit = rest % base;
      rest = Math.floor(rest / base);
      return digit;
    };
    const owed = this.speakers.map(() => take(2) === 1).reverse();
    const legs = this.options.legs.map(() => LEG_STATES[take(LEG_STATES.length)] ?? "none").reverse();
    const digits = this.#parts.map(() => take(MOST_PART_STATES)).reverse();
    const parts = digits.map((digit, at) => (digit === 0 ? null : (this.#parts[at]?.at(digit - 1) ?? null)));
    const call = this.#callStates[rest];
    if (call === undefined) throw new Error(`no state ${rest} of the call`);
    return { call, parts, legs, owed };
  }

  /** Names of the timers that run. */
  timersOf({ call, parts }: WorldState): string[] {
    const names = [...call.timers.keys()].map((timerId) => `call: ${shortTimer(timerId)}`);
    if (dialogflowAnswers(call).length > 0) names.push(ANSWER_DEADLINE);
    parts.forEach((part, at) => {
      for (const timerId of part?.participant.timers.keys() ?? [])
        names.push(`${this.speakers[at]}: ${shortTimer(timerId)}`);
    });
    return names;
  }

  /** Everything that may happen next. A call that has ended hears nothing more. */
  moves(state: WorldState): Move[] {
    if (state.call.snapshot.status !== "active") return [];
    const moves: Move[] = [];
    for (const timerId of state.call.timers.keys()) {
      const name = `call: ${shortTimer(timerId)}`;
      const step = this.#call.fire(state.call, timerId);
      moves.push(
        this.#settle(state, { label: `timer ${name}`, by: "timer", fired: name }, { callStep: step }),
      );
    }
    for (const event of dialogflowAnswers(state.call))
      moves.push({ ...this.#told(state, event, "answer"), fired: ANSWER_DEADLINE });
    state.parts.forEach((part, at) => {
      if (part === null) return;
      const speaker = this.speakers[at] ?? "agent";
      for (const { label, timerId, step } of this.#parts[at]?.moves(part) ?? []) {
        const fired = timerId === null ? null : `${speaker}: ${shortTimer(timerId)}`;
        const by = timerId === null ? "outside" : "timer";
        moves.push(
          this.#settle(state, { label: `${speaker}: ${label}`, by, fired }, { partStep: { at, step } }),
        );
      }
    });
    for (const event of outsideEvents(this.options, this.speakers, state))
      moves.push(this.#told(state, event, "outside"));
    if (this.options.restarts) moves.push(this.#restored(state, new Set()));
    if (this.options.takeOvers)
      for (const speakers of subsetsOf(this.speakers)) moves.push(this.#restored(state, new Set(speakers)));
    return moves;
  }

  #speakerOf(actorId: string): number {
    return this.speakers.indexOf(speakerOfActor(actorId));
  }

  #told(state: WorldState, event: LabelledEvent, by: Move["by"]): Move {
    const legs = [...state.legs];
    const at = this.options.legs.findIndex(({ legId }) => event.label.endsWith(`(${legId})`));
    const then: LabelledEvent[] = [];
    if (at >= 0 && event.event.type === "leg.opened") {
      const { legId, speaker } = this.options.legs[at] as LegSpec;
      legs[at] = "open";
      // A leg that comes again is another, and the record of the first, with its audio, stays.
      if (this.options.audio === "at once" || hasSpoken(contextOf(state.call), speaker))
        then.push(legEvent("leg.firstAudio", legId, speaker));
    }
    if (at >= 0 && event.event.type === "leg.closed") legs[at] = "none";
    const callStep = this.#call.send(state.call, event);
    const about = { label: event.label, by, fired: null };
    const move = this.#settle({ ...state, legs }, about, { callStep, then });
    const breaches = remembered(this.#toldBreaches, callStep, () => [
      ...holdBreaches(event, state.call, callStep),
      ...untoldTurns(state.call, callStep),
      ...legEndBreaches(event, callStep),
    ]);
    return { ...move, breaches: [...move.breaches, ...breaches] };
  }

  /** Legs and streams die with the process, but for speakers whose audio is elsewhere; the next one reads the snapshots. */
  #restored(state: WorldState, elsewhere: ReadonlySet<Speaker>): Move {
    const parts = state.parts.map((part, at) => {
      const lives = elsewhere.has(this.speakers[at] ?? "agent");
      return part === null ? null : (this.#parts[at]?.restart(part, lives) ?? null);
    });
    const { legs: specs } = this.options;
    const legs = state.legs.map((leg, at) => (elsewhere.has(specs[at]?.speaker ?? "agent") ? leg : "none"));
    const kept = specs.filter((_, at) => legs[at] !== "none").map(({ legId }) => legId);
    const restored = this.#call.restart(state.call).state;
    const event = restoredEvent([...elsewhere], kept, contextOf(state.call));
    const callStep = this.#call.send(restored, event);
    const about = { label: event.label, by: "outside", fired: null } as const;
    return this.#settle({ ...state, call: restored, parts, legs }, about, { callStep });
  }

  /** Delivers every message until none is left: a child's at once, those to the call one after another. */
  #settle(
    from: WorldState,
    about: Pick<Move, "label" | "by" | "fired">,
    first: {
      callStep?: ComponentStep;
      then?: readonly LabelledEvent[];
      partStep?: { at: number; step: PartStep };
    },
  ): Move {
    const parts = [...from.parts];
    const legs = [...from.legs];
    const breaches: string[] = [];
    const armed: string[] = [];
    const waiting: LabelledEvent[] = [...(first.then ?? [])];
    const started = new Set<number>();
    let { call } = from;

    const takePart = (at: number, step: PartStep): void => {
      const speaker = this.speakers[at] ?? "agent";
      parts[at] = step.state;
      if (step.breach !== null) breaches.push(`I10: ${speaker} ${step.breach}`);
      for (const timerId of step.armed) armed.push(`${speaker}: ${shortTimer(timerId)}`);
      for (const type of step.reports) waiting.push(report(type, speaker));
    };
    const takeCall = (step: ComponentStep, heard?: LabelledEvent): void => {
      const before = contextOf(call);
      call = step.state;
      for (const timerId of step.armed) armed.push(`call: ${shortTimer(timerId)}`);
      const wrong = () => participantBreaches(before, step, heard?.event);
      breaches.push(...remembered(this.#participantBreaches, step, wrong));
      const { participants } = contextOf(call);
      this.speakers.forEach((speaker, at) => {
        const record = participants[speaker];
        if (!record?.ref) parts[at] = null;
      });
      for (const actorId of step.begun.filter(isParticipant)) {
        const at = this.#speakerOf(actorId);
        parts[at] = this.#parts[at]?.initial ?? null;
      }
      for (const effect of step.effects) {
        if (effect.kind === "emit") {
          const { type, legId } = effect.event as LegCommand;
          if (type !== "leg.close") continue;
          const at = this.options.legs.findIndex((leg) => leg.legId === legId);
          if (legs[at] === "open") legs[at] = "told";
        } else if (effect.kind === "send") {
          const at = this.#speakerOf(effect.to);
          const part = parts[at];
          if (part && effect.event.type === "participant.start") started.add(at);
          if (part) takePart(at, (this.#parts[at] as SpeakerPart).receive(part, command(effect.event)));
        } else if (isParticipant(effect.actorId)) {
          const at = this.#speakerOf(effect.actorId);
          if (call.snapshot.status !== "active") stopped.add(at);
        }
      }
    };
    const stopped = new Set<number>();
    if (first.callStep) takeCall(first.callStep);
    if (first.partStep) takePart(first.partStep.at, first.partStep.step);
    for (let count = 0; waiting.length > 0; count += 1) {
      if (count > MOST_MESSAGES) throw new Error(`${about.label} brings messages without end`);
      const next = waiting.shift();
      if (next !== undefined) takeCall(this.#call.send(call, next), next);
    }
    if (call.snapshot.status !== "active") {
      parts.forEach((part, at) => {
        if (part !== null && !stopped.has(at))
          breaches.push(`I5: ${this.speakers[at]}'s participant lives on`);
      });
    }
    const { owed, breaches: unheard } = owingAfter(from, { call, parts }, about, started, this.speakers);
    return { ...about, armed, state: { call, parts, legs, owed }, breaches: [...breaches, ...unheard] };
  }
}
