/** What this instance has to say to others and Redis does not have yet: bounded, in order, and said once for each receiver. */
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import { messageText } from "./message.ts";

const MAX_WAITING = 10_000;
const MAX_WAITING_CHARACTERS = 32 * 1024 * 1024;
const MAX_PER_WRITE = 200;
/** A message that waited longer would find an inbox that was given up. */
const MAX_WAIT_MS = 120_000;
/** An inbox lives for so long after its last message, and keeps so many. */
const INBOX_TIME_TO_LIVE_MS = 120_000;
const MAX_INBOX = 50_000;
const AGAIN = { firstMs: 50, maxMs: 1_000 };
const CLOSE_DEADLINE_MS = 1_000;

/** All or nothing, so that what is said again after a failure comes in order. KEYS: inbox. ARGV: time to live, most, texts. */
const PUT_SCRIPT = `
for i = 3, #ARGV do redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'm', ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`;

interface Waiting {
  text: string;
  untilMs: number;
  resolve(): void;
  reject(error: SidetoneError): void;
}

interface Receiver {
  last: number;
  waiting: Waiting[];
  isWriting: boolean;
}

export interface OutboxOptions {
  redis: RedisClient;
  inboxOf(instanceId: string): string;
  from: string;
  clock: Clock;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #receivers = new Map<string, Receiver>();
  /** Ends the waits between two tries. */
  readonly #pauses = new Set<() => void>();
  #count = 0;
  #characters = 0;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    options.redis.on("ready", () => this.#endPauses());
  }

  put(to: string, topic: string, message: unknown): Promise<void> {
    const { from, clock } = this.#options;
    if (this.#isClosed) return Promise.reject(closed());
    if (this.#count >= MAX_WAITING || this.#characters >= MAX_WAITING_CHARACTERS) {
      return Promise.reject(
        new SidetoneError("LIMIT_EXCEEDED", "too much waits for Redis", { retryable: true }),
      );
    }
    const receiver = this.#receivers.get(to) ?? { last: 0, waiting: [], isWriting: false };
    this.#receivers.set(to, receiver);
    receiver.last += 1;
    const text = messageText({ from, topic, message, number: receiver.last });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    receiver.waiting.push({ text, untilMs: clock.now() + MAX_WAIT_MS, resolve, reject });
    this.#count += 1;
    this.#characters += text.length;
    if (!receiver.isWriting) void this.#write(to, receiver);
    return promise;
  }

  waiting(): number {
    return this.#count;
  }

  /** Waits a moment for what Redis may still take. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const { clock, redis } = this.#options;
    const untilMs = clock.now() + CLOSE_DEADLINE_MS;
    while (this.#count > 0 && redis.status === "ready" && clock.now() < untilMs) await this.#pause(10);
    for (const receiver of this.#receivers.values()) this.#drop(receiver, receiver.waiting.length, closed);
    this.#endPauses();
  }

  async #write(to: string, receiver: Receiver): Promise<void> {
    const { redis, inboxOf, clock } = this.#options;
    receiver.isWriting = true;
    // What is put in the same turn goes in the same write.
    await Promise.resolve();
    for (let failures = 0; receiver.waiting.length > 0; ) {
      const late = receiver.waiting.filter(({ untilMs }) => untilMs <= clock.now()).length;
      this.#drop(receiver, late, tooLate);
      const part = receiver.waiting.slice(0, MAX_PER_WRITE);
      if (part.length === 0) break;
      try {
        const texts = part.map(({ text }) => text);
        await redis.eval(PUT_SCRIPT, 1, inboxOf(to), INBOX_TIME_TO_LIVE_MS, MAX_INBOX, ...texts);
        failures = 0;
        for (const { resolve } of this.#take(receiver, part.length)) resolve();
      } catch {
        failures += 1;
        await this.#pause(backOffMs(failures, AGAIN));
      }
    }
    receiver.isWriting = false;
  }

  #drop(receiver: Receiver, count: number, error: () => SidetoneError): void {
    for (const { reject } of this.#take(receiver, count)) reject(error());
  }

  #take(receiver: Receiver, count: number): Waiting[] {
    const taken = receiver.waiting.splice(0, count);
    this.#count -= taken.length;
    for (const { text } of taken) this.#characters -= text.length;
    return taken;
  }

  #pause(ms: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const end = () => {
        clock.clearTimeout(timer);
        this.#pauses.delete(end);
        resolve();
      };
      const timer = clock.setTimeout(end, ms);
      this.#pauses.add(end);
    });
  }

  #endPauses(): void {
    for (const end of [...this.#pauses]) end();
  }
}

function closed(): SidetoneError {
  return new SidetoneError("SHUTTING_DOWN", "this instance is leaving", { retryable: true });
}

function tooLate(): SidetoneError {
  return new SidetoneError("DEADLINE_EXCEEDED", "Redis did not take a message in time", { retryable: true });
}
