/** The calls that this instance owns: each from the take-over of its job to its end, its hand-over or the loss of its lock. */
import type { Elsewhere } from "../actors/call/events.ts";
import type { NotedEvent } from "../actors/catalogue.ts";
import type { Clock } from "../base/clock.ts";
import { insist } from "../base/insist.ts";
import type { Logger } from "../base/log.ts";
import type { Signal } from "../base/signal.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { NewLine } from "../calls/port.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CallStore, StoredCall } from "../storage/port.ts";
import type { RunOutcome } from "./call-jobs.ts";
import type { Mailbox, ReceivedMail } from "./mailbox.ts";

export interface OwnedCallsOptions {
  /** This one. */
  instance: string;
  mailbox: Pick<Mailbox, "take" | "readAfter" | "finish" | "handOver">;
  local: Pick<LocalDirectory, "get" | "missed" | "takeUp" | "leave" | "note">;
  /** Keys of local calls that are over and stored. */
  ended: Pick<Signal<string>, "on">;
  store: Pick<CallStore, "get">;
  /** What other instances have of a call that is taken over. Never rejects. */
  elsewhere(callKey: string): Promise<Elsewhere | undefined>;
  /** Gives mail to the local call. */
  deliver(ref: CallRef, received: ReceivedMail): Promise<void> | void;
  onOwned(callKey: string, epoch: number): void;
  /** A call leaves this instance and lives on. */
  onLeft(callKey: string): void;
  clock: Clock;
  logger: Logger;
}

/** A record that this version cannot read may be that of a newer one, whose instances get the job so long, a minute. */
const TRIES_OF_OTHERS = 120;
const AGAIN = { firstMs: 50, maxMs: 1_000 };

interface Owned {
  ref: CallRef;
  epoch: number;
  lastRead: number;
  /** Its mail up to some moment is read: events of this instance may go to it directly. */
  isOpen: boolean;
  isHandedOver: boolean;
  /** Of a call that is taken up. */
  former?: StoredCall["ownership"];
  reading: Promise<void>;
  /** Wakes who waits for the call's end. */
  wake(): void;
  isLost: boolean;
}

export class OwnedCalls {
  readonly #options: OwnedCallsOptions;
  readonly #owned = new Map<string, Owned>();
  #isLeaving = false;

