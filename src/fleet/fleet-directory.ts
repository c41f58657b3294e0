/**
 * Calls of all instances, in front of those that this one owns: events go to a call's owner wherever it is. What is read of
 * calls here (views, rows, pictures) is of those that live here.
 */
import type { CallEvent, Elsewhere } from "../actors/call/events.ts";
import type { OperatorDeed } from "../actors/call/operator-asks.ts";
import { policyOf } from "../actors/catalogue.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Signal } from "../base/signal.ts";
import { whileNeeded } from "../base/while-needed.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { ActionAnswer, Delivered, NewLine } from "../calls/port.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { RedisBackend } from "../jobs/queue-backend.ts";
import type { CallStore, StoredCall } from "../storage/port.ts";
import { callPrefix } from "../storage/redis/call-keys.ts";
import type { AskTopic, Bus, Topic } from "./bus.ts";
import { type CallJobs, openCallJobs } from "./call-jobs.ts";
import { connectCommands, whenReady } from "./fleet-connections.ts";
import { type Mail, Mailbox, type Place, type ReceivedMail } from "./mailbox.ts";
import { OwnedCalls } from "./owned-calls.ts";
import { BELL, PostOffice } from "./post-office.ts";
import { settling } from "./settling.ts";

/** Said by a call's owner to all when it has taken the call. */
const OWNER: Topic<{ callKey: string; epoch: number }> = { name: "owner" };

const ACT: AskTopic<{ callKey: string; action: OperatorDeed; operator: string }, ActionAnswer> = {
  name: "act",
};
const ACT_DEADLINE_MS = 10_000;
const MOVING = "the call is moving to another instance; try again in some seconds";
/** Until then a connection that was just begun may take to be there. */
const CONNECT_DEADLINE_MS = 5_000;
/** What an instance that leaves has still to say to calls. */
const LAST_MAIL = { stuckMs: 1_000, mostMs: 5_000 };
/** For bells that were lost. */
const POLL_MS = 5_000;
/** Calls whose owners are remembered. */
const MAX_OWNERS = 20_000;

/** What belongs to calls and lives beside their events, on whichever instance. */
export interface FleetHooks {
  /** An event of this instance, before it goes to its call. */
  heardHere?(ref: CallRef, event: CallEvent): void;
  /** An event for a call that is owned here, before the call hears it. */
  beforeEvent?(callKey: string, event: CallEvent, from: string): void;
  /** What other instances have of a call that is taken over. Never rejects. */
  elsewhere?(callKey: string): Promise<Elsewhere>;
  /** A call is owned here from now on, and has heard all that waited for it. */
  owned?(callKey: string): void;
  /** A call leaves this instance and lives on. */
  left?(callKey: string): void;
}

export interface FleetDirectoryOptions {
  backend: RedisBackend;
  bus: Bus;
  local: LocalDirectory;
  /** Keys of local calls that are over and stored. */
  ended: Pick<Signal<string>, "on">;
  store: Pick<CallStore, "get">;
  hooks: FleetHooks;
  maxCalls: number;
  clock: Clock;
  logger: Logger;
  /** Shorter ones for tests. */
  lockMs?: number;
  stalledCheckMs?: number;
}

export class FleetDirectory {
  readonly #options: FleetDirectoryOptions;
  readonly #owned: OwnedCalls;
  readonly #post: PostOffice;
  readonly #mailbox: Mailbox;
  readonly #jobs: CallJobs;
  readonly #settling: ReturnType<typeof settling>;
  readonly #connected: () => Promise<void>;
  readonly #owners = new Map<string, { instance: string; epoch?: number }>();
  readonly #closers: (() => void)[] = [];

