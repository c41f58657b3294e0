/** The last answers, for a post that is repeated because its answer was lost on the way. */
import type { OutboundActivity } from "./activity.ts";

/** Repeats come within seconds; most posts have no answer worth keeping. */
const KEPT_ANSWERS = 16;

export class AnswerMemory {
  readonly #answers = new Map<string, readonly OutboundActivity[]>();

  /** The answer to a post that began with this activity; its activities keep their ids. */
  find(activityId: string | undefined): readonly OutboundActivity[] {
    return activityId === undefined ? [] : (this.#answers.get(activityId) ?? []);
  }

  note(activityId: string | undefined, answer: readonly OutboundActivity[]): void {
    if (activityId === undefined || answer.length === 0) return;
    this.#answers.set(activityId, [...this.find(activityId), ...answer]);
    if (this.#answers.size <= KEPT_ANSWERS) return;
    const oldest = this.#answers.keys().next();
    if (!oldest.done) this.#answers.delete(oldest.value);
  }
}
