/** The list of calls for one console: first all live ones, then each that changed, once, with its newest row. */
import type { CallSummary } from "../../contract/call-summary.ts";
import { AckedSender, type SendToConsole } from "./acked-sender.ts";
import { TICK_MS } from "./pace.ts";
import type { WatchableCall } from "./source.ts";

const MAX_ROWS = 500;
/** The list moves at most four times a second. */
const LEAST_TICKS = 250 / TICK_MS;
/** A row costs CPU here and there: however busy the calls are, a console gets at most 500 rows a second. */
const ROW_COST_MS = 2;
/** A console so far behind gets the whole list again. */
const MAX_CHANGED = 10_000;

export interface CallsStreamOptions {
  send: SendToConsole;
  /** All live calls. */
  list(): readonly WatchableCall[];
  /** The newest row, made once for all consoles. */
  rowOf(call: WatchableCall): CallSummary;
}

export class CallsStream {
  readonly #options: CallsStreamOptions;
  readonly #sender: AckedSender<"calls">;
  /** In order of their first change since they were last sent. */
  #changed = new Set<WatchableCall>();
  #isFull = true;
  /** Rows of the first list still to be sent. */
  #toFill = 0;
  #nextTick = 0;

  constructor(options: CallsStreamOptions) {
    this.#options = options;
    this.#sender = new AckedSender("calls", options.send);
    this.restart();
  }

  /** Begins with a full list again. */
  restart(): void {
    this.#changed = new Set(this.#options.list());
    this.#toFill = this.#changed.size;
    this.#isFull = true;
  }

  note(calls: ReadonlySet<WatchableCall>): void {
    for (const call of calls) this.#changed.add(call);
    if (this.#changed.size > MAX_CHANGED) this.restart();
  }

  /** Sends what is due. `tick` counts up by one each TICK_MS. */
  flush(tick: number): void {
    const hasNews = this.#isFull || this.#changed.size > 0;
    if (!hasNews || !this.#sender.isFree || tick < this.#nextTick) return;
    const changed: CallSummary[] = [];
    for (const call of this.#changed) {
      if (changed.length >= MAX_ROWS) break;
      this.#changed.delete(call);
      changed.push(this.#options.rowOf(call));
    }
    const full = this.#isFull;
    this.#isFull = false;
    this.#toFill = Math.max(0, this.#toFill - changed.length);
    const pause = this.#toFill > 0 ? 0 : Math.ceil((changed.length * ROW_COST_MS) / TICK_MS);
    this.#nextTick = tick + Math.max(LEAST_TICKS, pause);
    this.#sender.send({ full, changed, liveCount: this.#options.list().length });
  }
}
