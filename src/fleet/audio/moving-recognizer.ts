/**
 * One recogniser as its chart has it, wherever its speaker's audio is. When the speaker moves, the former instance drains
 * what it has, the new one keeps what comes meanwhile, and the chart sees one recogniser with one more stream.
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
    }
    this.#send(command);
  }

  /** Its chart ends here and goes on elsewhere: what it has begun goes on. */
  leave(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#next = null;
    this.#post({ type: "stop", id: this.#options.id });
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

  /** The instance is gone, with the audio it had; `instead` has none, and says so. */
  lost(instance: string, instead: string): void {
    if (this.#next === instance) this.#next = instead;
    if (this.#at !== instance) return;
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
    this.#enter();
    if (this.#wants === "stream") this.#send({ type: "recognizer.open" });
    // Without a wish: a half-close would cut a word of the leg that has just come.
    if (this.#wants === "drain") this.#send({ type: "recognizer.halfClose" });
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
    this.#options.post(this.#at, order);
  }

  #tell(fact: RecognizerFact): void {
    if (fact.type === "stream.drained" && this.#wants === "drain") this.#wants = "nothing";
    this.#options.tell({ type: "fact", id: this.#options.id, fact });
  }
}
