/** The open legs of calls on all instances, for those that have to know whose calls these are. */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { LocalDirectory } from "../../calls/directory.ts";
import type { LegListener } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { AskTopic, Bus, Topic } from "../bus.ts";
import { ASK_DEADLINE_MS } from "./topics.ts";

type Leg = Parameters<LegListener["opened"]>[1];
type Opened = { ref: CallRef; leg: Leg };

/** By the owner of the call. */
const OPENED: Topic<Opened> = { name: "legs.opened" };
const CLOSED: Topic<{ ref: CallRef; legId: string }> = { name: "legs.closed" };
const ENDED: Topic<{ ref: CallRef }> = { name: "legs.ended" };

/** Legs of the calls that an instance owns; its calls in the order of their keys, from the one after `afterKey`. */
const LEGS: AskTopic<{ afterKey: string }, { calls: { ref: CallRef; legs: Leg[] }[]; isMore: boolean }> = {
  name: "legs.open",
};

const CALLS_AT_ONCE = 500;
/** For what was lost on the way. */
const LOOK_EVERY_MS = 30_000;
/** A call may be between two owners in one look. */
const MISSED_LOOKS = 2;

interface KnownCall {
  ref: CallRef;
  legs: Map<string, Leg>;
  /** Looks in which nobody named it. */
  missed: number;
}

export interface FleetLegsOptions {
  bus: Pick<Bus, "ask" | "onAsk" | "shout" | "onShout" | "listening" | "onConnection">;
  local: Pick<LocalDirectory, "onLegs" | "list" | "get">;
  /** Instances that live, but for this one. */
  instances(): Promise<readonly string[]> | readonly string[];
  clock: Clock;
  logger: Logger;
}

export class FleetLegs {
  readonly #options: FleetLegsOptions;
  readonly #listeners = new Set<LegListener>();
  /** Of other instances, while somebody listens. */
  readonly #calls = new Map<string, KnownCall>();
  readonly #ends: (() => void)[];
  #following: (() => void)[] = [];
  #timer: unknown = null;

  /** Tells the legs of this instance's calls to the others from now on. */
  constructor(options: FleetLegsOptions) {
    this.#options = options;
    const { bus, local } = options;
    this.#ends = [
      local.onLegs({
        opened: (ref, { legId, speaker, origin }) =>
          bus.shout(OPENED, { ref, leg: { legId, speaker, origin } }),
        closed: (ref, legId) => bus.shout(CLOSED, { ref, legId }),
        ended: (ref) => bus.shout(ENDED, { ref }),
      }),
      bus.onAsk(LEGS, ({ afterKey }) => this.#legsAfter(afterKey)),
    ];
  }

  /** As the port has it; legs of other instances come a little later, and a leg may be told again. */
  onLegs(listener: LegListener): () => void {
    const unlisten = this.#options.local.onLegs(listener);
    for (const { ref, legs } of this.#calls.values())
      for (const leg of legs.values()) listener.opened(ref, leg);
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#follow();
    return () => {
      unlisten();
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#unfollow();
    };
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#unfollow();
  }

  #follow(): void {
    const { bus, clock } = this.#options;
    // What happens after a look comes as a shout, so shouts have to be heard before it.
    const look = () =>
      void bus
        .listening()
        .then(() => this.#look())
        .catch((error: unknown) =>
          this.#options.logger.warn({ err: error }, "legs of other instances could not be looked for"),
        );
    this.#following = [
      bus.onShout(OPENED, (opened) => this.#opened(opened)),
      bus.onShout(CLOSED, ({ ref, legId }) => this.#closed(ref, legId)),
      bus.onShout(ENDED, ({ ref }) => this.#ended(ref)),
      bus.onConnection((isConnected) => {
        if (isConnected) look();
      }),
    ];
    const again = () => {
      this.#timer = clock.setTimeout(() => {
        look();
        again();
      }, LOOK_EVERY_MS);
    };
    again();
    look();
  }

  #unfollow(): void {
    for (const end of this.#following.splice(0)) end();
    this.#options.clock.clearTimeout(this.#timer);
    this.#calls.clear();
  }

  #opened({ ref, leg }: Opened): void {
    const call = this.#calls.get(ref.callKey) ?? { ref, legs: new Map<string, Leg>(), missed: 0 };
    this.#calls.set(ref.callKey, call);
    const isNew = !call.legs.has(leg.legId);
    call.legs.set(leg.legId, leg);
    if (isNew) for (const listener of this.#listeners) listener.opened(ref, leg);
  }

  #closed(ref: CallRef, legId: string): void {
    this.#calls.get(ref.callKey)?.legs.delete(legId);
    for (const listener of this.#listeners) listener.closed(ref, legId);
  }

  #ended(ref: CallRef): void {
    this.#calls.delete(ref.callKey);
    for (const listener of this.#listeners) listener.ended(ref);
  }

  async #look(): Promise<void> {
    const named = new Set<string>();
    const read = async (instance: string): Promise<void> => {
      let afterKey = "";
      for (let isMore = true; isMore; ) {
        const page = await this.#options.bus.ask(instance, LEGS, { afterKey }, ASK_DEADLINE_MS);
        for (const { ref, legs } of page.calls) {
          named.add(ref.callKey);
          this.#found(ref, legs);
        }
        afterKey = page.calls.at(-1)?.ref.callKey ?? afterKey;
        isMore = page.isMore;
      }
    };
    const answers = await Promise.allSettled((await this.#options.instances()).map(read));
    // An instance that is silent may have any of them.
    if (answers.some(({ status }) => status === "rejected")) return;
    for (const [callKey, call] of this.#calls) {
      if (named.has(callKey)) continue;
      call.missed += 1;
      if (this.#options.local.get(callKey) !== null) this.#calls.delete(callKey);
      else if (call.missed >= MISSED_LOOKS) this.#ended(call.ref);
    }
  }

  /** What the owner says is all that is open. */
  #found(ref: CallRef, legs: readonly Leg[]): void {
    const known = this.#calls.get(ref.callKey);
    if (known !== undefined) known.missed = 0;
    const open = new Set(legs.map(({ legId }) => legId));
    for (const legId of [...(known?.legs.keys() ?? [])]) if (!open.has(legId)) this.#closed(ref, legId);
    for (const leg of legs) this.#opened({ ref, leg });
  }

  #legsAfter(afterKey: string): { calls: { ref: CallRef; legs: Leg[] }[]; isMore: boolean } {
    const calls = this.#options.local.list().filter(({ ref }) => ref.callKey > afterKey);
    calls.sort((a, b) => (a.ref.callKey < b.ref.callKey ? -1 : 1));
    const page = calls.slice(0, CALLS_AT_ONCE).map((call) => ({
      ref: call.ref,
      legs: call
        .report()
        .legs.filter(({ open }) => open)
        .map(({ legId, speaker, origin }) => ({ legId, speaker, origin })),
    }));
    return { calls: page, isMore: calls.length > page.length };
  }
}
