/**
 * One chart as a table: its abstract states and, for each event, what comes of it. Transitions are XState's own pure
 * ones, each made once; the product walks of world.ts read the table.
 */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
  initialTransition,
  type Snapshot,
} from "xstate";

/** An event by the name a counterexample shows; equal labels mean equal events. */
export interface LabelledEvent {
  label: string;
  event: EventObject;
}

/** What a step did beside changing the state: messages to other actors, and actors it began or ended. */
export type Effect =
  | { kind: "send"; to: string; event: EventObject }
  | { kind: "emit"; event: EventObject }
  | { kind: "stop"; actorId: string };

export interface ComponentState {
  /** Counts from 0, in order of discovery. */
  index: number;
  snapshot: AnyMachineSnapshot;
  /** Running timers: the event each will bring, by its id. */
  timers: ReadonlyMap<string, EventObject>;
}

export interface ComponentStep {
  state: ComponentState;
  effects: readonly Effect[];
  /** Ids of the timers that this step started or restarted. */
  armed: readonly string[];
  /** Ids of the actors that this step began. */
  begun: readonly string[];
}

export interface ComponentOptions {
  machine: AnyStateMachine;
  input: unknown;
  /** All of the context that decides what happens next; keeps the table finite. */
  keyOf(snapshot: AnyMachineSnapshot): string;
}

type Action = { type: string; params?: unknown };

export class Component {
  readonly #options: ComponentOptions;
  readonly #states = new Map<string, ComponentState>();
  readonly #steps: Map<string, ComponentStep>[] = [];
  readonly #heard = new Set<string>();
  readonly #scope: AnyActorScope;
  readonly initial: ComponentStep;

  constructor(options: ComponentOptions) {
    this.#options = options;
    this.#scope = inertScope(options);
    const [snapshot, actions] = initialTransition(options.machine, options.input);
    this.initial = this.#stepTo(snapshot, actions, new Map());
  }

  get states(): Iterable<ComponentState> {
    return this.#states.values();
  }

  /** Types of the events sent so far, those of timers among them. */
  get heard(): ReadonlySet<string> {
    return this.#heard;
  }

  /** Sends an event. */
  send(from: ComponentState, { label, event }: LabelledEvent): ComponentStep {
    return this.#remembered(from, label, () => this.#transit(from, event, from.timers));
  }

  /** Lets a running timer run out. */
  fire(from: ComponentState, timerId: string): ComponentStep {
    return this.#remembered(from, `timer ${timerId}`, () => {
      const event = from.timers.get(timerId);
      if (event === undefined) throw new Error(`no timer ${timerId} is running`);
      const left = new Map(from.timers);
      left.delete(timerId);
      return this.#transit(from, event, left);
    });
  }

  /** Writes the snapshot down and reads it again, as a new process does: no timer outlives that. */
  restart(from: ComponentState): ComponentStep {
    return this.#remembered(from, "restart", () => {
      const { machine, input } = this.#options;
      const stored = JSON.parse(
        JSON.stringify(machine.getPersistedSnapshot(from.snapshot)),
      ) as Snapshot<unknown>;
      const restored = createActor(machine, { input, snapshot: stored }).getSnapshot();
      return this.#stepTo(restored, [], new Map());
    });
  }

  #remembered(from: ComponentState, label: string, make: () => ComponentStep): ComponentStep {
    let steps = this.#steps[from.index];
    if (steps === undefined) {
      steps = new Map();
      this.#steps[from.index] = steps;
    }
    let step = steps.get(label);
    if (step === undefined) {
      step = make();
      steps.set(label, step);
    }
    return step;
  }

  #transit(
    from: ComponentState,
    event: EventObject,
    timers: ReadonlyMap<string, EventObject>,
  ): ComponentStep {
    if (from.snapshot.status !== "active") return { state: from, effects: [], armed: [], begun: [] };
    this.#heard.add(event.type);
    const actions: Action[] = [];
    this.#scope.actionExecutor = (action) => void actions.push(action);
    const after = this.#options.machine.transition(from.snapshot, event, this.#scope);
    if (after.status === "error") throw after.error;
    // Read here: a state of the table may have been found with another generation of an actor.
    const begun = Object.keys(after.children).filter((actorId) => !(actorId in from.snapshot.children));
    return { ...this.#stepTo(after, actions, timers), begun };
  }

  #stepTo(
    snapshot: AnyMachineSnapshot,
    actions: readonly Action[],
    before: ReadonlyMap<string, EventObject>,
  ): ComponentStep {
    const timers = new Map(before);
    const effects: Effect[] = [];
    const armed: string[] = [];
    for (const { type, params } of actions) {
      const told = (params ?? {}) as Record<string, unknown>;
      if (type === "xstate.raise" && told.delay !== undefined) {
        timers.set(String(told.id), told.event as EventObject);
        armed.push(String(told.id));
      } else if (type === "xstate.cancel") timers.delete(String(told.sendId));
      else if (type === "xstate.sendTo") effects.push(sent(told));
      else if (type === "xstate.emit") effects.push({ kind: "emit", event: told.event as EventObject });
      else if (type === "xstate.stopChild") {
        effects.push({ kind: "stop", actorId: (params as { id: string }).id });
      }
    }
    if (snapshot.status !== "active") timers.clear();
    return { state: this.#stateOf(snapshot, timers), effects, armed, begun: [] };
  }

  #stateOf(snapshot: AnyMachineSnapshot, timers: ReadonlyMap<string, EventObject>): ComponentState {
    const key = `${this.#options.keyOf(snapshot)} ${[...timers.keys()].sort().join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: ComponentState = { index: this.#states.size, snapshot, timers };
    this.#states.set(key, state);
    return state;
  }
}

/** What XState's own `transition` makes anew for each event, with an actor that costs more than the transition. */
function inertScope({ machine, input }: ComponentOptions): AnyActorScope {
  const self = createActor(machine, { input });
  const { id, sessionId, system } = self;
  const nothing = () => {};
  const deaf = {
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
  return { self, id, sessionId, system, ...deaf };
}

function sent(params: Record<string, unknown>): Effect {
  const to = params.to as { id?: string } | undefined;
  return { kind: "send", to: to?.id ?? "self", event: params.event as EventObject };
}
