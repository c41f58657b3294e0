/** The mailboxes of calls, and who reads them: a call's one owner. */
import type { CallEvent } from "../actors/call/events.ts";
import type { NewLine } from "../calls/port.ts";
import type { CallRef } from "../contract/call-ref.ts";
import { ownershipKeys } from "../storage/redis/call-keys.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import { ADOPT_SCRIPT, LEAVE_SCRIPT, POST_SCRIPT, TAKE_SCRIPT } from "./mailbox-scripts.ts";

/** What a call is sent. `ref` is there where it may begin one. */
export type Mail = { ref?: CallRef } & ({ event: CallEvent } | { line: NewLine });

export interface ReceivedMail {
  /** Counts from 1 in each call. */
  id: number;
  /** The instance that sent it. */
  from: string;
  mail: Mail;
}

/** waiting: its job is to be added. unknown: there is no such call, and nothing was taken. */
export interface Posted {
  state: "owned" | "waiting" | "over" | "unknown";
  /** The owner, "" if there is none. */
  instance: string;
  life: number;
}

/** Where a call is: at its owner, waiting for one, or nowhere, as it does not live. */
export type Place =
  | { state: "owned"; instance: string }
  | { state: "waiting"; instance: null }
  | { state: "nowhere"; instance: null };

/** Longer than any call without a record or an event: records are stored every few seconds. */
const TIME_TO_LIVE_MS = 24 * 60 * 60 * 1_000;
const MAX_PER_READ = 200;

export interface MailboxOptions {
  redis: RedisClient;
  /** Before the keys of a call. */
  prefixOf(callKey: string): string;
  instanceId: string;
}

/** Methods reject with what Redis says; `post` may be said again after that. */
export class Mailbox {
  readonly #options: MailboxOptions;

  constructor(options: MailboxOptions) {
    this.#options = options;
  }

  /** `number` grows with each mail of this instance. */
  async post(callKey: string, mail: Mail, options: { number: number; begins: boolean }): Promise<Posted> {
    const begins = options.begins ? 1 : 0;
    const values = [this.#options.instanceId, options.number, JSON.stringify({ v: 1, ...mail }), begins];
    const reply = await this.#run(POST_SCRIPT, callKey, [...values, TIME_TO_LIVE_MS]);
    const [state, instance, life] = reply as [Posted["state"], string, number];
    return { state, instance, life };
  }

  /** Gives the life of a call that goes on by its record; it waits for its job if nobody knows it. */
  async adopt(callKey: string): Promise<number> {
    return (await this.#run(ADOPT_SCRIPT, callKey, [TIME_TO_LIVE_MS])) as number;
  }

  /** Gives the epoch of this ownership, null where the job of this life has nothing to do any more. */
  async take(callKey: string, life: number): Promise<number | null> {
    const epoch = await this.#run(TAKE_SCRIPT, callKey, [this.#options.instanceId, life, TIME_TO_LIVE_MS]);
    return epoch === 0 ? null : (epoch as number);
  }

  /** Also one that this version cannot read counts as read. */
  async readAfter(callKey: string, id: number): Promise<ReceivedMail[]> {
    const { redis } = this.#options;
    const { mail } = this.#keys(callKey);
    const entries = await redis.xrange(mail, `${id + 1}-0`, "+", "COUNT", MAX_PER_READ);
    return entries.map(([entryId, [, from = "", , text = ""]]) => ({
      id: Number.parseInt(entryId, 10),
      from,
      mail: JSON.parse(text) as Mail,
    }));
  }

  /** more: there is mail after this one, and the call is still owned. lost: another one owns it. */
  async finish(callKey: string, epoch: number, lastRead: number): Promise<"done" | "more" | "lost"> {
    const reply = await this.#run(LEAVE_SCRIPT, callKey, [epoch, lastRead, "over"]);
    return reply === 1 ? "done" : reply === 0 ? "more" : "lost";
  }

  /** The call waits for another owner. */
  async handOver(callKey: string, epoch: number): Promise<void> {
    await this.#run(LEAVE_SCRIPT, callKey, [epoch, 0, "waiting"]);
  }

  async placeOf(callKey: string): Promise<Place> {
    const [state, instance] = await this.#options.redis.hmget(this.#keys(callKey).owner, "state", "instance");
    if (state === "owned" && instance) return { state, instance };
    return { state: state === "waiting" ? state : "nowhere", instance: null };
  }

  #keys(callKey: string) {
    return ownershipKeys(this.#options.prefixOf(callKey), callKey);
  }

  #run(script: string, callKey: string, values: (string | number)[]): Promise<unknown> {
    const { owner, mail } = this.#keys(callKey);
    return this.#options.redis.eval(script, 2, owner, mail, ...values);
  }
}
