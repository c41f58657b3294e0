/** Knows a suggestion again that comes another way: in an answer of Dialogflow's and in an event, in either order. */
import type { AssistEvent, AssistSuggestion } from "../assist/event.ts";
import { cameInAnswer } from "../assist/google/answer-id.ts";
import { eventOf } from "../assist/google/logged.ts";
import { readGoogleEvent } from "../assist/google/read-event.ts";
import { identitiesOf, resultsIn } from "../assist/google/suggestion-identity.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { DeliveryLog } from "../storage/port.ts";

type Way = "answer" | "event";

export interface RepeatedSuggestionsOptions {
  log: Pick<DeliveryLog, "readAfter">;
  clock: Clock;
  readDeadlineMs: number;
  /** Entries read at once. */
  pageSize: number;
  /** Conversations remembered; the longest untouched is read from the log again. */
  maxConversations: number;
}

/**
 * One per process. What the log has counts, so a restart changes nothing. Repeats that come the same way are known by their
 * message id, and two events of the same content are two suggestions.
 */
export class RepeatedSuggestions {
  readonly #options: RepeatedSuggestionsOptions;
  /** By room and identity, which way it came. */
  readonly #known = new Map<string, Map<string, Way>>();

  constructor(options: RepeatedSuggestionsOptions) {
    this.#options = options;
  }

  /** The log of this conversation holds its first entry: there is nothing to be read from it. */
  begin(room: string): void {
    if (!this.#known.has(room)) this.#remember(room, new Map());
  }

  /**
   * The event without the results that came the other way already; undefined if nothing is left of it. Called in a
   * conversation's own order. Rejects where the log cannot be read.
   */
  async newPartOf(room: string, event: AssistSuggestion): Promise<AssistEvent | undefined> {
    if (event.raw === null) return event;
    const known = await this.#knownIn(room);
    const way = wayOf(event);
    const results = resultsIn(event.raw.payload);
    const fresh = results.filter((result) =>
      identitiesOf(result).every((identity) => (known.get(identity) ?? way) === way),
    );
    if (fresh.length === results.length) return event;
    return fresh.length === 0 ? undefined : withResults(event, fresh);
  }

  /** It has been logged. */
  note(room: string, event: AssistEvent): void {
    const known = this.#known.get(room);
    if (known !== undefined && event.type === "suggestion") noteIn(known, event);
  }

  /** What became of it is not known: the log is asked again. */
  forget(room: string): void {
    this.#known.delete(room);
  }

  async #knownIn(room: string): Promise<Map<string, Way>> {
    const { clock, readDeadlineMs } = this.#options;
    const known =
      this.#known.get(room) ??
      (await withDeadline(
        clock,
        readDeadlineMs,
        this.#readLog(room),
        "Reading a conversation's suggestions",
      ));
    this.#remember(room, known);
    return known;
  }

  #remember(room: string, known: Map<string, Way>): void {
    this.#known.delete(room);
    this.#known.set(room, known);
    const oldest = this.#known.keys().next();
    if (this.#known.size > this.#options.maxConversations && !oldest.done) this.#known.delete(oldest.value);
  }

  async #readLog(room: string): Promise<Map<string, Way>> {
    const { log, pageSize } = this.#options;
    const known = new Map<string, Way>();
    for (let after = 0; ; ) {
      const entries = await log.readAfter(room, after, pageSize);
      for (const entry of entries) {
        const event = eventOf(room, entry);
        if (event.type === "suggestion") noteIn(known, event);
      }
      after = entries.at(-1)?.sequence ?? after;
      if (entries.length < pageSize) return known;
    }
  }
}

function noteIn(known: Map<string, Way>, event: AssistSuggestion): void {
  for (const result of resultsIn(event.raw?.payload ?? {})) {
    for (const identity of identitiesOf(result)) known.set(identity, wayOf(event));
  }
}

function wayOf(event: AssistSuggestion): Way {
  return cameInAnswer(event) ? "answer" : "event";
}

function withResults(event: AssistSuggestion, suggestionResults: object[]): AssistEvent {
  if (event.raw === null) return event;
  const payload = { ...event.raw.payload, suggestionResults };
  const raw = { ...event.raw, data: JSON.stringify(payload), payload };
  return readGoogleEvent(raw, { messageId: event.id, publishTime: event.publishedAt }, event.conversation);
}
