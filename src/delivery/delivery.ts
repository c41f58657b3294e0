/** Takes assist events in, logs each once in order, and brings them to every desktop of their conversation. */
import type { AssistEvent, AssistEventIntake, InterimTranscript } from "../assist/event.ts";
import { cameInAnswer } from "../assist/google/answer-id.ts";
import { eventOf } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { DeliveryLog } from "../storage/port.ts";
import { type DeliveredEvent, type DesktopAttachment, openDesktop } from "./desktop.ts";
import { EventLogger } from "./event-logger.ts";
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from "./limits.ts";
import { createPublishMoments } from "./publish-moments.ts";
import { RepeatedSuggestions } from "./repeated-suggestions.ts";
import { Rooms } from "./rooms.ts";
import { createUtteranceMemory } from "./utterances.ts";

export interface DeliveryOptions {
  log: DeliveryLog;
  calls: CallDirectory;
  clock: Clock;
  logger: Logger;
  limits?: Partial<DeliveryLimits>;
  /** FEATURES: what agents' pages show. Absent: everything. */
  features?: readonly string[];
  onDelivered?: (delivered: DeliveredEvent) => void;
  /**
   * Told of each logged event, and of one that came again, before it is acknowledged; where it rejects, Pub/Sub brings
   * the event once more.
   */
  onLogged?: (event: AssistEvent, sequence: number) => Promise<void>;
  /**
   * Told of each event that the log has, repeats included, once others of its conversation may follow: what it leads to
   * may come in meanwhile. Where it rejects, the event comes once more.
   */
  onTaken?: (event: AssistEvent) => Promise<void>;
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
  /** Whether a desktop would be shown an interim transcript of this conversation (named without location). */
  isWatched(room: string): boolean;
  stats(): DeliveryStats;
  /** Refuses new events, waits for those being logged, and detaches every desktop. */
  close(): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { log, calls, clock, logger } = options;
  const limits = { ...DEFAULT_DELIVERY_LIMITS, ...options.limits };
  const { appendDeadlineMs } = limits;
  const rooms = new Rooms(limits.maxQueuedPerConversation);
  const events = new EventLogger({
    log,
    calls,
    clock,
    appendDeadlineMs,
    onLogged: options.onLogged,
    features: options.features,
    repeats: new RepeatedSuggestions({
      ...{ log, clock, readDeadlineMs: limits.readDeadlineMs, pageSize: limits.replayPageSize },
      maxConversations: limits.maxRememberedConversations,
    }),
  });
  const utterances = createUtteranceMemory(limits.maxRememberedUtterances);
  const counters = { interimShown: 0, interimDropped: 0, refused: 0 };
  const publishMoments = createPublishMoments();
  const underWay = new Set<Promise<void>>();
  let isClosed = false;

  function showInterim(event: InterimTranscript): void {
    if (!utterances.isFresh(event)) {
      counters.interimDropped += 1;
      return;
    }
    for (const desktop of rooms.desktopsIn(event.conversation.room)) {
      if (desktop.wantsInterims && desktop.showInterim(event)) counters.interimShown += 1;
    }
  }

  async function accept(event: AssistEvent): Promise<void> {
    if (isClosed) throw new SidetoneError("SHUTTING_DOWN", "Delivery is closed", { retryable: true });
    const { callKey, room: name } = event.conversation;
    // What Sidetone made of an answer has its own time, which says nothing of Pub/Sub's clock.
    const publishedAtMs = cameInAnswer(event)
      ? Date.parse(event.publishedAt)
      : publishMoments.localTimeOf(event.publishedAt, clock.now());
    if (event.type === "transcript.interim") return showInterim(event);
    if (event.type === "transcript.final") {
      utterances.finish(event);
      const { offset } = event;
      // Told at once, before the log has it: a recogniser may be about to send the same audio again.
      if (offset) void calls.sendTo(callKey, { type: "transcript.finalized", ...offset, publishedAtMs });
    }
    const room = rooms.named(name);
    const times = { givenUpAtMs: clock.now() + appendDeadlineMs, publishedAtMs };
    try {
      if (!(await room.queue.run(() => events.logAndFanOut(room, event, times)))) return;
    } catch (caught) {
      counters.refused += 1;
      throw SidetoneError.from(caught, "STORAGE_FAILED");
    }
    await options.onTaken?.(event);
  }

  function attach(attachment: DesktopAttachment): () => void {
    const room = rooms.named(attachment.room);
    const desktop = openDesktop({
      ...{ attachment, log, clock, limits, onDelivered: options.onDelivered },
      eventOf: (entry) => events.liveEventOf(entry) ?? eventOf(room.name, entry),
      onFailed: (error) => {
        logger.warn({ conversation: attachment.room, err: error }, "desktop feed failed");
        detach();
        attachment.onFailed(error);
      },
    });
    const detach = () => rooms.leave(room, desktop);
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
    isWatched: (room) => [...rooms.desktopsIn(room)].some(({ wantsInterims }) => wantsInterims),
    stats: () => ({ ...counters, ...rooms.counts, logged: events.logged, duplicates: events.duplicates }),
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
      rooms.close();
    },
  };
}
