/** One desktop in one conversation: sends events in sequence order and contains the desktop's failures. */
import type { AssistEvent, InterimTranscript } from "../assist/event.ts";
import { entryOf, type LoggedNotification } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";
import { DesktopFeed } from "./desktop-feed.ts";
import type { DeliveryLimits } from "./limits.ts";

/** One emission to one desktop, for the latency and delivery metrics. */
export interface DeliveredEvent {
  room: string;
  /** Null for an interim transcript. */
  sequence: number | null;
  /** RFC 3339, as Pub/Sub stamped it. */
  publishTime: string;
  emittedAtMs: number;
  /** True when it came from the log and not live; its age is not a measure of Sidetone's speed. */
  replayed: boolean;
}

/** One event on its way to one desktop. Each form is made only where it is asked for. */
export interface EventInHand {
  /** Place in the conversation's log, from 1; null for an interim transcript, which is not logged. */
  sequence: number | null;
  /** When the event was received, milliseconds since the Unix epoch. */
  takenInAtMs: number;
  event(): AssistEvent;
  /** In Google's form. */
  notification(): LoggedNotification;
}

export interface DesktopAttachment {
  /** Conversation name without location. */
  room: string;
  /** The last sequence the desktop has; 0 for none. */
  after: number;
  /** False for a recipient that has no use for interim transcripts. Default true. */
  wantsInterims?: boolean;
  /** True for a recipient that is no agent's: it is in no count and no measure. Default false. */
  isOnlooker?: boolean;
  /** Called in sequence order, each logged event once; interim transcripts in between. Must not wait. */
  send(event: EventInHand): void;
  /** Nothing more will come: drop the connection, so that the desktop reconnects. */
  onFailed(error: SidetoneError): void;
}

export interface Desktop {
  readonly wantsInterims: boolean;
  readonly isOnlooker: boolean;
  /** The last sequence it was sent; null while it is reading the log. */
  readonly position: number | null;
  /** Offers an entry that has just been logged. */
  offer(entry: LogEntry): void;
  /** Says that the log holds at least this sequence. */
  notice(sequence: number): void;
  /** Shows an interim transcript, unless earlier words are still on their way. Returns whether it did. */
  showInterim(event: InterimTranscript): boolean;
  close(): void;
}

export interface DesktopOptions {
  attachment: DesktopAttachment;
  log: DeliveryLog;
  clock: Clock;
  limits: DeliveryLimits;
  /** The event that an entry holds. */
  eventOf(entry: LogEntry): AssistEvent;
  /** Told of each entry before the desktop is sent it. */
  onEntry(entry: LogEntry): void;
  onDelivered: ((delivered: DeliveredEvent) => void) | undefined;
  /** Called once, after the desktop has closed itself. */
  onFailed(error: SidetoneError): void;
}

/** Attaches a desktop: it starts to read the log at once. */
export function openDesktop(options: DesktopOptions): Desktop {
  const { attachment, clock, limits } = options;
  const { room, isOnlooker = false } = attachment;
  const onDelivered = isOnlooker ? undefined : options.onDelivered;

  function emit(inHand: EventInHand, shown: Pick<DeliveredEvent, "publishTime" | "replayed">): void {
    try {
      attachment.send(inHand);
    } catch (caught) {
      fail(SidetoneError.from(caught));
      return;
    }
    onDelivered?.({ room, ...shown, sequence: inHand.sequence, emittedAtMs: clock.now() });
  }

  function emitLogged(entry: LogEntry, replayed: boolean): void {
    options.onEntry(entry);
    const { sequence, loggedAtMs: takenInAtMs, publishTime } = entry;
    const event = () => options.eventOf(entry);
    emit({ sequence, takenInAtMs, event, notification: () => entry }, { publishTime, replayed });
  }

  function fail(error: SidetoneError): void {
    feed.close();
    options.onFailed(error);
  }

  const feed = new DesktopFeed({
    room,
    after: attachment.after,
    log: options.log,
    clock,
    limits,
    emit: emitLogged,
    onFailed: options.onFailed,
  });

  return {
    wantsInterims: attachment.wantsInterims ?? true,
    isOnlooker,
    get position() {
      return feed.position;
    },
    offer: (entry) => feed.offer(entry),
    notice: (sequence) => feed.notice(sequence),
    showInterim: (event) => {
      if (!feed.isLive) return false;
      const inHand = { sequence: null, takenInAtMs: clock.now(), event: () => event };
      emit(
        { ...inHand, notification: () => entryOf(event) },
        { publishTime: event.publishedAt, replayed: false },
      );
      return true;
    },
    close: () => feed.close(),
  };
}
