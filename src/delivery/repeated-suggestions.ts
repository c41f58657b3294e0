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

interface Known {
  /** By identity, which way it came. */
  readonly ways: Map<string, Way>;
  /** The last sequence that is taken into account. */
  upTo: number;
}

export interface RepeatedSuggestionsOptions {
  log: Pick<DeliveryLog, "readAfter">;
  clock: Clock;
  readDeadlineMs: number;
  /** Entries read at once. */
  pageSize: number;
  /** Conversations remembered; the longest untouched is read from the log again. */
  maxConversations: number;
  /** Other processes append to the log, too. */
  isLogShared: boolean;
}

/**
 * One per process. What the log has counts, so neither a restart nor a suggestion that another process takes in changes
 * anything: what is judged here is logged only if the log has got no further since. Repeats that come the same way are known by
 * their message id, and two events of the same content are two suggestions.
 */
export class RepeatedSuggestions {
  readonly #options: RepeatedSuggestionsOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: RepeatedSuggestionsOptions) {
    this.#options = options;
  }

  /**
   * The event without the results that came the other way already; undefined if nothing is left of it. `after`: the
   * last sequence it was compared with. Called in a conversation's own order. Rejects where the log cannot be read.
   */
  async newPartOf(
    room: string,
    event: AssistSuggestion,
  ): Promise<{ event: AssistEvent; after?: number } | undefined> {
    if (event.raw === null) return { event };
    const { ways, upTo: after } = await this.#knownIn(room);
    const way = wayOf(event);
    const results = resultsIn(event.raw.payload);
    const fresh = results.filter((result) =>
      identitiesOf(result).every((identity) => (ways.get(identity) ?? way) === way),
    );
    if (fresh.length === results.length) return { event, after };
    return fresh.length === 0 ? undefined : { event: withResults(event, fresh), after };
  }

  /** It has been logged. Of an entry behind others that are not known here, the log is read later. */
  noteEntry(room: string, sequence: number, event: AssistEvent): void {
    const known = this.#known.get(room) ?? { ways: new Map(), upTo: 0 };
    if (sequence !== known.upTo + 1) return;
    known.upTo = sequence;
    if (event.type === "suggestion") noteIn(known.ways, event);
    this.#remember(room, known);
  }

  /** What became of it is not known: the log is asked again. */
  forget(room: string): void {
    this.#known.delete(room);
  }

  async #knownIn(room: string): Promise<Known> {
    const { clock, readDeadlineMs, isLogShared } = this.#options;
    const before = this.#known.get(room);
    if (before !== undefined && !isLogShared) return before;
    const known = before ?? { ways: new Map(), upTo: 0 };
    const reading = this.#readOn(room, known);
    await withDeadline(clock, readDeadlineMs, reading, "Reading a conversation's suggestions");
    this.#remember(room, known);
    return known;
  }

  #remember(room: string, known: Known): void {
    this.#known.delete(room);
    this.#known.set(room, known);
    const oldest = this.#known.keys().next();
    if (this.#known.size > this.#options.maxConversations && !oldest.done) this.#known.delete(oldest.value);
  }

  async #readOn(room: string, known: Known): Promise<void> {
    const { log, pageSize } = this.#options;
    for (;;) {
      const entries = await log.readAfter(room, known.upTo, pageSize);
      for (const entry of entries) {
        const event = eventOf(room, entry);
        if (event.type === "suggestion") noteIn(known.ways, event);
        known.upTo = entry.sequence;
      }
      if (entries.length < pageSize) return;
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
