/** One call for one console: its row, the lines the console does not have yet, and its accounts. */
import type { WatchedCall } from "../../calls/port.ts";
import type { CallMessage } from "../../contract/feed.ts";
import { AckedSender, type ConsoleLine } from "./acked-sender.ts";
import { ticksIn } from "./pace.ts";
import type { LedgersBySpeaker } from "./source.ts";

const MAX_LINES = 200;
/** Audio moves the accounts without any event. */
const LEDGER_TICKS = ticksIn(1_000);

export interface CallStreamOptions {
  call: WatchedCall;
  /** The last line the console has. */
  afterLine: number;
  line: ConsoleLine;
  ledgersOf(callKey: string): LedgersBySpeaker;
}

export class CallStream {
  readonly #options: CallStreamOptions;
  readonly #sender: AckedSender<"call">;
  #afterLine: number;
  #hasNews = true;
  /** Counts what the console said it has. */
  #round = 0;
  #isOver = false;
  /** As sent last: a call that has ended may have none any more. */
  #ledgers: LedgersBySpeaker = {};
  #ledgerTick = 0;

  constructor(options: CallStreamOptions) {
    this.#options = options;
    this.#sender = new AckedSender("call", options.line);
    this.#afterLine = options.afterLine;
  }

  /** True once the call's end was sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The console says again what it has. */
  restart(afterLine: number): void {
    this.#afterLine = afterLine;
    this.#hasNews = true;
    this.#round += 1;
  }

  note(calls: ReadonlySet<WatchedCall>): void {
    if (calls.has(this.#options.call)) this.#hasNews = true;
  }

  flush(tick: number): void {
    if (this.#isOver || !this.#sender.isFree) return;
    if (!this.#hasNews && !this.#haveLedgersMoved(tick)) return;
    this.#hasNews = false;
    this.#sender.send(this.#message());
  }

  /** Null if the console has meanwhile said again what it has. */
  async #message(): Promise<CallMessage | null> {
    const { call, ledgersOf } = this.#options;
    const { callKey } = call.ref;
    const round = this.#round;
    const { summary, lines: news, missed, ledgers } = await call.news(this.#afterLine);
    if (round !== this.#round) return null;
    const lines = news.slice(0, MAX_LINES);
    this.#afterLine = lines.at(-1)?.line ?? this.#afterLine;
    if (lines.length < news.length) this.#hasNews = true;
    this.#isOver = !summary.live && !this.#hasNews;
    this.#ledgers = { ...this.#ledgers, ...ledgers, ...ledgersOf(callKey) };
    return { callKey, summary, lines, missed, ledgers: this.#ledgers };
  }

  #haveLedgersMoved(tick: number): boolean {
    if (tick < this.#ledgerTick) return false;
    this.#ledgerTick = tick + LEDGER_TICKS;
    const { call, ledgersOf } = this.#options;
    const ledgers = { ...this.#ledgers, ...ledgersOf(call.ref.callKey) };
    return JSON.stringify(ledgers) !== JSON.stringify(this.#ledgers);
  }
}
