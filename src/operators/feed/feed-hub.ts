/**
 * The live feed of one process: notes which calls changed, and sends each console what it watches, on a common beat.
 * Without a watcher there is no listener, and without a console no timer. A row is made once for all consoles, and
 * never for one that cannot take it now.
 */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { WatchedCall } from "../../calls/port.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import type { SendToConsole } from "./acked-sender.ts";
import { ConsoleFeed } from "./console-feed.ts";
import { TICK_MS, ticksIn } from "./pace.ts";
import type { FeedSource } from "./source.ts";

export interface FeedHubOptions {
  source: FeedSource;
  clock: Clock;
}

/** A console's interface; the feed sends until `close`. */
export type OpenFeed = Pick<ConsoleFeed, "watchCalls" | "unwatchCalls" | "watchCall" | "unwatchCall"> & {
  close(): void;
};

export class FeedHub {
  readonly #options: FeedHubOptions;
  /** Each with what to do when its feed breaks. */
  readonly #consoles = new Map<ConsoleFeed, (error: unknown) => void>();
  #changed = new Set<WatchedCall>();
  /** As of the last change heard. */
  #rows = new WeakMap<WatchedCall, Promise<CallSummary>>();
  #unlisten: (() => void) | null = null;
  #timer: unknown = null;
  #tick = 0;
  #beatAtMs = 0;

  constructor(options: FeedHubOptions) {
    this.#options = options;
  }

  /** `onFailed`: an internal failure; only this console's feed is closed. */
  open(send: SendToConsole, onFailed: (error: SidetoneError) => void): OpenFeed {
    const fail = (error: unknown) => {
      if (!this.#consoles.has(feed)) return;
      this.#forget(feed);
      onFailed(SidetoneError.from(error));
    };
    const feed: ConsoleFeed = new ConsoleFeed({
      source: this.#options.source,
      line: {
        // A message that was being made when the console left is dropped.
        send: (event, message, onTaken) => {
          if (this.#consoles.has(feed)) send(event, message, onTaken);
        },
        onFailed: fail,
      },
      rowOf: (call) => this.#rowOf(call),
      onWatching: () => this.#listenIfWatched(),
    });
    this.#consoles.set(feed, fail);
    if (this.#timer === null) {
      this.#beatAtMs = this.#options.clock.now();
      this.#arm();
    }
    return {
      watchCalls: (wish) => feed.watchCalls(wish),
      unwatchCalls: () => feed.unwatchCalls(),
      watchCall: (callKey, afterLine) => feed.watchCall(callKey, afterLine),
      unwatchCall: (callKey) => feed.unwatchCall(callKey),
      close: () => this.#forget(feed),
    };
  }

  close(): void {
    for (const feed of [...this.#consoles.keys()]) this.#forget(feed);
  }

  #forget(feed: ConsoleFeed): void {
    this.#consoles.delete(feed);
    this.#listenIfWatched();
    if (this.#consoles.size > 0) return;
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #listenIfWatched(): void {
    const isWatched = [...this.#consoles.keys()].some((feed) => feed.isWatching);
    if (isWatched === (this.#unlisten !== null)) return;
    this.#unlisten?.();
    const { calls } = this.#options.source;
    this.#unlisten = isWatched ? calls.onWatched((call) => this.#changed.add(call)) : null;
    // Changes without a listener are unknown.
    this.#changed = new Set();
    this.#rows = new WeakMap();
  }

  #arm(): void {
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#arm();
      this.#beat();
    }, TICK_MS);
  }

  #beat(): void {
    this.#tick += this.#ticksSinceLastBeat();
    const changed = this.#changed;
    this.#changed = new Set();
    for (const call of changed) this.#rows.delete(call);
    for (const [feed, fail] of [...this.#consoles]) {
      try {
        feed.tick(this.#tick, changed);
      } catch (caught) {
        fail(caught);
      }
    }
  }

  /** A busy process beats late, so ticks are counted from the time passed. At least one. */
  #ticksSinceLastBeat(): number {
    const lastMs = this.#beatAtMs;
    this.#beatAtMs = this.#options.clock.now();
    return ticksIn(this.#beatAtMs - lastMs);
  }

  #rowOf(call: WatchedCall): Promise<CallSummary> {
    const known = this.#rows.get(call);
    if (known !== undefined) return known;
    const row = call.summary();
    this.#rows.set(call, row);
    return row;
  }
}
