/** What one console watches: the list, single calls, and always how this process fares. */
import { SidetoneError } from "../../base/errors.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import { AckedSender, type SendToConsole } from "./acked-sender.ts";
import { CallStream } from "./call-stream.ts";
import { CallsStream } from "./calls-stream.ts";
import { ticksIn } from "./pace.ts";
import type { FeedSource, WatchableCall } from "./source.ts";

const MAX_WATCHED_CALLS = 8;
const INSTANCE_TICKS = ticksIn(2_000);

export interface ConsoleFeedOptions {
  source: FeedSource;
  send: SendToConsole;
  rowOf(call: WatchableCall): CallSummary;
  /** It watches more or less than before. */
  onWatching(): void;
}

export class ConsoleFeed {
  readonly #options: ConsoleFeedOptions;
  readonly #instance: AckedSender<"instance">;
  readonly #watched = new Map<string, CallStream>();
  #calls: CallsStream | null = null;
  #instanceTick = 0;

  constructor(options: ConsoleFeedOptions) {
    this.#options = options;
    this.#instance = new AckedSender("instance", options.send);
  }

  /** True while it needs to hear of changes. */
  get isWatching(): boolean {
    return this.#calls !== null || this.#watched.size > 0;
  }

  /** Another request starts the list again. */
  watchCalls(): void {
    const { source, send, rowOf } = this.#options;
    if (this.#calls !== null) {
      this.#calls.restart();
      return;
    }
    this.#calls = new CallsStream({ send, rowOf, list: () => source.list() });
    this.#options.onWatching();
  }

  unwatchCalls(): void {
    this.#calls = null;
    this.#options.onWatching();
  }

  /** Throws NOT_FOUND where no such call lives, LIMIT_EXCEEDED beyond MAX_WATCHED_CALLS. */
  watchCall(callKey: string, afterLine: number): void {
    const { source, send, rowOf } = this.#options;
    const known = this.#watched.get(callKey);
    if (known !== undefined) {
      known.restart(afterLine);
      return;
    }
    const call = source.get(callKey);
    if (call === null) throw new SidetoneError("NOT_FOUND", "no live call has this id");
    if (this.#watched.size >= MAX_WATCHED_CALLS) {
      throw new SidetoneError("LIMIT_EXCEEDED", `a console may watch ${MAX_WATCHED_CALLS} calls at once`);
    }
    const ledgersOf = (key: string) => source.ledgersOf(key);
    this.#watched.set(callKey, new CallStream({ call, afterLine, send, rowOf, ledgersOf }));
    this.#options.onWatching();
  }

  unwatchCall(callKey: string): void {
    this.#watched.delete(callKey);
    this.#options.onWatching();
  }

  /** Takes note of the calls that changed since the last tick, and sends what is due. */
  tick(tick: number, changed: ReadonlySet<WatchableCall>): void {
    this.#calls?.note(changed);
    this.#calls?.flush(tick);
    for (const [callKey, stream] of this.#watched) {
      stream.note(changed);
      stream.flush(tick);
      if (stream.isOver) this.unwatchCall(callKey);
    }
    if (tick < this.#instanceTick || !this.#instance.isFree) return;
    this.#instanceTick = tick + INSTANCE_TICKS;
    this.#instance.send(this.#options.source.instance());
  }
}