  /** The local directory's `ownershipOf` is to ask this one. */
  constructor(options: FleetDirectoryOptions) {
    this.#options = options;
    const { backend, bus, local, clock, logger, hooks } = options;
    const redis = connectCommands({ ...backend, logger });
    this.#connected = () => whenReady(redis, clock, CONNECT_DEADLINE_MS);
    const { redisUrl, keyPrefix = "sidetone" } = backend;
    const prefixOf = (callKey: string) => callPrefix(redisUrl, keyPrefix, callKey);
    this.#mailbox = new Mailbox({ redis, prefixOf, instanceId: bus.instanceId });
    const polling = whileNeeded(clock, POLL_MS, () => this.#readAllMail());
    this.#owned = new OwnedCalls({
      ...options,
      instance: bus.instanceId,
      mailbox: this.#mailbox,
      elsewhere: async (callKey) => hooks.elsewhere?.(callKey),
      onLeft: (callKey) => hooks.left?.(callKey),
      deliver: (ref, received) => this.#hear(ref, received),
      onOwned: (callKey, epoch) => {
        this.#noteOwner(callKey, bus.instanceId, epoch);
        polling.begin();
        bus.shout(OWNER, { callKey, epoch });
        hooks.owned?.(callKey);
      },
    });
    this.#jobs = openCallJobs({ ...options, run: (...job) => this.#owned.run(...job) });
    this.#post = new PostOffice({
      ...{ mailbox: this.#mailbox, jobs: this.#jobs, bus, clock },
      deliverHere: (callKey, mail) => this.#deliverHere(callKey, mail),
      catchUp: (callKey) => this.#owned.catchUp(callKey),
      onOwner: (callKey, instance) => this.#noteOwner(callKey, instance),
    });
    this.#settling = settling({
      ...{ bus, clock },
      placeOf: (callKey) => this.placeOf(callKey),
      catchUp: (callKey) => this.#owned.catchUp(callKey),
    });
    this.#closers.push(
      this.#settling.close,
      bus.on(BELL, ({ callKey }) => this.#readMail(callKey)),
      bus.onShout(OWNER, ({ callKey, epoch }, from) => this.#noteOwner(callKey, from, epoch)),
      bus.onConnection((isConnected) => isConnected && this.#readAllMail()),
      bus.onAsk(ACT, ({ callKey, action, operator }) => local.act(callKey, action, operator)),
      () => polling.stop(),
      () => redis.disconnect(),
    );
  }

  ownershipOf(callKey: string): StoredCall["ownership"] {
    return this.#owned.ownershipOf(callKey);
  }

  /** Undefined if this instance has not heard of one. */
  ownerOf(callKey: string): string | undefined {
    return this.#owners.get(callKey)?.instance;
  }

  /** Of the newest ownership that this instance has or heard of. */
  epochOf(callKey: string): number | undefined {
    return this.#owned.ownershipOf(callKey)?.epoch ?? this.#owners.get(callKey)?.epoch;
  }

  /** As Redis has it now. Rejects with what Redis says. */
  placeOf(callKey: string): Promise<Place> {
    return this.#mailbox.placeOf(callKey);
  }

  /**
   * Resolves once the call's owner has handled what was sent from here, and what it ordered of this instance is here; five
   * seconds after Redis has it anyway. Never rejects.
   */
  async settled(callKey: string): Promise<void> {
    if (this.#isHere(callKey)) return;
    await this.#post.sent(callKey);
    await this.#settling.settled(callKey);
  }

  /** Events that wait for Redis. */
  waiting(): number {
    return this.#post.waiting();
  }

  send(ref: CallRef, event: CallEvent): Promise<Delivered> {
    this.#options.hooks.heardHere?.(ref, event);
    return this.#send(ref.callKey, { ref, event }, policyOf(event.type).begins === true);
  }

  sendTo(callKey: string, event: CallEvent): Promise<Delivered> {
    return this.#send(callKey, { event }, false);
  }

  /** The same, to the owner that Redis knows: this instance may have lost the call and not have heard of it yet. */
  tellOwner(callKey: string, event: CallEvent): Promise<Delivered> {
    return this.#post.send(callKey, { event }, { byMailbox: true });
  }

  /** Mail to another instance's call is stored as soon as Redis has it. */
  async sendStored(ref: CallRef, event: CallEvent): Promise<Delivered> {
    if (!this.#isHere(ref.callKey)) return await this.send(ref, event);
    this.#options.hooks.heardHere?.(ref, event);
    return await this.#options.local.sendStored(ref, event);
  }

  async note(callKey: string, line: NewLine, event?: CallEvent): Promise<void> {
    const { local } = this.#options;
    if (this.#isHere(callKey)) return await local.note(callKey, line, event);
    const mail: Mail = event === undefined ? { line } : { event };
    const delivered = await this.#post.send(callKey, mail);
    if (delivered !== "taken") await local.note(callKey, line);
  }

  async act(callKey: string, action: OperatorDeed, operator: string): Promise<ActionAnswer> {
    const { bus, local } = this.#options;
    if (this.#isHere(callKey)) return await local.act(callKey, action, operator);
    const { state, instance } = await this.#mailbox.placeOf(callKey);
    if (state === "waiting") return { outcome: "refused", reason: MOVING };
    if (state === "nowhere") return { outcome: "unknown" };
    return await bus.ask(instance, ACT, { callKey, action, operator }, ACT_DEADLINE_MS);
  }

  /**
   * Calls that go on by their records get a job where they have none: those of a version without jobs, and of a Redis that
   * lost its data. Rejects with what Redis says.
   */
  async adopt(unfinished: readonly StoredCall[]): Promise<void> {
    if (unfinished.length > 0) await this.#connected();
    for (const { callKey, vendorCallId, source } of unfinished) {
      const life = await this.#mailbox.adopt(callKey);
      await this.#jobs.add({ callKey, vendorCallId, source }, life);
    }
  }

  /** Leaves each call to another instance, with all that it has heard and what this one has sent it. */
  async close(): Promise<void> {
    const closing = this.#jobs.close();
    this.#owned.leave();
    await closing;
    await this.#post.emptied(LAST_MAIL);
    this.#end();
  }

  /** For tests: as the process's death would. */
  async kill(): Promise<void> {
    this.#end();
    await this.#jobs.kill();
  }

  #end(): void {
    for (const close of this.#closers.splice(0)) close();
  }

  #isHere(callKey: string): boolean {
    return this.#owned.isOpen(callKey) && !this.#post.isBusy(callKey);
  }

  #send(callKey: string, mail: Mail, begins: boolean): Promise<Delivered> {
    const here = this.#post.isBusy(callKey) ? null : this.#deliverHere(callKey, mail);
    return here ?? this.#post.send(callKey, mail, { begins });
  }

  #deliverHere(callKey: string, mail: Mail): Promise<Delivered> | null {
    if (!this.#owned.isOpen(callKey)) return null;
    return this.#tell(callKey, mail, mail.ref, this.#options.bus.instanceId);
  }

  async #hear(ref: CallRef, { from, mail }: ReceivedMail): Promise<void> {
    const delivered = await this.#tell(ref.callKey, mail, mail.ref, from);
    if (delivered === "full") this.#options.logger.warn({ callKey: ref.callKey }, "a call finds no place");
  }

  #tell(callKey: string, mail: Mail, ref: CallRef | undefined, from: string): Promise<Delivered> {
    const { local, hooks } = this.#options;
    if ("line" in mail) return local.note(callKey, mail.line).then(() => "taken");
    hooks.beforeEvent?.(callKey, mail.event, from);
    return ref === undefined ? local.sendTo(callKey, mail.event) : local.send(ref, mail.event);
  }

  /** Without an epoch: as told by the call's mailbox. */
  #noteOwner(callKey: string, instance: string, epoch = this.#owners.get(callKey)?.epoch): void {
    this.#owners.delete(callKey);
    this.#owners.set(callKey, { instance, ...(epoch === undefined ? {} : { epoch }) });
    const [oldest] = this.#owners.keys();
    if (this.#owners.size > MAX_OWNERS && oldest !== undefined) this.#owners.delete(oldest);
  }

  /** A failure is made good by the next look. */
  #readMail(callKey: string): void {
    this.#owned.catchUp(callKey).catch(() => {});
  }

  /** True while calls are owned here. */
  #readAllMail(): boolean {
    const owned = this.#owned.keys();
    for (const callKey of owned) this.#readMail(callKey);
    return owned.length > 0;
  }
}
