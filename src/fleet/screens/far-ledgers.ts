/** Accounts of calls of other instances that somebody looks at: each look asks the owner for the next one. */
import type { Clock } from "../../base/clock.ts";
import type { CallNews } from "../../calls/port.ts";

type Ledgers = CallNews["ledgers"];

/** A console looks once a second. */
const ASK_EVERY_MS = 900;
/** What nobody looked at for so long is no news. */
const FORGOTTEN_AFTER_MS = 5_000;

interface Known {
  ledgers: Ledgers;
  askedAtMs: number;
}

export interface FarLedgersOptions {
  clock: Clock;
  /** Null where nobody has the call. */
  ask(callKey: string): Promise<Ledgers | null>;
}

export class FarLedgers {
  readonly #options: FarLedgersOptions;
  /** In the order of their last questions. */
  readonly #known = new Map<string, Known>();

  constructor(options: FarLedgersOptions) {
    this.#options = options;
  }

  of(callKey: string): Ledgers {
    const { clock } = this.#options;
    const nowMs = clock.now();
    for (const [oldest, { askedAtMs }] of this.#known) {
      if (nowMs - askedAtMs < FORGOTTEN_AFTER_MS) break;
      this.#known.delete(oldest);
    }
    const known = this.#known.get(callKey) ?? { ledgers: {}, askedAtMs: Number.NEGATIVE_INFINITY };
    if (nowMs - known.askedAtMs >= ASK_EVERY_MS) {
      known.askedAtMs = nowMs;
      this.#known.delete(callKey);
      this.#known.set(callKey, known);
      void this.#ask(callKey, known);
    }
    return known.ledgers;
  }

  async #ask(callKey: string, known: Known): Promise<void> {
    try {
      known.ledgers = (await this.#options.ask(callKey)) ?? known.ledgers;
    } catch {
      // The next look asks again.
    }
  }
}
