/**
 * One run of the book of episodes over a storage whose answers the walk controls, with calls that begin and end as the
 * directory's do. Nothing happens but the steps it is told to take.
 */
import type { Clock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { EpisodeBook } from "../../src/calls/episode-book.ts";
import { episodeNumberOf } from "../../src/calls/episode-key.ts";
import type { CallRef } from "../../src/contract/call-ref.ts";
import type { Episodes, StoredCall } from "../../src/storage/port.ts";
import { createMemoryEpisodes } from "../../test/support/memory-episodes.ts";
import { Gates } from "./gates.ts";
import type { Run } from "./run-walk.ts";

export interface EpisodeScenario {
  name: string;
  /** Legs that come, and CTI events. */
  legs: number;
  events: number;
  /** How often storage may fail, and the process be killed. */
  faults: number;
  restarts: number;
  /** How often a call may end with its conversation completed, and without one. */
  ends: number;
  emptyEnds: number;
}

/** opened: its conversation is open. over: Dialogflow has completed it. */
interface Life {
  state: "opened" | "empty" | "over";
  isStored: boolean;
}

const FIRST: CallRef = { callKey: "five9-1", vendorCallId: "1", source: "five9" };
/** Longer than any chain of promises a step sets off. */
const TURNS = 40;
const silent = createLogger("silent");
/** Deadlines do not come to pass here: storage answers, or fails. */
const clock: Clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} };

export class EpisodeRun implements Run {
  readonly #left: Record<"legs" | "events" | "faults" | "restarts" | "ends" | "emptyEnds", number>;
  readonly #memory = createMemoryEpisodes();
  /** Of all lives that have begun, by key. */
  readonly #lives = new Map<string, Life>();
  /** Keys of calls that go on in this process, those that its death left unfinished among them. */
  readonly #going = new Set<string>();
  readonly #gates = new Gates("storage is away");
  /** Legs and events that wait for an answer in this process. */
  #waiting: string[] = [];
  /** How the last call of each life ended here, for the key. */
  #told: string[] = [];
  /** What storage answered since nothing was under way: how far the book has come with a question. */
  #answers: string[] = [];
  #process = 1;
  #wrong: string | null = null;
  #book: EpisodeBook;

  constructor(scenario: EpisodeScenario, bookOf: (episodes: Episodes) => Episodes = (episodes) => episodes) {
    this.#left = { ...scenario };
    this.#bookOf = bookOf;
    this.#book = this.#open();
  }

  readonly #bookOf: (episodes: Episodes) => Episodes;

