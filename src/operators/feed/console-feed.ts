/** What one console watches: the list, single calls, and always the state of this process. */
import { SidetoneError } from "../../base/errors.ts";
import type { WatchedCall } from "../../calls/port.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import { AckedSender, type ConsoleLine } from "./acked-sender.ts";
import { CallStream } from "./call-stream.ts";
import { CallsStream } from "./calls-stream.ts";
import { ticksIn } from "./pace.ts";
import type { FeedSource } from "./source.ts";

const MAX_WATCHED_CALLS = 8;
const INSTANCE_TICKS = ticksIn(2_000);

export interface ConsoleFeedOptions {
  source: FeedSource;
  line: ConsoleLine;
  rowOf(call: WatchedCall): Promise<CallSummary>;
  /** It watches more or less than before. */
  onWatching(): void;
}

export class ConsoleFeed {
  readonly #options: ConsoleFeedOptions;
  readonly #instance: AckedSender<"instance">;
  readonly #watched = new Map<string, CallStream>();
  /** Calls that are to be watched, and are looked for. */
  readonly #wanted = new Set<string>();
  #calls: CallsStream | null = null;
  #instanceTick = 0;

  constructor(options: ConsoleFeedOptions) {
    this.#options = options;
    this.#instance = new AckedSender("instance", options.line);
  }

  /** True while it needs to hear of changes. */
  get isWatching(): boolean {
    return this.#calls !== null || this.#watched.size > 0;
  }

  /** Another request starts the list again, or, with `changesOnly`, leaves it out. */
  watchCalls({ changesOnly = false }: { changesOnly?: boolean | undefined } = {}): void {
    const { source, line, rowOf } = this.#options;
    if (this.#calls !== null) {
      this.#calls.restart({ changesOnly });
      return;
    }
    this.#calls = new CallsStream({ line, rowOf, calls: source.calls });
    this.#calls.restart({ changesOnly });
    this.#options.onWatching();
  }

  unwatchCalls(): void {
    this.#calls = null;
    this.#options.onWatching();
  }

  /** Rejects with NOT_FOUND if no such call lives, LIMIT_EXCEEDED beyond MAX_WATCHED_CALLS. */
  async watchCall(callKey: string, afterLine: number): Promise<void> {
    const { source, line } = this.#options;
    this.#wanted.add(callKey);
    const call = this.#watched.has(callKey) ? null : await source.calls.watched(callKey);
    const isWanted = this.#wanted.delete(callKey);
    const known = this.#watched.get(callKey);
    if (known !== undefined) {
      known.restart(afterLine);
      return;
    }
    if (!isWanted) return;
    if (call === null) throw new SidetoneError("NOT_FOUND", "no live call has this id");
    if (this.#watched.size >= MAX_WATCHED_CALLS) {
      throw new SidetoneError("LIMIT_EXCEEDED", `a console may watch ${MAX_WATCHED_CALLS} calls at once`);
    }
    const ledgersOf = (key: string) => source.ledgersOf(key);
    this.#watched.set(callKey, new CallStream({ call, afterLine, line, ledgersOf }));
    this.#options.onWatching();
  }

  unwatchCall(callKey: string): void {
    this.#wanted.delete(callKey);
    this.#watched.delete(callKey);
    this.#options.onWatching();
  }

  /** Takes note of the calls that changed since the last tick, and sends what is due. */
  tick(tick: number, changed: ReadonlySet<WatchedCall>): void {
    this.#calls?.note(changed);
    this.#calls?.flush(tick);
    for (const [callKey, stream] of this.#watched) {
      stream.note(changed);
      stream.flush(tick);
      if (stream.isOver) this.unwatchCall(callKey);
    }
    if (tick < this.#instanceTick || !this.#instance.isFree) return;
    this.#instanceTick = tick + INSTANCE_TICKS;
    this.#instance.send(Promise.resolve(this.#options.source.instance()));
  }
}
