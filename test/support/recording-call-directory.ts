/** A CallDirectory that takes every event and keeps it, for transport tests. */
import type { CallEvent, LegCommand } from "../../src/actors/call/events.ts";
import type { CallDirectory, Delivered } from "../../src/calls/port.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import type { CallStream } from "../../src/transports/five9/who-speaks.ts";
import { asMessage } from "./as-message.ts";
import { WAIT_DEADLINE_MS } from "./eventually.ts";

export interface DeliveredEvent {
  /** Absent if only the key is known. */
  ref?: CallRef;
  callKey: string;
  event: CallEvent;
}

export class RecordingCallDirectory implements CallDirectory {
  readonly delivered: DeliveredEvent[] = [];
  /** Decides what becomes of an event, and may throw. */
  answer: (event: CallEvent) => Delivered = () => "taken";
  readonly #commandListeners = new Map<string, (command: LegCommand) => void>();
  readonly #waiters = new Set<() => void>();

  present(first: CallRef): CallRef {
    return first;
  }

  async newest(first: CallRef) {
    return { ref: first, isOver: false };
  }

  async newestLife(callKey: string) {
    return { callKey, episode: 1, nextKey: null };
  }

  lastSeen = (firstKey: string): string => firstKey;

  /** Keys of the lives that their carrier said are over. */
  readonly finished: string[] = [];

  async finish(callKey: string): Promise<void> {
    this.finished.push(callKey);
  }

  send(ref: CallRef, event: CallEvent): Promise<Delivered> {
    this.#keep({ ref, callKey: ref.callKey, event });
    return Promise.resolve(this.answer(event));
  }

  sendTo(callKey: string, event: CallEvent): Promise<Delivered> {
    this.#keep({ callKey, event });
    return Promise.resolve(this.answer(event));
  }

  onLegCommand(legId: string, listener: (command: LegCommand) => void): () => void {
    this.#commandListeners.set(legId, listener);
    return () => this.#commandListeners.delete(legId);
  }

  /** Sends a command as a call's actor would. False without a listener for this leg. */
  command(command: LegCommand): boolean {
    const listener = this.#commandListeners.get(command.legId);
    listener?.(command);
    return listener !== undefined;
  }

  commandListenerCount(): number {
    return this.#commandListeners.size;
  }

  /** Events of one type, in order of arrival. */
  ofType<Type extends CallEvent["type"]>(type: Type): Extract<CallEvent, { type: Type }>[] {
    const events = this.delivered.map((delivered) => delivered.event);
    return events.filter((event): event is Extract<CallEvent, { type: Type }> => event.type === type);
  }

  /** The streams that a call heard of, as a living call tells them. */
  streamsOf(callKey: string): CallStream[] {
    const events = this.delivered.flatMap(({ callKey: key, event }) => (key === callKey ? [event] : []));
    const closed = new Set(events.flatMap((event) => (event.type === "leg.closed" ? [event.legId] : [])));
    return events.flatMap((event) => {
      if (event.type !== "leg.opened") return [];
      const { legId, speaker, standsBy = false, origin } = event;
      const { agentId = "", subscriptionId = "" } = origin;
      return [{ legId, speaker, isOpen: !closed.has(legId), standsBy, agentId, subscriptionId }];
    });
  }

  types(): string[] {
    return this.delivered.map((delivered) => delivered.event.type);
  }

  /** Waits until `count` events of a type are here. Rejects after `deadlineMs`. */
  async until<Type extends CallEvent["type"]>(
    type: Type,
    count = 1,
    deadlineMs = WAIT_DEADLINE_MS,
  ): Promise<Extract<CallEvent, { type: Type }>[]> {
    const signal = AbortSignal.timeout(deadlineMs);
    while (this.ofType(type).length < count) {
      await new Promise<void>((resolve, reject) => {
        this.#waiters.add(resolve);
        signal.addEventListener("abort", () => {
          reject(new Error(`${type} did not come ${count} times; came: ${this.types().join(", ")}`));
        });
      });
    }
    return this.ofType(type);
  }

  #keep(delivered: DeliveredEvent): void {
    this.delivered.push(asMessage(delivered));
    for (const wake of [...this.#waiters]) wake();
    this.#waiters.clear();
  }
}
