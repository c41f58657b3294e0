/**
 * One recogniser as its chart has it, wherever its speaker's audio is. When the speaker moves, the former instance drains
 * what it has, the new one keeps what comes meanwhile, and the chart sees one recogniser with one more stream.
 *
 * An instance that is gone is ordered nothing but to stop. It may only stand still: orders would wait for it and be carried
 * out when it is back, beside those that follow its return, and a sentence would be cut.
 */
import type {
  RecognizerCommand,
  RecognizerFact,
  RecognizerInput,
  RecognizerNews,
  RecognizerOrder,
} from "../../actors/participant/recognizer.ts";
import type { Clock } from "../../base/clock.ts";

/** A drain has its own deadline of 10 s at the instance; this is for one that does not answer. */
const LONGEST_DRAIN_MS = 15_000;
/** A drain whose stream breaks is tried again so often. */
const MOST_DRAINS = 3;
const RETRY_MS = 500;
/** The chart hears of a leg that is back in the same turn as this does. */
const NO_WISH_MS = 500;

export interface MovingRecognizerOptions {
  id: string;
  input: RecognizerInput;
  /** The instance that has the speaker's audio. */
  at: string;
  post(instance: string, order: RecognizerOrder): void;
  tell(news: RecognizerNews): void;
  clock: Clock;
}

export class MovingRecognizer {
  readonly #options: MovingRecognizerOptions;
  #at: string;
  /** Where it goes when the instance that it leaves has drained. */
  #next: string | null = null;
  /** What the chart waits for: a stream, the end of a drain, or nothing. */
  #wants: "stream" | "drain" | "nothing" = "nothing";
  /** The newest stream the chart was told of, and how many of them other instances had. */
  #streams = 0;
  #before = 0;
  #drains = 0;
  /** Instances that are gone and may have it at work. */
  readonly #gone = new Set<string>();
  #timer: unknown;

  constructor(options: MovingRecognizerOptions) {
    this.#options = options;
    this.#at = options.at;
  }

  begin(): void {
    const { id, input } = this.#options;
    this.#post({ type: "begin", id, input });
  }

  command(command: RecognizerCommand): void {
    if (command.type !== "recognizer.notePublished") {
      this.#wants = command.type === "recognizer.halfClose" ? "drain" : "stream";
      // The next instance is told when it has its turn.
      if (this.#next !== null) return;
      this.#options.clock.clearTimeout(this.#timer);
    }
    this.#send(command);
  }

  /** Its chart ends here and goes on elsewhere: what it has begun goes on. */
  leave(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  stop(): void {
    const { id, post, clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#next = null;
    for (const instance of new Set([this.#at, ...this.#gone])) post(instance, { type: "stop", id });
  }

  /** The speaker is heard on another instance. */
  follow(instance: string): void {
    const isLeaving = this.#next !== null;
    if (!isLeaving && instance === this.#at) return;
    this.#next = instance;
    if (isLeaving) return;
    const { id, input } = this.#options;
    const { callKey, speaker } = input;
    this.#post({ type: "yield", id, callKey, speaker, to: instance });
    this.#drains = 1;
    this.#drain();
  }

  /** To be told before the chart hears of legs that are closed with it; `lost` follows. */
  gone(instance: string): void {
    if (this.#at === instance) this.#gone.add(instance);
  }

  /** The instance is gone, with the audio it had; `instead` has none, and says so. */
  lost(instance: string, instead: string): void {
    if (this.#next === instance) this.#next = instead;
    if (this.#at !== instance) return;
    this.#gone.add(instance);
    const wasLeaving = this.#next !== null;
    this.#next ??= instead;
    if (!wasLeaving && this.#wants === "stream") {
      const gone = { code: 14, advice: "retry", message: "the instance that had the audio is gone" } as const;
      this.#enter();
      this.#tell({ type: "stream.failed", stream: this.#streams, ...gone });
    } else this.#arrive();
  }

  hear(news: RecognizerNews, from: string): void {
    if (from !== this.#at) return;
    const isLeaving = this.#next !== null;
    if (news.type === "broken") {
      if (isLeaving) this.#arrive();
      else this.#options.tell(news);
      return;
    }
    const { fact } = news;
    if (!isLeaving || fact.type === "stream.final" || fact.type === "stream.opened")
      this.#tell(this.#counted(fact));
    else if (fact.type === "stream.drained") this.#arrive();
    else if (fact.type === "stream.failed") this.#drainAgain(fact);
  }

  #drainAgain({ advice }: Extract<RecognizerFact, { type: "stream.failed" }>): void {
    const mayHelp = advice === "restart" || advice === "retry";
    if (!mayHelp || this.#drains >= MOST_DRAINS) {
      this.#arrive();
      return;
    }
    this.#drains += 1;
    this.#wait(RETRY_MS * this.#drains, () => {
      this.#send({ type: "recognizer.open" });
      this.#drain();
    });
  }

  #drain(): void {
    // Before the command: an instance that is this one answers at once.
    this.#wait(LONGEST_DRAIN_MS, () => this.#arrive());
    this.#send({ type: "recognizer.halfClose" });
  }

  #arrive(): void {
    this.#post({ type: "stop", id: this.#options.id });
    const isBack = this.#gone.delete(this.#next ?? this.#at);
    this.#enter();
    if (this.#wants === "stream") this.#send({ type: "recognizer.open" });
    // Without a wish: a half-close would cut a word of the leg that has just come.
    if (this.#wants === "drain") this.#send({ type: "recognizer.halfClose" });
    // What is at work there is to rest, too.
    if (this.#wants === "nothing" && isBack)
      this.#wait(NO_WISH_MS, () => this.#send({ type: "recognizer.halfClose" }));
  }

  #enter(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#at = this.#next ?? this.#at;
    this.#next = null;
    this.#before = this.#streams;
    this.begin();
  }

  #counted(fact: RecognizerFact): RecognizerFact {
    const stream = fact.stream + this.#before;
    this.#streams = Math.max(this.#streams, stream);
    return { ...fact, stream };
  }

  #wait(ms: number, then: () => void): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(then, ms);
  }

  #send(command: RecognizerCommand): void {
    this.#post({ type: "command", id: this.#options.id, command });
  }

  #post(order: RecognizerOrder): void {
    if (!this.#gone.has(this.#at)) this.#options.post(this.#at, order);
  }

  #tell(fact: RecognizerFact): void {
    if (fact.type === "stream.drained" && this.#wants === "drain") this.#wants = "nothing";
    this.#options.tell({ type: "fact", id: this.#options.id, fact });
  }
}
