/** A participant together with its recogniser, as a table of what each message, answer and timer makes of them. */
import { type AnyStateMachine, emit } from "xstate";
import type { ParticipantContext } from "../../src/actors/participant/context.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { Component, type ComponentState, type ComponentStep, type LabelledEvent } from "./component.ts";
import { answersIn, type Breach, commanded, type RecognizerState } from "./recognizer-model.ts";

export interface PartState {
  /** Counts from 0, in order of discovery. */
  index: number;
  participant: ComponentState;
  recognizer: RecognizerState;
}

export interface PartStep {
  state: PartState;
  /** What the call is told, in order; each type carries the speaker when it is sent on. */
  reports: readonly ("participant.stopped" | "participant.failed")[];
  armed: readonly string[];
  breach: Breach | null;
}

/** Something that may happen to the part without the call. */
export interface PartMove {
  label: string;
  /** Set where a timer makes it. */
  timerId: string | null;
  step: PartStep;
}

/** The participant's chart, which reports to a watcher because it has no parent in a walk. */
export function reportingByEmit(machine: typeof participantMachine = participantMachine): AnyStateMachine {
  const actions = {
    reportStopped: emit({ type: "participant.stopped" } as never),
    reportFailed: emit({ type: "participant.failed" } as never),
  };
  return machine.provide({ actions: actions as never });
}

const CRASH: LabelledEvent = {
  label: "recogniser crashed",
  event: {
    type: "xstate.error.actor.recognizer",
    error: new Error("stated by the walk"),
  } as LabelledEvent["event"],
};

export class SpeakerPart {
  readonly #component: Component;
  readonly #states = new Map<string, PartState>();
  readonly #byIndex: PartState[] = [];
  readonly #received: Map<string, PartStep>[] = [];
  readonly #moves: PartMove[][] = [];
  readonly initial: PartState;

  constructor(machine: AnyStateMachine, speaker: Speaker) {
    this.#component = new Component({
      machine,
      input: { callKey: "c", speaker, timing: PARTICIPANT_TIMING },
      keyOf: (snapshot) => {
        if (snapshot.status !== "active") return "stopped";
        const { pauseRequested, stopRequested, failuresInRow } = snapshot.context as ParticipantContext;
        return JSON.stringify([snapshot.value, pauseRequested, stopRequested, Math.min(2, failuresInRow)]);
      },
    });
    this.initial = this.#stateOf(this.#component.initial.state, "none");
  }

  get size(): number {
    return this.#byIndex.length;
  }

  at(index: number): PartState {
    const state = this.#byIndex[index];
    if (state === undefined) throw new Error(`no state ${index} of a speaker`);
    return state;
  }

  /** A command of the call. */
  receive(from: PartState, command: LabelledEvent): PartStep {
    let steps = this.#received[from.index];
    if (steps === undefined) {
      steps = new Map();
      this.#received[from.index] = steps;
    }
    let step = steps.get(command.label);
    if (step === undefined) {
      step = this.#follow(this.#component.send(from.participant, command), from.recognizer);
      steps.set(command.label, step);
    }
    return step;
  }

  /** The process ended and another read the snapshot. `lives`: the recogniser is elsewhere, and hears of the new chart. */
  restart(from: PartState, lives: boolean): PartState {
    const recognizer = lives && from.recognizer === "live" ? "unheard" : from.recognizer;
    return this.#stateOf(this.#component.restart(from.participant).state, lives ? recognizer : "none");
  }

  /** Timers that may run out and answers that may come. */
  moves(from: PartState): readonly PartMove[] {
    let moves = this.#moves[from.index];
    if (moves === undefined) {
      moves = this.#findMoves(from);
      this.#moves[from.index] = moves;
    }
    return moves;
  }

  #findMoves({ participant, recognizer }: PartState): PartMove[] {
    const moves: PartMove[] = [];
    for (const timerId of participant.timers.keys()) {
      const step = this.#follow(this.#component.fire(participant, timerId), recognizer);
      moves.push({ label: `timer ${shortTimer(timerId)}`, timerId, step });
    }
    const { snapshot } = participant;
    if (!snapshot.matches("engaged")) return moves;
    const isAwaited =
      snapshot.matches({ engaged: "starting" }) || snapshot.matches({ engaged: "rollingOver" });
    for (const { fact, next } of answersIn(recognizer, isAwaited)) {
      const step = this.#follow(this.#component.send(participant, fact), next);
      moves.push({ label: fact.label, timerId: null, step });
    }
    const crashed = this.#follow(this.#component.send(participant, CRASH), "none");
    moves.push({ label: CRASH.label, timerId: null, step: crashed });
    return moves;
  }

  #follow({ state, effects, armed }: ComponentStep, before: RecognizerState): PartStep {
    let recognizer = before;
    let breach: Breach | null = null;
    const reports: PartStep["reports"][number][] = [];
    for (const effect of effects) {
      if (effect.kind === "stop") recognizer = "none";
      else if (effect.kind === "send") {
        const result = commanded(recognizer, effect.event.type);
        recognizer = result.next;
        breach ??= result.breach ?? null;
      } else reports.push(effect.event.type as PartStep["reports"][number]);
    }
    if (!state.snapshot.matches("engaged")) recognizer = "none";
    return { state: this.#stateOf(state, recognizer), reports, armed, breach };
  }

  #stateOf(participant: ComponentState, recognizer: RecognizerState): PartState {
    const key = `${participant.index} ${recognizer}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: PartState = { index: this.#byIndex.length, participant, recognizer };
    this.#states.set(key, state);
    this.#byIndex.push(state);
    return state;
  }
}

/** "xstate.after.backoff.participant.engaged.recovering" reads "backoff". */
export function shortTimer(timerId: string): string {
  return timerId.startsWith("xstate.after.") ? (timerId.split(".")[2] ?? timerId) : timerId;
}
