/** Brings this instance's mail to the owners of calls: in order for each call, once, and until Redis has it. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { insist } from "../base/insist.ts";
import type { Delivered } from "../calls/port.ts";
import type { Bus, Topic } from "./bus.ts";
import type { CallJobs } from "./call-jobs.ts";
import type { Mail, Mailbox, Posted } from "./mailbox.ts";

/** There is mail for a call that the receiver owns. */
export const BELL: Topic<{ callKey: string }> = { name: "bell" };

/** Events that wait for Redis, of all calls together. */
const MAX_WAITING = 10_000;
/** As long as the replay buffer of a call's audio. */
const GIVE_UP_MS = 60_000;
const AGAIN = { firstMs: 50, maxMs: 1_000 };

export interface PostOfficeOptions {
  mailbox: Pick<Mailbox, "post">;
  jobs: Pick<CallJobs, "add">;
  bus: Pick<Bus, "instanceId" | "tell">;
  /** Gives it to the call if it is owned here and open; null if it is not. */
  deliverHere(callKey: string, mail: Mail): Promise<Delivered> | null;
  catchUp(callKey: string): Promise<unknown>;
  onOwner(callKey: string, instance: string): void;
  clock: Clock;
}

export interface MailWay {
  /** It may begin a call. */
  begins?: boolean;
  /** Also where the call is taken to be owned here. */
  byMailbox?: boolean;
}

export class PostOffice {
  readonly #options: PostOfficeOptions;
  /** Of each call the last mail that is on its way. */
  readonly #tails = new Map<string, Promise<unknown>>();
  #number = 0;
  #waiting = 0;

  constructor(options: PostOfficeOptions) {
    this.#options = options;
  }

  /** Something to the call is on its way; what comes now comes after it. */
  isBusy(callKey: string): boolean {
    return this.#tails.has(callKey);
  }

  /** Resolves once what was sent to the call is in its mailbox, or given up. Never rejects. */
  async sent(callKey: string): Promise<void> {
    await this.#tails.get(callKey)?.catch(() => {});
  }

  waiting(): number {
    return this.#waiting;
  }

  /** Resolves once nothing waits for Redis any more, nothing of it has got there for `stuckMs`, or after `mostMs`. Never rejects. */
  async emptied({ stuckMs, mostMs }: { stuckMs: number; mostMs: number }): Promise<void> {
    const { clock } = this.#options;
    const endMs = clock.now() + mostMs;
    for (let before = Number.POSITIVE_INFINITY; this.#waiting > 0 && this.#waiting < before; ) {
      if (clock.now() >= endMs) return;
      before = this.#waiting;
      const all = Promise.allSettled(this.#tails.values());
      await withDeadline(clock, stuckMs, all, "Mail to calls").catch(() => {});
    }
  }

  /** full: Redis has not taken it within a minute, or too much waits. Never rejects. */
  send(callKey: string, mail: Mail, way: MailWay = {}): Promise<Delivered> {
    if (this.#waiting >= MAX_WAITING) return Promise.resolve("full");
    this.#waiting += 1;
    const before = this.#tails.get(callKey);
    const sent = (before === undefined ? Promise.resolve() : before.catch(() => {}))
      .then(() => this.#deliver(callKey, mail, way))
      .finally(() => {
        this.#waiting -= 1;
        if (this.#tails.get(callKey) === sent) this.#tails.delete(callKey);
      });
    this.#tails.set(callKey, sent);
    return sent;
  }

  async #deliver(
    callKey: string,
    mail: Mail,
    { begins = false, byMailbox = false }: MailWay,
  ): Promise<Delivered> {
    const { mailbox, jobs, bus, deliverHere, catchUp, onOwner, clock } = this.#options;
    const here = byMailbox ? null : deliverHere(callKey, mail);
    if (here !== null) return here;
    this.#number += 1;
    const number = this.#number;
    const untilMs = clock.now() + GIVE_UP_MS;
    const posted = await this.#insist(untilMs, () => mailbox.post(callKey, mail, { number, begins }));
    if (posted === null) return "full";
    const { state, instance, life }: Posted = posted;
    if (state === "unknown") return "unknown";
    if (state === "waiting" && mail.ref !== undefined) {
      const { ref } = mail;
      await this.#insist(untilMs, () => jobs.add(ref, life));
    }
    if (instance === "") return "taken";
    onOwner(callKey, instance);
    // It does not matter whether these succeed: owners look at their mail from time to time.
    if (instance === bus.instanceId) await catchUp(callKey).catch(() => {});
    else bus.tell(instance, BELL, { callKey }).catch(() => {});
    return "taken";
  }

  /** Null where it is given up. */
  async #insist<T>(untilMs: number, work: () => Promise<T>): Promise<T | null> {
    const { clock } = this.#options;
    return await insist(work, { clock, forMs: untilMs - clock.now(), pauses: AGAIN }).catch(() => null);
  }
}
