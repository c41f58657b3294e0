/** One desktop in one conversation: turns log entries into envelopes and contains the desktop's own failures. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { DeliveryLog, LogEntry, NewLogEntry } from "../storage/port.ts";
import { openDesktopFeed } from "./desktop-feed.ts";
import { type AssistEnvelope, buildEnvelope } from "./envelope.ts";
import type { DeliveryLimits } from "./limits.ts";

/** One emission to one desktop, for the latency and delivery metrics. */
export interface DeliveredEvent {
  room: string;
  dataType: string;
  /** Null for an interim transcript. */
  sequence: number | null;
  /** RFC 3339, as Pub/Sub stamped it. */
  publishTime: string;
  emittedAtMs: number;
  /** True when it came from the log and not live; its age says nothing about our speed. */
  replayed: boolean;
}

export interface DesktopAttachment {
  /** Conversation name without location. */
  room: string;
  /** The last sequence the desktop has; 0 for none. */
  after: number;
  /** False for a recipient that has no use for interim transcripts. Default true. */
  wantsInterims?: boolean;
  /** Called in sequence order, each logged event once; interim transcripts in between. Must not wait. */
  send(envelope: AssistEnvelope): void;
  /** Nothing more will come: drop the connection, so that the desktop comes back and asks again. */
  onFailed(error: SidetoneError): void;
}

export interface Desktop {
  readonly wantsInterims: boolean;
  /** Offers an entry that has just been logged. */
  offer(entry: LogEntry): void;
  /** Says that the log holds at least this sequence. */
  notice(sequence: number): void;
  /** Shows an interim transcript, unless earlier words are still on their way. Returns whether it did. */
  showInterim(entry: NewLogEntry): boolean;
  close(): void;
}

export interface DesktopOptions {
  attachment: DesktopAttachment;
  log: DeliveryLog;
  clock: Clock;
  limits: DeliveryLimits;
  onDelivered: ((delivered: DeliveredEvent) => void) | undefined;
  /** Called once, after the desktop has closed itself. */
  onFailed(error: SidetoneError): void;
}

/** Attaches a desktop: it starts to read the log at once. */
export function openDesktop(options: DesktopOptions): Desktop {
  const { attachment, clock, limits, onDelivered } = options;
  const { room } = attachment;

  function emit(entry: NewLogEntry, sequence: number | null, takenInAtMs: number, replayed: boolean): void {
    try {
      attachment.send(buildEnvelope(room, entry, sequence, takenInAtMs));
    } catch (caught) {
      fail(SidetoneError.from(caught));
      return;
    }
    onDelivered?.({
      room,
      dataType: entry.dataType,
      sequence,
      publishTime: entry.publishTime,
      emittedAtMs: clock.now(),
      replayed,
    });
  }

  function fail(error: SidetoneError): void {
    feed.close();
    options.onFailed(error);
  }

  const feed = openDesktopFeed({
    room,
    after: attachment.after,
    log: options.log,
    clock,
    limits,
    emit: (entry, replayed) => emit(entry, entry.sequence, entry.loggedAtMs, replayed),
    onFailed: options.onFailed,
  });

  return {
    wantsInterims: attachment.wantsInterims ?? true,
    offer: feed.offer,
    notice: feed.notice,
    showInterim: (entry) => {
      if (!feed.isLive()) return false;
      emit(entry, null, clock.now(), false);
      return true;
    },
    close: feed.close,
  };
}
