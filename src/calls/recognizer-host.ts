/** The audio's end of the link between charts and recognisers: begins, commands and stops the recognisers of this process. */
import type {
  BeginRecognizer,
  RecognizerInput,
  RecognizerNews,
  RecognizerOrder,
  RecognizerWork,
} from "../actors/participant/recognizer.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { RecognizerLink } from "./recognizer-link.ts";

/** A recogniser and the id by which its chart knows it. */
interface AtWork {
  id: string;
  readonly callKey: string;
  readonly speaker: Speaker;
  work?: RecognizerWork;
}

export class RecognizerHost {
  readonly #begin: BeginRecognizer;
  readonly #tell: (news: RecognizerNews, callKey: string) => void;
  readonly #atWork = new Map<string, AtWork>();

  /** `tell` never throws. */
  constructor(begin: BeginRecognizer, tell: (news: RecognizerNews, callKey: string) => void) {
    this.#begin = begin;
    this.#tell = tell;
  }

  /**
   * Never throws: a recogniser that breaks down is reported as broken. One that is begun for a speaker whose former chart
   * did not stop it, because its owner was lost, is that former one: its stream, and what it knows of it, go on.
   */
  receive(order: RecognizerOrder): void {
    const { id } = order;
    const known = this.#atWork.get(id);
    try {
      switch (order.type) {
        case "begin":
          this.#beginOrAdopt(id, order.input);
          break;
        case "command":
          known?.work?.receive(order.command);
          break;
        case "stop":
          this.#atWork.delete(id);
          known?.work?.stop();
      }
    } catch (caught) {
      const message = caught instanceof Error ? caught.message : String(caught);
      const callKey = order.type === "begin" ? order.input.callKey : known?.callKey;
      if (callKey !== undefined) this.#tell({ type: "broken", id, message }, callKey);
    }
  }

  /** Speakers of a call whose recognisers are at work. */
  speakersOf(callKey: string): Speaker[] {
    return [...this.#atWork.values()].filter((one) => one.callKey === callKey).map(({ speaker }) => speaker);
  }

  /** Stops what is left of a call that is over. */
  release(callKey: string): void {
    for (const { id, callKey: itsCall } of [...this.#atWork.values()])
      if (itsCall === callKey) this.receive({ type: "stop", id });
  }

  /** Stops every recogniser: the charts that had them are gone. */
  close(): void {
    for (const id of [...this.#atWork.keys()]) this.receive({ type: "stop", id });
  }

  #beginOrAdopt(id: string, input: RecognizerInput): void {
    const { callKey, speaker } = input;
    for (const former of this.#atWork.values()) {
      if (former.callKey !== callKey || former.speaker !== speaker) continue;
      this.#atWork.delete(former.id);
      former.id = id;
      this.#atWork.set(id, former);
      return;
    }
    const one: AtWork = { id, callKey, speaker };
    this.#atWork.set(id, one);
    one.work = this.#begin(input, (fact) => this.#tell({ type: "fact", id: one.id, fact }, callKey));
  }
}

/** The link where chart and audio are in one process: each message arrives before the call that sends it returns. */
export function localRecognizers(begin: BeginRecognizer): RecognizerLink {
  const listeners = new Map<string, (news: RecognizerNews) => void>();
  const host = new RecognizerHost(begin, (news) => listeners.get(news.id)?.(news));
  return {
    post: (order) => host.receive(order),
    onNews(id, listener) {
      listeners.set(id, listener);
      return () => listeners.delete(id);
    },
  };
}
