/** Takes assist events in, logs each once in order, and brings them to every desktop of their conversation. */
import type { AssistEvent, AssistEventIntake, InterimTranscript } from "../assist/event.ts";
import { entryOf, eventOf } from "../assist/google/logged.ts";
import { roleOfVoice } from "../assist/google/voices.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";
import { type DeliveredEvent, type Desktop, type DesktopAttachment, openDesktop } from "./desktop.ts";
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from "./limits.ts";
import { createPublishMoments } from "./publish-moments.ts";
import { createSerialQueue, type SerialQueue } from "./serial-queue.ts";
import { createUtteranceMemory } from "./utterances.ts";

export interface DeliveryOptions {
  log: DeliveryLog;
  calls: CallDirectory;
  clock: Clock;
  logger: Logger;
  limits?: Partial<DeliveryLimits>;
  onDelivered?: (delivered: DeliveredEvent) => void;
  /**
   * Told of each logged event, and of one that came again, before it is acknowledged; where it rejects, Pub/Sub brings
   * the event once more.
   */
  onLogged?: (event: AssistEvent, sequence: number) => Promise<void>;
}

/** Counters since start, and what is held now. */
export interface DeliveryStats {
  logged: number;
  duplicates: number;
  interimShown: number;
  interimDropped: number;
  refused: number;
  conversations: number;
  desktops: number;
}

export interface Delivery extends AssistEventIntake {
  /** Replays the log after `after`, then stays live. Returns the detach function, which may be called twice. */
  attach(attachment: DesktopAttachment): () => void;
  /** Whether anybody would be shown an interim transcript of this conversation (named without location). */
  isWatched(room: string): boolean;
  stats(): DeliveryStats;
  /** Refuses new events, waits for those being logged, and detaches every desktop. */
  close(): Promise<void>;
}

interface Times {
  givenUpAtMs: number;
  /** By our clock; null where the event does not say. */
  publishedAtMs: number | null;
}

interface Room {
  name: string;
  queue: SerialQueue;
  desktops: Set<Desktop>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { log, calls, clock, logger } = options;
  const limits = { ...DEFAULT_DELIVERY_LIMITS, ...options.limits };
  const rooms = new Map<string, Room>();
  const utterances = createUtteranceMemory(limits.maxRememberedUtterances);
  const counters = { logged: 0, duplicates: 0, interimShown: 0, interimDropped: 0, refused: 0 };
  const publishMoments = createPublishMoments();
  /** Of entries that came live; what comes from the log is read again. */
  const liveEvents = new WeakMap<LogEntry, AssistEvent>();
  const underWay = new Set<Promise<void>>();
  let isClosed = false;

  function roomNamed(name: string): Room {
    const existing = rooms.get(name);
    if (existing !== undefined) return existing;
    const queue = createSerialQueue(limits.maxQueuedPerConversation, () => forgetIfIdle(name));
    const room: Room = { name, queue, desktops: new Set() };
    rooms.set(name, room);
    return room;
  }

  function forgetIfIdle(name: string): void {
    const room = rooms.get(name);
    if (room !== undefined && room.desktops.size === 0 && room.queue.size() === 0) rooms.delete(name);
  }

  function showInterim(event: InterimTranscript): void {
    if (!utterances.isFresh(event)) {
      counters.interimDropped += 1;
      return;
    }
    for (const desktop of rooms.get(event.conversation.room)?.desktops ?? []) {
      if (desktop.wantsInterims && desktop.showInterim(event)) counters.interimShown += 1;
    }
  }

  async function logAndFanOut(room: Room, event: AssistEvent, { givenUpAtMs, publishedAtMs }: Times) {
    // Behind a log that hangs, all that waited as long fail together and not one deadline after another.
    if (clock.now() >= givenUpAtMs) {
      throw new SidetoneError("DEADLINE_EXCEEDED", "The event waited too long for its turn", {
        retryable: true,
      });
    }
    const entry = entryOf(event);
    const { sequence, duplicate, erased } = await withDeadline(
      clock,
      limits.appendDeadlineMs,
      log.append(room.name, entry),
      "Logging an Agent Assist event",
    );
    // Acknowledged and forgotten: a person asked for this call to be erased.
    if (erased) return;
    if (duplicate) {
      counters.duplicates += 1;
      for (const desktop of room.desktops) desktop.notice(sequence);
      await options.onLogged?.(event, sequence);
      return;
    }
    counters.logged += 1;
    const logged: LogEntry = { ...entry, sequence, loggedAtMs: clock.now() };
    liveEvents.set(logged, event);
    for (const desktop of room.desktops) desktop.offer(logged);
    const role = "voice" in event ? roleOfVoice(event.voice) : undefined;
    void calls.sendTo(event.conversation.callKey, {
      type: "assist.logged",
      sequence,
      kind: entry.dataType,
      features: event.type === "suggestion" ? [...event.features] : [],
      ...(role === undefined ? {} : { role }),
      ...(publishedAtMs === null
        ? {}
        : { sincePublishMs: Math.max(0, Math.round(logged.loggedAtMs - publishedAtMs)) }),
      desktops: room.desktops.size,
    });
    await options.onLogged?.(event, sequence);
  }

  async function accept(event: AssistEvent): Promise<void> {
    if (isClosed) throw new SidetoneError("SHUTTING_DOWN", "Delivery is closed", { retryable: true });
    const { callKey, room: name } = event.conversation;
    const publishedAtMs = publishMoments.localTimeOf(event.publishedAt, clock.now());
    if (event.type === "transcript.interim") return showInterim(event);
    if (event.type === "transcript.final") {
      utterances.finish(event);
      const { offset } = event;
      // Told at once, before the log has it: a recogniser may be about to send the same audio again.
      if (offset) void calls.sendTo(callKey, { type: "transcript.finalized", ...offset, publishedAtMs });
    }
    const room = roomNamed(name);
    const givenUpAtMs = clock.now() + limits.appendDeadlineMs;
    try {
      await room.queue.run(() => logAndFanOut(room, event, { givenUpAtMs, publishedAtMs }));
    } catch (caught) {
      counters.refused += 1;
      throw SidetoneError.from(caught, "STORAGE_FAILED");
    }
  }

  function attach(attachment: DesktopAttachment): () => void {
    const room = roomNamed(attachment.room);
    const desktop = openDesktop({
      attachment,
      log,
      clock,
      limits,
      eventOf: (entry) => liveEvents.get(entry) ?? eventOf(room.name, entry),
      onDelivered: options.onDelivered,
      onFailed: (error) => {
        logger.warn({ conversation: attachment.room, err: error }, "desktop feed failed");
        detach();
        attachment.onFailed(error);
      },
    });
    function detach(): void {
      desktop.close();
      room.desktops.delete(desktop);
      forgetIfIdle(room.name);
    }
    room.desktops.add(desktop);
    return detach;
  }

  return {
    accept: (event) => {
      const accepted = accept(event);
      underWay.add(accepted);
      const forget = () => underWay.delete(accepted);
      accepted.then(forget, forget);
      return accepted;
    },
    attach,
    isWatched: (room) => {
      for (const desktop of rooms.get(room)?.desktops ?? []) {
        if (desktop.wantsInterims) return true;
      }
      return false;
    },
    stats: () => {
      let desktops = 0;
      for (const room of rooms.values()) desktops += room.desktops.size;
      return { ...counters, conversations: rooms.size, desktops };
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
      for (const room of rooms.values()) {
        for (const desktop of room.desktops) desktop.close();
        room.desktops.clear();
      }
      rooms.clear();
    },
  };
}
