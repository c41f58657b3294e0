/**
 * Calls of other instances for the consoles of this one. Rows are asked for when a list is read; while a console follows,
 * owners tell changes, and a look at all from time to time covers what was lost.
 */
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { CallNews, CallPicture, WatchedCall } from "../../calls/port.ts";
import { summaryOfStored } from "../../calls/summary.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import type { CallStore } from "../../storage/port.ts";
import type { AskTopic, Bus } from "../bus.ts";
import { FarCall } from "./far-call.ts";
import { FarLedgers } from "./far-ledgers.ts";
import {
  ASK_DEADLINE_MS,
  CHANGED,
  FOLLOWING,
  FOLLOWING_EVERY_MS,
  LEDGERS,
  NEWS,
  PICTURE,
  ROWS,
} from "./topics.ts";

const LOOK_EVERY_MS = 30_000;
const AGAIN_MS = 1_000;

export interface FarCallsOptions {
  bus: Pick<Bus, "instanceId" | "ask" | "shout" | "onShout" | "onConnection">;
  /** Instances that live, but for this one. */
  instances(): Promise<readonly string[]> | readonly string[];
  lives(instance: string): Promise<boolean>;
  /** The owner of a call; null where it has none now. Rejects with what Redis says. */
  ownerOf(callKey: string): Promise<string | null>;
  isHere(callKey: string): boolean;
  store: Pick<CallStore, "get">;
  clock: Clock;
  logger: Logger;
}

export class FarCalls {
  readonly #options: FarCallsOptions;
  readonly #calls = new Map<string, FarCall>();
  readonly #listeners = new Set<(call: WatchedCall) => void>();
  readonly #ledgers: FarLedgers;
  readonly #unlisten: (() => void)[] = [];
  #timers: unknown[] = [];

