/** One run of the delivery code, in which nothing happens but the steps it is told to take. */
import { conversationRefOf } from "../../src/assist/conversation.ts";
import type { AssistSuggestion } from "../../src/assist/event.ts";
import type { Clock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createDelivery, type Delivery } from "../../src/delivery/delivery.ts";
import { createMemoryDeliveryLog } from "../../test/support/memory-delivery-log.ts";
import { RecordingCallDirectory } from "../../test/support/recording-call-directory.ts";
import { Gates } from "./gates.ts";
import type { Run } from "./run-walk.ts";

export interface DeliveryScenario {
  name: string;
  /** Message ids in no particular order; one that occurs twice comes twice. */
  events: readonly string[];
  /** For each desktop how often it joins, each time with the last sequence it has. */
  desktops: readonly number[];
  /** How often the log may fail. */
  faults: number;
}

interface Page {
  seen: number[];
  joinsLeft: number;
  detach: (() => void) | null;
  /** The sequence it joined with, and whether a reading was answered since. */
  joinedAfter: number;
  hasRead: boolean;
  /** Sequences told of since the feed was last at rest. */
  told: number[];
  /** Pauses since something came. */
  pauses: number;
}

const CONVERSATION = "projects/p/locations/l/conversations/c";
const ROOM = "projects/p/conversations/c";
/** Longer than any chain of promises a step sets off. */
const TURNS = 40;
/** Timers shorter than this are pauses before another try; the others are deadlines, which do not come to pass here. */
const LONGEST_PAUSE_MS = 1_000;
/** How often an event is brought again, and a desktop that was dropped comes back: beyond what the faults can cause. */
const MOST_REPEATS = 4;

const silent = createLogger("silent");

export class DeliveryRun implements Run {
  readonly log = createMemoryDeliveryLog();
  readonly #delivery: Delivery;
  readonly #gates = new Gates("the log is away");
  readonly #pauses = new Map<number, () => void>();
  readonly #pages: Page[];
  readonly #events: { messageId: string; triesLeft: number; isUnderWay: boolean; isTaken: boolean }[];
  /** Events under way, in the order in which they came. */
  #queue: number[] = [];
  #faultsLeft: number;
  #timers = 0;
  #lastOpened = "";
  #loggedBefore = 0;
  /** The desktop whose step this is; null if it may be anybody's. */
  #reading: number | null = null;
  readonly #order: number[] = [];