  steps(): string[] {
    const { legs, events, faults, restarts, ends, emptyEnds } = this.#left;
    const steps: string[] = [];
    if (legs > 0) steps.push("leg comes");
    if (events > 0) steps.push("event comes");
    for (const key of this.#going) {
      if (ends > 0) steps.push(`${key} ends`);
      if (emptyEnds > 0) steps.push(`${key} ends without a conversation`);
    }
    for (const [key, life] of this.#lives)
      if (!this.#going.has(key) && !life.isStored) steps.push(`record of ${key} is stored`);
    steps.push(...this.#gates.steps(faults));
    if (restarts > 0 && this.#lives.size > 0) steps.push("process is killed");
    return [...new Set(steps)];
  }

  async take(step: string): Promise<void> {
    const [, ended, how] = /^(\S+) ends( without a conversation)?$/.exec(step) ?? [];
    const [, stored] = /^record of (\S+) is stored$/.exec(step) ?? [];
    if (step === "leg comes") this.#leg();
    else if (step === "event comes") this.#event();
    else if (step === "process is killed") this.#kill();
    else if (ended !== undefined) this.#end(ended, how === undefined);
    else if (stored !== undefined) this.#store(stored);
    else this.#openGate(step);
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
    if (this.#gates.count === 0 && this.#waiting.length === 0) this.#answers = [];
  }

  key(): string {
    const lives = [...this.#lives];
    return JSON.stringify([
      this.#left,
      lives,
      [...this.#going],
      this.#gates.described,
      this.#waiting.toSorted(),
      this.#told,
      this.#answers,
      this.#process,
      this.#memory.known(FIRST.callKey),
    ]);
  }

  wrong(): string | null {
    if (this.#wrong !== null) return this.#wrong;
    const [, second] = [...this.#going].filter((key) => this.#lives.get(key)?.state !== "over");
    return second === undefined ? null : `I23: ${[...this.#going].join(" and ")} go on at the same time`;
  }

  missing(): string | null {
    return this.#waiting.length > 0 ? `I24: ${this.#waiting.join(", ")} reached no life` : null;
  }

  #open(): EpisodeBook {
    const process = this.#process;
    const controlled =
      <Arguments extends unknown[], Answer>(name: string, work: (...given: Arguments) => Promise<Answer>) =>
      async (...given: Arguments): Promise<Answer> => {
        await this.#gates.wait(`storage: ${name}`);
        // A process that was killed asks nothing more.
        if (process !== this.#process) return await new Promise<Answer>(() => {});
        return await work(...given);
      };
    const { begin, end, newest } = this.#bookOf(this.#memory);
    return new EpisodeBook({
      episodes: {
        begin: controlled("begin", begin),
        end: controlled("end", end),
        newest: controlled("newest", newest),
      },
      store: { get: controlled("record", async (callKey) => this.#recordOf(callKey)) },
      isErased: async () => false,
      clock,
      logger: silent,
    });
  }

  #recordOf(callKey: string): StoredCall | null {
    const life = this.#lives.get(callKey);
    if (life === undefined) return null;
    const endedAtMs = life.isStored && !this.#going.has(callKey) ? 1 : null;
    const snapshot = {
      value: "ended",
      context: { ...FIRST, callKey, legs: [], conversationName: life.state === "empty" ? null : "c" },
    };
    return { ...FIRST, callKey, startedAtMs: 0, endedAtMs, snapshot } as unknown as StoredCall;
  }

  #leg(): void {
    this.#left.legs -= 1;
    const leave = this.#wait("leg");
    const given = this.#book.present(FIRST);
    if (!(given instanceof Promise)) {
      leave(() => this.#deliver(given.callKey));
      return;
    }
    const process = this.#process;
    void given.then(({ callKey }) => {
      if (process === this.#process) leave(() => this.#deliver(callKey));
    });
  }

  /** As src/http/five9/cti.ts: what is said of a call that is over begins none. */
  #event(): void {
    this.#left.events -= 1;
    const leave = this.#wait("event");
    const process = this.#process;
    void this.#book.newest(FIRST).then(async ({ ref, isOver }) => {
      const { callKey } = isOver ? ref : await this.#book.present(FIRST);
      if (process !== this.#process) return;
      leave(() => (isOver ? undefined : this.#deliver(callKey)));
    });
  }

  /** The call hears it, or begins with it. */
  #deliver(callKey: string): void {
    const life = this.#lives.get(callKey);
    // A restored call whose conversation is completed asks the leg to come again.
    if (this.#going.has(callKey)) return;
    if (life?.state === "over") this.#wrong = `I25: ${callKey} is over, and begins again`;
    const numbers = [...this.#lives.keys()].map(episodeNumberOf);
    if (life === undefined && episodeNumberOf(callKey) !== Math.max(0, ...numbers) + 1)
      this.#wrong = `I24: ${callKey} begins after ${Math.max(0, ...numbers)} lives`;
    this.#lives.set(callKey, { state: "opened", isStored: false });
    this.#going.add(callKey);
    this.#book.begun(callKey);
  }

  #end(callKey: string, isCompleted: boolean): void {
    this.#left[isCompleted ? "ends" : "emptyEnds"] -= 1;
    this.#lives.set(callKey, { state: isCompleted ? "over" : "empty", isStored: false });
    this.#going.delete(callKey);
    this.#told = [
      ...this.#told.filter((told) => !told.startsWith(`${callKey} `)),
      `${callKey} ${isCompleted}`,
    ];
    this.#book.ended(callKey, isCompleted);
  }

  #store(callKey: string): void {
    const life = this.#lives.get(callKey);
    if (life !== undefined) this.#lives.set(callKey, { ...life, isStored: true });
  }

  /** Calls without a stored end are restored; a completed one ends again soon. */
  #kill(): void {
    this.#left.restarts -= 1;
    this.#process += 1;
    this.#gates.forget();
    this.#waiting = [];
    this.#told = [];
    this.#answers = [];
    this.#book = this.#open();
    for (const [key, { isStored }] of this.#lives) {
      if (isStored && !this.#going.has(key)) continue;
      this.#going.add(key);
      this.#book.begun(key);
    }
  }

  #wait(what: string): (then: () => void) => void {
    this.#waiting.push(what);
    return (then) => {
      this.#waiting.splice(this.#waiting.indexOf(what), 1);
      then();
    };
  }

  #openGate(step: string): void {
    const { isFault } = this.#gates.take(step);
    this.#answers.push(step);
    if (isFault) this.#left.faults -= 1;
  }
}
