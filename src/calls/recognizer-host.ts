/** The audio's end of the link between charts and recognisers: begins, commands and stops the recognisers of this process. */
import type {
  BeginRecognizer,
  RecognizerNews,
  RecognizerOrder,
  RecognizerWork,
} from "../actors/participant/recognizer.ts";
import type { RecognizerLink } from "./recognizer-link.ts";

export class RecognizerHost {
  readonly #begin: BeginRecognizer;
  readonly #tell: (news: RecognizerNews) => void;
  readonly #atWork = new Map<string, RecognizerWork>();

  /** `tell` never throws. */
  constructor(begin: BeginRecognizer, tell: (news: RecognizerNews) => void) {
    this.#begin = begin;
    this.#tell = tell;
  }

  /** Never throws: a recogniser that breaks down is reported as broken. */
  receive(order: RecognizerOrder): void {
    const { id } = order;
    try {
      switch (order.type) {
        case "begin":
          this.#atWork.set(
            id,
            this.#begin(order.input, (fact) => this.#tell({ type: "fact", id, fact })),
          );
          break;
        case "command":
          this.#atWork.get(id)?.receive(order.command);
          break;
        case "stop":
          this.#stop(id);
      }
    } catch (caught) {
      this.#tell({ type: "broken", id, message: caught instanceof Error ? caught.message : String(caught) });
    }
  }

  /** Stops every recogniser: the charts that had them are gone. */
  close(): void {
    for (const id of [...this.#atWork.keys()]) this.receive({ type: "stop", id });
  }

  #stop(id: string): void {
    const work = this.#atWork.get(id);
    this.#atWork.delete(id);
    work?.stop();
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