  constructor({ events, desktops, faults }: DeliveryScenario) {
    this.#faultsLeft = faults;
    this.#events = events.map((messageId) => ({
      messageId,
      triesLeft: MOST_REPEATS,
      isUnderWay: false,
      isTaken: false,
    }));
    this.#pages = desktops.map((joins) => ({
      seen: [],
      joinsLeft: joins,
      detach: null,
      joinedAfter: 0,
      hasRead: false,
      told: [],
      pauses: 0,
    }));
    this.log.beforeAppend = (_, entry) => this.#gates.wait(`log: append ${entry.messageId}`, "");
    this.log.beforeRead = (_, after) =>
      this.#gates.wait(`log: read for desktop ${this.#readerOf(after)}`, String(after));
    this.log.beforeAnswer = () =>
      this.#gates.wait(`${this.#lastOpened}, answer`, `${this.#logged()} of ${this.#loggedBefore}`);
    this.#delivery = createDelivery({
      log: this.log,
      calls: new RecordingCallDirectory(),
      clock: this.#clock(),
      logger: silent,
      limits: {
        replayPageSize: 1,
        maxPendingPerDesktop: 1,
        firstReadRetryMs: 1,
        maxReadRetryMs: 1,
        maxReadAttempts: 2,
      },
    });
  }

  steps(): string[] {
    const steps: string[] = [];
    const offered = new Set<string>();
    this.#events.forEach(({ messageId, isUnderWay, isTaken, triesLeft }, at) => {
      if (isUnderWay || isTaken || triesLeft === 0 || offered.has(messageId)) return;
      offered.add(messageId);
      steps.push(`event ${messageId} comes (${at})`);
    });
    this.#pages.forEach(({ detach, joinsLeft }, at) => {
      if (detach === null && joinsLeft > 0) steps.push(`desktop ${at} joins`);
      if (detach !== null && joinsLeft > 0) steps.push(`desktop ${at} leaves`);
    });
    steps.push(...this.#gates.steps(this.#faultsLeft));
    if (this.#pauses.size > 0) steps.push("pause is over");
    return steps;
  }

  async take(step: string): Promise<void> {
    this.#loggedBefore = this.#logged();
    const seenBefore = this.#pages.map(({ seen }) => seen.length);
    const [, reader] = /desktop (\d+)/.exec(step) ?? [];
    this.#reading = reader === undefined ? null : Number(reader);
    const [, desktop, what] = /^desktop (\d+) (joins|leaves)$/.exec(step) ?? [];
    const [, event] = /^event \S+ comes \((\d+)\)$/.exec(step) ?? [];
    if (event !== undefined) this.#bring(Number(event));
    else if (what === "joins") this.#join(Number(desktop));
    else if (what === "leaves") this.#leave(Number(desktop));
    else if (step === "pause is over") {
      const [first] = this.#pauses;
      if (first) this.#pauses.delete(first[0]);
      first?.[1]();
    } else this.#openGate(step);
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
    for (const [at, page] of this.#pages.entries()) this.#keepBooks(page, at, step, seenBefore[at] ?? 0);
  }

  key(): string {
    const events = this.#events.map(({ triesLeft, isTaken }) => [triesLeft, isTaken]);
    const entries = this.log.entries(ROOM).map(({ messageId }) => messageId);
    const pages = this.#pages.map((page) => ({
      ...page,
      seen: page.seen.length,
      detach: page.detach !== null,
    }));
    const gates = this.#gates.described;
    return JSON.stringify([events, this.#queue, entries, pages, gates, this.#pauses.size, this.#faultsLeft]);
  }

  /** A desktop that saw something twice, or not in order, or with a gap. */
  wrong(): string | null {
    const at = this.#pages.findIndex(({ seen }) => seen.some((sequence, index) => sequence !== index + 1));
    return at < 0 ? null : `desktop ${at} saw ${this.#pages[at]?.seen.join(", ")}`;
  }

  missing(): string | null {
    const logged = this.log.entries(ROOM).length;
    const wanted = new Set(this.#events.map(({ messageId }) => messageId)).size;
    if (logged !== wanted) return `the log holds ${logged} of ${wanted} events`;
    const at = this.#pages.findIndex(({ seen }) => seen.length !== logged);
    return at < 0 ? null : `desktop ${at} saw ${this.#pages[at]?.seen.length} of ${logged} events`;
  }

  #logged(): number {
    return this.log.entries(ROOM).length;
  }

  #keepBooks(page: Page, at: number, step: string, seenBefore: number): void {
    if (page.seen.length > seenBefore) page.pauses = 0;
    else if (step === "pause is over") page.pauses += 1;
    if (/append \S+, answer$/.test(step)) page.told.push(this.#logged());
    if (step.startsWith(`log: read for desktop ${at}`) && step.endsWith("answer")) page.hasRead = true;
    const isBusy = this.#pauses.size > 0 || this.#gates.has(`desktop ${at}`);
    if (!isBusy || page.detach === null) page.told = [];
  }

  #bring(at: number): void {
    const event = this.#events[at];
    if (event === undefined) return;
    event.isUnderWay = true;
    this.#queue.push(at);
    const leaveQueue = () => {
      this.#queue = this.#queue.filter((waiting) => waiting !== at);
    };
    event.triesLeft -= 1;
    const suggestion: AssistSuggestion = {
      type: "suggestion",
      conversation: conversationRefOf(CONVERSATION),
      id: event.messageId,
      publishedAt: "2026-01-01T00:00:00Z",
      features: [],
      suggestions: [],
      raw: null,
    };
    this.#delivery.accept(suggestion).then(
      () => {
        event.isTaken = true;
        leaveQueue();
      },
      () => {
        event.isUnderWay = false;
        leaveQueue();
      },
    );
  }

  #join(at: number): void {
    const page = this.#pages[at];
    if (page === undefined) return;
    page.joinsLeft -= 1;
    page.joinedAfter = page.seen.at(-1) ?? 0;
    page.hasRead = false;
    page.pauses = 0;
    if (this.#order.includes(at)) this.#order.splice(this.#order.indexOf(at), 1);
    this.#order.push(at);
    page.detach = this.#delivery.attach({
      room: ROOM,
      after: page.seen.at(-1) ?? 0,
      send: ({ sequence }) => {
        if (sequence !== null) page.seen.push(sequence);
      },
      onFailed: () => {
        page.detach = null;
        page.joinsLeft += 1;
      },
    });
  }

  #leave(at: number): void {
    const page = this.#pages[at];
    page?.detach?.();
    if (page) page.detach = null;
  }

  /** Readings do not say for whom; of desktops at the same place the one that joined first is told first. */
  #readerOf(after: number): number {
    if (this.#reading !== null) return this.#reading;
    const isFree = (at: number) => !this.#gates.has(`desktop ${at}`);
    const isThere = (at: number) => (this.#pages[at]?.seen.at(-1) ?? 0) === after;
    return this.#order.find((at) => isFree(at) && isThere(at)) ?? this.#order.find(isFree) ?? 0;
  }

  #openGate(step: string): void {
    const { name, isFault } = this.#gates.take(step);
    this.#lastOpened = name;
    if (isFault) this.#faultsLeft -= 1;
  }

  #clock(): Clock {
    return {
      now: () => 0,
      setTimeout: (fn, timeoutMs) => {
        this.#timers += 1;
        if (timeoutMs < LONGEST_PAUSE_MS) this.#pauses.set(this.#timers, fn);
        return this.#timers;
      },
      clearTimeout: (id) => this.#pauses.delete(id as number),
    };
  }
}