  constructor(options: OwnedCallsOptions) {
    this.#options = options;
    options.ended.on((callKey) => this.#owned.get(callKey)?.wake());
  }

  /** Whether events of this instance go to it directly. */
  isOpen(callKey: string): boolean {
    return this.#owned.get(callKey)?.isOpen === true;
  }

  ownershipOf(callKey: string): StoredCall["ownership"] {
    const owned = this.#owned.get(callKey);
    if (owned === undefined) return undefined;
    const { epoch, lastRead: mailId, isHandedOver } = owned;
    const { instance } = this.#options;
    return { epoch, mailId, instance, ...(isHandedOver ? { isHandedOver } : {}) };
  }

  keys(): string[] {
    return [...this.#owned.keys()];
  }

  /**
   * Resolves when all mail that was there at the call is handled: false where this instance does not own it, or has given it
   * up meanwhile. Rejects with what Redis says.
   */
  async catchUp(callKey: string): Promise<boolean> {
    const owned = this.#owned.get(callKey);
    if (owned === undefined) return false;
    await this.#read(owned);
    return !owned.isLost && !owned.isHandedOver;
  }

  /** From now on no call ends here: those that live are left to others. */
  leave(): void {
    this.#isLeaving = true;
    for (const { wake } of this.#owned.values()) wake();
  }

  /** A job's work, see `CallJobsOptions`. */
  async run(ref: CallRef, life: number, lost: AbortSignal, failures: number): Promise<RunOutcome> {
    const { mailbox } = this.#options;
    const { callKey } = ref;
    if (this.#isLeaving) return "leave";
    const epoch = await mailbox.take(callKey, life);
    if (epoch === null) return "done";
    const { promise: isThere, resolve: nowThere } = Promise.withResolvers<void>();
    const owned: Owned = {
      ...{ ref, epoch, lastRead: 0, isOpen: false, isLost: lost.aborted, isHandedOver: false },
      // Mail that a bell tells of waits for the call that it is for.
      reading: isThere,
      wake: () => {},
    };
    lost.addEventListener("abort", () => this.#lose(owned));
    // One that this instance lost and has not heard of yet.
    const former = this.#owned.get(callKey);
    if (former !== undefined) this.#lose(former);
    this.#owned.set(callKey, owned);
    try {
      await this.#restore(owned, failures);
      nowThere();
      return await this.#live(owned);
    } catch (error) {
      if (!owned.isLost) await this.#leave(callKey, true);
      throw error;
    } finally {
      owned.isOpen = false;
      owned.isLost = true;
      nowThere();
      if (this.#owned.get(callKey) === owned) this.#owned.delete(callKey);
    }
  }

  async #restore(owned: Owned, failures: number): Promise<void> {
    const { local, store, elsewhere } = this.#options;
    const { callKey } = owned.ref;
    const stored = await store.get(callKey);
    owned.lastRead = stored?.ownership?.mailId ?? 0;
    if (stored === null || stored.endedAtMs !== null) return;
    owned.former = stored.ownership;
    const [others, missed] = await Promise.all([elsewhere(callKey), local.missed(stored)]);
    if (owned.isLost) return;
    const mayBeNewer = failures < TRIES_OF_OTHERS;
    await local.takeUp(stored, { elsewhere: others, missed, mayBeNewer });
  }

  async #live(owned: Owned): Promise<RunOutcome> {
    const { mailbox, local, onOwned } = this.#options;
    const { ref, epoch } = owned;
    const { callKey } = ref;
    for (;;) {
      await this.#insist(owned, () => this.#read(owned));
      if (owned.isLost) return "done";
      if (this.#isLeaving) {
        owned.isOpen = false;
        owned.isHandedOver = true;
        await this.#leave(callKey, false);
        await this.#insist(owned, () => mailbox.handOver(callKey, epoch));
        return "leave";
      }
      if (local.get(callKey) === null) {
        owned.isOpen = false;
        const { lastRead } = owned;
        const outcome = await this.#insist(owned, () => mailbox.finish(callKey, epoch, lastRead));
        if (outcome !== "more") return "done";
        continue;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      owned.wake = resolve;
      if (!owned.isOpen) {
        onOwned(callKey, epoch);
        void local.note(callKey, this.#ownedLine(owned));
      }
      owned.isOpen = true;
      await promise;
    }
  }

  #leave(callKey: string, isLost: boolean): Promise<void> {
    const { local, onLeft } = this.#options;
    onLeft(callKey);
    return local.leave(callKey, isLost);
  }

  #ownedLine({ former }: Owned): NewLine {
    const how = former === undefined ? "began" : former.isHandedOver ? "handed over" : "taken over";
    const { instance } = this.#options;
    const detail = { instance, how, ...(former?.instance === undefined ? {} : { former: former.instance }) };
    return { actor: "call", event: "call.owned" satisfies NotedEvent, detail };
  }

  /** Its actor stops without effects: another one acts for the call. */
  #lose(owned: Owned): void {
    const { logger } = this.#options;
    const { callKey } = owned.ref;
    if (owned.isLost) return;
    owned.isLost = true;
    owned.isOpen = false;
    if (this.#owned.get(callKey) === owned) void this.#leave(callKey, true);
    owned.wake();
    logger.warn({ callKey }, "another instance has taken a call over");
  }

  /** A Redis that is away keeps a call where it is: tried again until it answers, or the call is lost. */
  async #insist<T>(owned: Owned, work: () => Promise<T>): Promise<T | null> {
    const { clock } = this.#options;
    const untilLost = async () => (owned.isLost ? null : await work());
    const mayPass = () => !owned.isLost;
    const forMs = Number.POSITIVE_INFINITY;
    return await insist(untilLost, { clock, forMs, pauses: AGAIN, mayPass }).catch(() => null);
  }

  #read(owned: Owned): Promise<void> {
    const reading = owned.reading.catch(() => {}).then(() => this.#readAll(owned));
    owned.reading = reading;
    return reading;
  }

  async #readAll(owned: Owned): Promise<void> {
    const { mailbox, deliver } = this.#options;
    for (;;) {
      const received = await mailbox.readAfter(owned.ref.callKey, owned.lastRead);
      if (received.length === 0) return;
      for (const one of received) {
        if (owned.isLost) return;
        // Before it is handled: a record that has what it did has its number, too.
        owned.lastRead = one.id;
        await deliver(owned.ref, one);
      }
    }
  }
}
