/** Takes assist events in, logs each once in order, and brings them to every desktop of their conversation. */
import type { AssistEvent, AssistEventIntake } from "../assist/event.ts";
import { cameInAnswer } from "../assist/google/answer-id.ts";
import { eventOf } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { DeliveryLog } from "../storage/port.ts";
import { type DeliveredEvent, type DesktopAttachment, openDesktop } from "./desktop.ts";
import { type Doorbell, noDoorbell } from "./doorbell.ts";
import { EventLogger } from "./event-logger.ts";
import { Interims } from "./interims.ts";
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from "./limits.ts";
import { OtherInstances } from "./other-instances.ts";
import { createPublishMoments } from "./publish-moments.ts";
import { RepeatedSuggestions } from "./repeated-suggestions.ts";
import { Rooms } from "./rooms.ts";

export interface DeliveryOptions {
  log: DeliveryLog;
  calls: CallDirectory;
  clock: Clock;
  logger: Logger;
  limits?: Partial<DeliveryLimits>;
  /** Where several processes share the log. Default: none does. */
  doorbell?: Doorbell;
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
  /** Whether a desktop, here or at another process, might be shown an interim transcript of this conversation (named without location). */
  isWatched(room: string): boolean;
  stats(): DeliveryStats;
  /** Refuses new events, waits for those being logged, and detaches every desktop. */
  close(): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { log, calls, clock, logger } = options;
  const limits = { ...DEFAULT_DELIVERY_LIMITS, ...options.limits };
  const { appendDeadlineMs } = limits;
  const doorbell = options.doorbell ?? noDoorbell;
  const rooms = new Rooms(limits.maxQueuedPerConversation, (room) => others.leave(room));
  const interims = new Interims({ ...limits, doorbell });
  const others = new OtherInstances({
    ...{ doorbell, log, clock, limits },
    onInterim: (room, interim) => interims.hear(room.desktops, room.name, interim),
  });
  const events = new EventLogger({
    log,
    calls,
    clock,
    appendDeadlineMs,
    doorbell,
    onLogged: options.onLogged,
    features: options.features,
    repeats: new RepeatedSuggestions({
      ...{ log, clock, readDeadlineMs: limits.readDeadlineMs, pageSize: limits.replayPageSize },
      maxConversations: limits.maxRememberedConversations,
      isLogShared: doorbell.hasOthers,
    }),
  });
  let refused = 0;
  const publishMoments = createPublishMoments();
  const underWay = new Set<Promise<void>>();
  let isClosed = false;

  async function accept(event: AssistEvent): Promise<void> {
    if (isClosed) throw new SidetoneError("SHUTTING_DOWN", "Delivery is closed", { retryable: true });
    const { callKey, room: name } = event.conversation;
    const publishedAtMs = isTimedHere(event)
      ? Date.parse(event.publishedAt)
      : publishMoments.localTimeOf(event.publishedAt, clock.now());
    if (event.type === "transcript.interim") return interims.take(rooms.desktopsIn(name), event);
    if (event.type === "transcript.final") {
      interims.finish(event);
      const { offset } = event;
      // Told at once, before the log has it: a recogniser may be about to send the same audio again.
      if (offset) void calls.sendTo(callKey, { type: "transcript.finalized", ...offset, publishedAtMs });
    }
    const room = rooms.named(name);
    const times = { givenUpAtMs: clock.now() + appendDeadlineMs, publishedAtMs };
    try {
      if (!(await room.queue.run(() => events.logAndFanOut(room, event, times)))) return;
    } catch (caught) {
      refused += 1;
      throw SidetoneError.from(caught, "STORAGE_FAILED");
    }
    await options.onTaken?.(event);
  }

  function attach(attachment: DesktopAttachment): () => void {
    const room = rooms.named(attachment.room);
    const desktop = openDesktop({
      ...{ attachment, log, clock, limits, onDelivered: options.onDelivered },
      onEntry: (entry) => {
        if (events.liveEventOf(entry) === undefined) interims.noteEntry(room.name, entry);
      },
      eventOf: (entry) => events.liveEventOf(entry) ?? eventOf(room.name, entry),
      onFailed: (error) => {
        logger.warn({ conversation: attachment.room, err: error }, "desktop feed failed");
        detach();
        attachment.onFailed(error);
      },
    });
    const detach = () => rooms.leave(room, desktop);
    room.desktops.add(desktop);
    others.follow(room);
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
    isWatched: (room) =>
      [...rooms.desktopsIn(room)].some(({ wantsInterims }) => wantsInterims) || doorbell.showsInterims(room),
    stats: () => ({ ...rooms.counts, ...events.counts, ...interims.counts, refused }),
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
      others.close();
      rooms.close();
    },
  };
}

/** What Sidetone made of an answer, or translated, has Sidetone's time, which says nothing of Pub/Sub's clock. */
function isTimedHere(event: AssistEvent): boolean {
  return event.type === "translation" || cameInAnswer(event);
}