  constructor(options: FarCallsOptions) {
    this.#options = options;
    this.#ledgers = new FarLedgers({
      clock: options.clock,
      ask: (callKey) => this.#askOwner(LEDGERS, { callKey }),
    });
  }

  /** All calls that other instances own now. An instance that does not answer is left out, and logged. */
  async list(): Promise<readonly WatchedCall[]> {
    await this.#look();
    const calls = [...this.#calls.values()];
    if (this.#listeners.size === 0) this.#calls.clear();
    return calls;
  }

  /** Of calls known here; all of them while somebody follows. */
  count(): number {
    return [...this.#calls.values()].filter(({ row }) => row.live).length;
  }

  /** Null if no instance has it, and it does not wait for one. Rejects with what Redis says. */
  async watched(callKey: string): Promise<WatchedCall | null> {
    const known = this.#calls.get(callKey);
    if (known !== undefined) return known;
    const news = await this.#askOwner(NEWS, { callKey, afterLine: Number.MAX_SAFE_INTEGER });
    const row = news?.summary ?? (await this.#storedRow(callKey));
    if (row === null || (news === null && !row.live)) return null;
    const call = this.#make(row);
    if (this.#listeners.size > 0) this.#calls.set(callKey, call);
    return call;
  }

  /** Null if no instance has it. Rejects where the owner does not answer, and with what Redis says. */
  picture(callKey: string): Promise<CallPicture | null> {
    return this.#askOwner(PICTURE, { callKey });
  }

  /** As its owner said last; asks again meanwhile. */
  ledgersOf(callKey: string): CallNews["ledgers"] {
    return this.#ledgers.of(callKey);
  }

  /** Hears of every change of a call elsewhere, also of its end; returns the unsubscribe function. */
  onChanged(listener: (call: WatchedCall) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#unfollow();
    };
  }

  close(): void {
    this.#listeners.clear();
    this.#unfollow();
  }

  #follow(): void {
    const { bus } = this.#options;
    this.#unlisten.push(
      bus.onShout(CHANGED, ({ rows }) => {
        for (const row of rows) this.#changed(row);
      }),
      bus.onConnection((isConnected) => {
        if (isConnected) this.#begin();
      }),
    );
    this.#begin();
    this.#repeat(FOLLOWING_EVERY_MS, () => bus.shout(FOLLOWING, {}));
    this.#repeat(LOOK_EVERY_MS, () => this.#lookSoon());
  }

  #unfollow(): void {
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
    for (const timer of this.#timers) this.#options.clock.clearTimeout(timer);
    this.#timers = [];
    this.#calls.clear();
  }

  /** Owners tell changes from now on; what changed before is looked for. */
  #begin(): void {
    this.#options.bus.shout(FOLLOWING, {});
    this.#lookSoon();
  }

  #lookSoon(): void {
    this.#look().catch((error: unknown) =>
      this.#options.logger.warn({ err: error }, "calls of other instances could not be looked for"),
    );
  }

  #repeat(everyMs: number, work: () => void): void {
    const place = this.#timers.length;
    const again = () => {
      this.#timers[place] = this.#options.clock.setTimeout(() => {
        work();
        again();
      }, everyMs);
    };
    again();
  }

  async #look(): Promise<void> {
    const missing = new Set(this.#calls.keys());
    const read = async (instance: string): Promise<void> => {
      let afterKey = "";
      for (let isMore = true; isMore; ) {
        const page = await this.#options.bus.ask(instance, ROWS, { afterKey }, ASK_DEADLINE_MS);
        for (const row of page.rows) {
          missing.delete(row.callKey);
          this.#changed(row);
        }
        afterKey = page.rows.at(-1)?.callKey ?? afterKey;
        isMore = page.isMore;
      }
    };
    const instances = await this.#options.instances();
    const answers = await Promise.allSettled(instances.map(read));
    for (const [place, answer] of answers.entries()) {
      if (answer.status === "fulfilled") continue;
      const { logger } = this.#options;
      logger.warn({ instance: instances[place], err: answer.reason }, "an instance did not tell its calls");
    }
    await Promise.all([...missing].map((callKey) => this.#judgeMissing(callKey)));
  }

  /** Nobody named it: it waits for an owner, or its end was not heard of. */
  async #judgeMissing(callKey: string): Promise<void> {
    const row = await this.#storedRow(callKey);
    const known = this.#calls.get(callKey);
    if (row?.live === false) this.#changed(row);
    else if (row === null && known !== undefined && !this.#options.isHere(callKey))
      this.#calls.delete(callKey);
  }

  #changed(row: CallSummary): void {
    const { callKey } = row;
    // Since then this instance has taken it over.
    if (this.#options.isHere(callKey)) {
      this.#calls.delete(callKey);
      return;
    }
    const known = this.#calls.get(callKey);
    const call = known ?? this.#make(row);
    call.row = row;
    if (row.live) this.#calls.set(callKey, call);
    else this.#calls.delete(callKey);
    this.#tell(call);
  }

  #tell(call: FarCall): void {
    for (const listener of this.#listeners) listener(call);
  }

  #make(row: CallSummary): FarCall {
    return new FarCall(row, {
      newsOf: (callKey, afterLine) => this.#askOwner(NEWS, { callKey, afterLine }),
      storedRowOf: (callKey) => this.#storedRow(callKey),
      again: (call) => void this.#options.clock.setTimeout(() => this.#tell(call), AGAIN_MS),
    });
  }

  async #storedRow(callKey: string): Promise<CallSummary | null> {
    const stored = await this.#options.store.get(callKey);
    return stored && summaryOfStored(stored);
  }

  /** Null where nobody has the call now. */
  async #askOwner<Q extends { callKey: string }, A>(topic: AskTopic<Q, A>, question: Q): Promise<A | null> {
    const { bus, ownerOf, lives } = this.#options;
    const owner = await ownerOf(question.callKey);
    if (owner === null || owner === bus.instanceId || !(await lives(owner))) return null;
    return await bus.ask(owner, topic, question, ASK_DEADLINE_MS);
  }
}
