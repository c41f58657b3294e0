/** The list of calls for one console: first all live ones, unless it fetches these itself, then each that changed, once, with its newest row. */
import type { CallConsole, WatchedCall } from "../../calls/port.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import type { CallsMessage } from "../../contract/feed.ts";
import { AckedSender, type ConsoleLine } from "./acked-sender.ts";
import { TICK_MS } from "./pace.ts";

const MAX_ROWS = 500;
/** The list moves at most four times a second. */
const LEAST_TICKS = 250 / TICK_MS;
/** A row costs CPU here and there: however busy the calls are, a console gets at most 500 rows a second. */
const ROW_COST_MS = 2;
/** A console so far behind gets the whole list again. */
const MAX_CHANGED = 10_000;

export interface CallsStreamOptions {
  line: ConsoleLine;
  calls: Pick<CallConsole, "count" | "watchedCalls">;
  /** The newest row, made once for all consoles. */
  rowOf(call: WatchedCall): Promise<CallSummary>;
}

export class CallsStream {
  readonly #options: CallsStreamOptions;
  readonly #sender: AckedSender<"calls">;
  /** In order of their first change since they were last sent. */
  #changed = new Set<WatchedCall>();
  #isFull = false;
  #isListed = true;
  /** Rows of the first list still to be sent. */
  #toFill = 0;
  #nextTick = 0;

  constructor(options: CallsStreamOptions) {
    this.#options = options;
    this.#sender = new AckedSender("calls", options.line);
  }

  /** Begins with a full list again, or with what changes from now on. */
  restart({ changesOnly }: { changesOnly: boolean }): void {
    this.#changed = new Set();
    this.#isListed = changesOnly;
    this.#isFull = !changesOnly;
    this.#toFill = 0;
  }

  note(calls: ReadonlySet<WatchedCall>): void {
    for (const call of calls) this.#changed.add(call);
    if (this.#changed.size > MAX_CHANGED) this.restart({ changesOnly: false });
  }

  /** Sends what is due. `tick` counts up by one each TICK_MS. */
  flush(tick: number): void {
    const hasNews = this.#isFull || this.#changed.size > 0;
    if (!hasNews || !this.#sender.isFree || tick < this.#nextTick) return;
    this.#sender.send(this.#message(tick));
  }

  async #message(tick: number): Promise<CallsMessage> {
    const full = this.#isFull;
    this.#isFull = false;
    if (!this.#isListed) await this.#readList();
    const due: WatchedCall[] = [];
    for (const call of this.#changed) {
      if (due.length >= MAX_ROWS) break;
      this.#changed.delete(call);
      due.push(call);
    }
    this.#toFill = Math.max(0, this.#toFill - due.length);
    const pause = this.#toFill > 0 ? 0 : Math.ceil((due.length * ROW_COST_MS) / TICK_MS);
    this.#nextTick = tick + Math.max(LEAST_TICKS, pause);
    const [changed, liveCount] = await Promise.all([
      Promise.all(due.map((call) => this.#options.rowOf(call))),
      this.#options.calls.count(),
    ]);
    return { full, changed, liveCount };
  }

  /** The list comes before later changes. */
  async #readList(): Promise<void> {
    this.#isListed = true;
    const list = await this.#options.calls.watchedCalls();
    this.#changed = new Set([...list, ...this.#changed]);
    this.#toFill = this.#changed.size;
  }
}
