/** Logs one event and offers it to the desktops of its conversation; its call and the provider are told. */
import type { AssistEvent } from "../assist/event.ts";
import { entryOf } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";
import { type Doorbell, ringOf } from "./doorbell.ts";
import { loggedEventOf } from "./logged-event.ts";
import type { RepeatedSuggestions } from "./repeated-suggestions.ts";
import { agentsDesktopsIn, type Room } from "./rooms.ts";

export interface EventLoggerOptions {
  log: DeliveryLog;
  calls: CallDirectory;
  clock: Clock;
  /** How long the log may take. */
  appendDeadlineMs: number;
  repeats: Pick<RepeatedSuggestions, "newPartOf" | "noteEntry" | "forget">;
  doorbell: Pick<Doorbell, "hasOthers" | "ring">;
  onLogged?: ((event: AssistEvent, sequence: number) => Promise<void>) | undefined;
  /** FEATURES: what agents' pages show. Absent: everything. */
  features?: readonly string[] | undefined;
}

export interface EventTimes {
  givenUpAtMs: number;
  /** By Sidetone's clock; null if the event does not say. */
  publishedAtMs: number | null;
}

export class EventLogger {
  readonly #options: EventLoggerOptions;
  /** Events of entries that came live; entries from the log are parsed again. */
  readonly #liveEvents = new WeakMap<LogEntry, AssistEvent>();
  #logged = 0;
  #duplicates = 0;

  constructor(options: EventLoggerOptions) {
    this.#options = options;
  }

  get counts(): { logged: number; duplicates: number } {
    return { logged: this.#logged, duplicates: this.#duplicates };
  }

  /** The event of an entry that came live; undefined for one read from the log. */
  liveEventOf(entry: LogEntry): AssistEvent | undefined {
    return this.#liveEvents.get(entry);
  }

  /** False where it is nothing new: its suggestions came another way. */
  async logAndFanOut(room: Room, event: AssistEvent, times: EventTimes): Promise<boolean> {
    if (event.type !== "suggestion") {
      await this.#log(room, event, times);
      return true;
    }
    const { repeats } = this.#options;
    try {
      for (;;) {
        const news = await repeats.newPartOf(room.name, event);
        if (news === undefined) {
          this.#duplicates += 1;
          return false;
        }
        // Until the deadline: whenever another process was first, its entry is looked at.
        if (await this.#log(room, news.event, times, news.after)) return true;
      }
    } catch (caught) {
      repeats.forget(room.name);
      throw caught;
    }
  }

  /** False where the log has entries beyond `onlyAfter`: then nothing was done. */
  async #log(room: Room, event: AssistEvent, times: EventTimes, onlyAfter?: number): Promise<boolean> {
    const { log, clock, appendDeadlineMs, onLogged, repeats, doorbell } = this.#options;
    // Behind a log that hangs, all that waited as long fail together and not one deadline after another.
    if (clock.now() >= times.givenUpAtMs) {
      throw new SidetoneError("DEADLINE_EXCEEDED", "The event waited too long for its turn", {
        retryable: true,
      });
    }
    const entry = entryOf(event);
    const { sequence, duplicate, erased, behind } = await withDeadline(
      clock,
      appendDeadlineMs,
      log.append(room.name, entry, onlyAfter),
      "Logging an Agent Assist event",
    );
    // Acknowledged and forgotten: a person asked for this call to be erased.
    if (erased) return true;
    if (behind) return false;
    if (duplicate) {
      this.#duplicates += 1;
      for (const desktop of room.desktops) desktop.notice(sequence);
      doorbell.ring(room.name, { sequence });
      // Where the answer to the first attempt was lost, the call has not heard of it.
      this.#tellAgain(event, { ...entry, sequence });
    } else {
      this.#logged += 1;
      repeats.noteEntry(room.name, sequence, event);
      const kept = { ...entry, sequence, loggedAtMs: clock.now() };
      this.#fanOut(room, event, kept, times.publishedAtMs);
      if (doorbell.hasOthers) doorbell.ring(room.name, ringOf(kept));
    }
    await onLogged?.(event, sequence);
    return true;
  }

  #tellAgain(event: AssistEvent, logged: Omit<LogEntry, "loggedAtMs">): void {
    const { calls, features } = this.#options;
    const again = { ...loggedEventOf(event, logged, features), isRetold: true } as const;
    void calls.sendTo(event.conversation.callKey, again);
  }

  #fanOut(room: Room, event: AssistEvent, logged: LogEntry, publishedAtMs: number | null): void {
    this.#liveEvents.set(logged, event);
    for (const desktop of room.desktops) desktop.offer(logged);
    const { calls, features, doorbell } = this.#options;
    void calls.sendTo(event.conversation.callKey, {
      ...loggedEventOf(event, logged, features),
      ...(publishedAtMs === null
        ? {}
        : { sincePublishMs: Math.max(0, Math.round(logged.loggedAtMs - publishedAtMs)) }),
      // How many there are elsewhere is not known here.
      ...(doorbell.hasOthers ? {} : { desktops: agentsDesktopsIn(room) }),
    });
  }
}
