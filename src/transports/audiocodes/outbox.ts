/** A conversation's outgoing activities: into the current answer, else to a listener, else they wait. */
import type { OutboundActivity } from "./activity.ts";

export type OutboundListener = (activities: readonly OutboundActivity[]) => void;

/** Metadata that may wait for a way out; recognition commands are few and always kept. */
const MAX_WAITING_METADATA = 200;

export class Outbox {
  #waiting: OutboundActivity[] = [];
  #listeners: OutboundListener[] = [];
  #answersUnderWay = 0;
  #isScheduled = false;
  #dropped = 0;

  /** Metadata given up because it was not fetched. */
  get dropped(): number {
    return this.#dropped;
  }

  push(activity: OutboundActivity): void {
    this.#waiting.push(activity);
    if (activity.kind === "metadata") this.#bound();
    this.#schedule();
  }

  /** Runs `work`; what is pushed until it is done, and what waited, is the answer. */
  async collect(work: () => Promise<void>): Promise<OutboundActivity[]> {
    this.#answersUnderWay += 1;
    try {
      await work();
    } finally {
      this.#answersUnderWay -= 1;
    }
    return this.#take();
  }

  listen(listener: OutboundListener): () => void {
    this.#listeners.push(listener);
    this.#flush();
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  close(): void {
    this.#waiting = [];
    this.#listeners = [];
  }

  #take(): OutboundActivity[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Late activities of one turn leave together. */
  #schedule(): void {
    if (this.#isScheduled || this.#answersUnderWay > 0 || this.#listeners.length === 0) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const listener = this.#listeners.at(-1);
    if (listener !== undefined && this.#waiting.length > 0) listener(this.#take());
  }

  #bound(): void {
    const metadata = this.#waiting.filter(({ kind }) => kind === "metadata");
    if (metadata.length <= MAX_WAITING_METADATA) return;
    this.#waiting.splice(this.#waiting.indexOf(metadata[0] as OutboundActivity), 1);
    this.#dropped += 1;
  }
}
