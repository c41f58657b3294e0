/** Refused strangers at every door: each is counted, and logged at a bounded rate. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { createRarely } from "../base/rarely.ts";

/** Door and reason; also the label of the metric, so none is made of sent text. */
export type RefusalKind =
  | "audio.token"
  | "audio.configuration"
  | "audio.unsettled"
  | "audio.connections"
  | "audio.handshake"
  | "audio.status"
  | "desktop.token"
  | "desktop.unsettled"
  | "desktop.full"
  | "application.token"
  | "application.unsettled"
  | "application.full"
  | "application.flood"
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

/** The first of a kind is logged at once, so that a person who sets up a secret sees what is wrong. */
export function createRefusals({ clock, logger, count }: RefusalsOptions): Refusals {
  const lines = createRarely<RefusalKind, null>({
    clock,
    tell: (kind, _detail, refused) => logger.warn({ kind, refused }, "refused at the door"),
  });
  return {
    note(kind) {
      count(kind);
      lines.note(kind, null);
    },
    close: () => lines.close(),
  };
}
