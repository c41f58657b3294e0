/** Strangers turned away, at every door: each is counted, and the log tells of them at a bounded rate. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";

/** Door and reason; also the label of the metric, so none is ever made of what somebody sent. */
export type RefusalKind =
  | "audio.token"
  | "audio.configuration"
  | "audio.unsettled"
  | "audio.connections"
  | "audio.status"
  | "desktop.token"
  | "desktop.unsettled"
  | "desktop.full"
  | "console.identity"
  | "cti.key"
  | "cti.announcement"
  | "mediastream.key"
  | "panel.key"
  | "operator.token"
  | "bot.token"
  | "framework.token"
  | "push.token"
  | "connector.token"
  | "body.late"
  | "body.places"
  | "http.host"
  | "http.handshake";

export interface Refusals {
  note(kind: RefusalKind): void;
  /** The rest of the running interval goes to the log. */
  close(): void;
}

export interface RefusalsOptions {
  clock: Clock;
  logger: Logger;
  count(kind: RefusalKind): void;
}

const INTERVAL_MS = 60_000;

/**
 * The first of a kind is logged at once, so that somebody who sets a secret up sees what is wrong; those that follow
 * within a minute stand in one line at its end.
 */
export function createRefusals({ clock, logger, count }: RefusalsOptions): Refusals {
  const unsaid = new Map<RefusalKind, { refused: number; timer: unknown }>();

  function tell(kind: RefusalKind, refused: number): void {
    if (refused > 0) logger.warn({ kind, refused }, "refused at the door");
  }

  function hush(kind: RefusalKind): void {
    const timer = clock.setTimeout(() => {
      const refused = unsaid.get(kind)?.refused ?? 0;
      unsaid.delete(kind);
      tell(kind, refused);
      if (refused > 0) hush(kind);
    }, INTERVAL_MS);
    unsaid.set(kind, { refused: 0, timer });
  }

  return {
    note(kind) {
      count(kind);
      const known = unsaid.get(kind);
      if (known !== undefined) known.refused += 1;
      else {
        tell(kind, 1);
        hush(kind);
      }
    },
    close() {
      for (const [kind, { refused, timer }] of unsaid) {
        clock.clearTimeout(timer);
        tell(kind, refused);
      }
      unsaid.clear();
    },
  };
}
