/**
 * When streams send what they have. A whole piece is sent in the turn in which it came. Chunks that are smaller are joined under
 * load: one timer serves all of them, so that one message brings several. While few come, each is sent at once, too.
 */
import type { Clock } from "../base/clock.ts";
import { ChunkRate } from "./chunk-rate.ts";

/** Chunks a second from which sending each small one by itself costs more than joining: 20 legs with chunks of 20 ms. */
export const BUSY_FROM = 1_000;

/** One stream's place at the tick. */
export interface TickSeat {
  /**
   * New audio: its listener is called soon, once. Costs nothing where that is asked for already. `isWhole`: there is enough of it
   * for a piece, so that a wait would join nothing. One that waits for a beat already goes on waiting for it.
   */
  request(isWhole: boolean): void;
  /** It could not send all now: its listener is called at the next beat. */
  requestLater(): void;
  /** Its listener is not called any more. */
  leave(): void;
}

export interface FlushTickOptions {
  clock: Clock;
  intervalMs: number;
  /** Chunks a second from which small ones are joined. 0: always. */
  busyFrom?: number;
}

/** Beats at most every `intervalMs`, and holds a timer only while somebody waits for a beat. */
export class FlushTick {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #rate: ChunkRate;
  #seats = 0;
  /** Only those who asked: most legs are silent at most beats, and to look at each costs more than its audio. */
  #due: Seat[] = [];
  #prompt: Seat[] = [];
  #timer: unknown;
  /** Of the last beat. A late one is made up for, so that the average stays one message per interval. */
  #dueAtMs = Number.NEGATIVE_INFINITY;

  constructor({ clock, intervalMs, busyFrom = BUSY_FROM }: FlushTickOptions) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#rate = new ChunkRate(clock, busyFrom);
  }

  /** A listener must not throw. It is told whether small pieces may go. */
  join(listener: (isPrompt: boolean) => void): TickSeat {
    this.#seats += 1;
    return new Seat(listener, {
      noteAudio: () => this.#rate.note(),
      ask: (seat, isDue) => this.#ask(seat, isDue),
      isSlow: () => this.#rate.isSlow,
      left: () => this.#left(),
    });
  }

  /** How many have joined and not left. */
  get seats(): number {
    return this.#seats;
  }

  #left(): void {
    this.#seats -= 1;
    if (this.#seats > 0) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = [];
  }

  /** `isDue`: in this turn; else at the next beat. */
  #ask(seat: Seat, isDue: boolean): void {
    if (isDue) {
      this.#prompt.push(seat);
      if (this.#prompt.length === 1) queueMicrotask(() => this.#sendPromptly());
      return;
    }
    this.#due.push(seat);
    if (this.#timer === undefined) this.#arm();
  }

  #sendPromptly(): void {
    const prompt = this.#prompt;
    this.#prompt = [];
    const isPrompt = this.#rate.isSlow;
    for (const seat of prompt) seat.hear(isPrompt);
  }

  #arm(): void {
    const now = this.#clock.now();
    const delayMs = Math.min(Math.max(this.#dueAtMs + this.#intervalMs - now, 1), this.#intervalMs);
    this.#dueAtMs = now + delayMs;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      const due = this.#due;
      this.#due = [];
      const isPrompt = this.#rate.isSlow;
      for (const seat of due) seat.hear(isPrompt);
    }, delayMs);
  }
}

/** What a seat tells its tick. */
interface SeatReports {
  noteAudio(): void;
  ask(seat: Seat, isDue: boolean): void;
  isSlow(): boolean;
  left(): void;
}

class Seat implements TickSeat {
  readonly #listener: (isPrompt: boolean) => void;
  readonly #reports: SeatReports;
  #isRequested = false;
  #hasLeft = false;

  constructor(listener: (isPrompt: boolean) => void, reports: SeatReports) {
    this.#listener = listener;
    this.#reports = reports;
  }

  request(isWhole: boolean): void {
    this.#reports.noteAudio();
    this.#requestOnce(isWhole || this.#reports.isSlow());
  }

  requestLater(): void {
    this.#requestOnce(false);
  }

  hear(isPrompt: boolean): void {
    this.#isRequested = false;
    if (!this.#hasLeft) this.#listener(isPrompt);
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#reports.left();
  }

  #requestOnce(isDue: boolean): void {
    if (this.#isRequested || this.#hasLeft) return;
    this.#isRequested = true;
    this.#reports.ask(this, isDue);
  }
}
