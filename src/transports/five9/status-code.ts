/** Status codes of the Five9 voice contract: Sidetone's, and the meaning of Five9's. */
import type { LegClose } from "../../actors/call/events.ts";

/** Codes a server sends (StreamingStatus.StatusCode, SRV_*). Code 0 is never sent: its effect on Five9 is unknown. */
export const SERVER_STATUS = {
  startStreaming: 1001,
  pauseStreaming: 1002,
  disconnect: 1011,
  reconnect: 1012,
  errorNoResource: 1100,
  errorTimeout: 1101,
  errorGeneric: 1102,
} as const;

export type ServerStatusCode = (typeof SERVER_STATUS)[keyof typeof SERVER_STATUS];

/** What each reason of a LegClose is to Five9. */
export const STATUS_OF_REASON: Record<LegClose["reason"], ServerStatusCode> = {
  failed: SERVER_STATUS.errorNoResource,
  disconnect: SERVER_STATUS.disconnect,
  reconnect: SERVER_STATUS.reconnect,
  timeout: SERVER_STATUS.errorTimeout,
};

/** What a status from Five9 asks for. `code` is kept where several share a meaning. */
export type ClientNotice =
  | { type: "nothing" }
  | { type: "callEnded" }
  | { type: "held" }
  | { type: "resumed" }
  | { type: "disconnected"; code: number }
  | { type: "failed"; code: number }
  | { type: "unknown"; code: number };

/**
 * Reads a code sent by Five9. No copy of the contract has 2001, but Google's integration takes it for a
 * disconnect, so it is one here too.
 */
export function noticeOf(code: number): ClientNotice {
  switch (code) {
    case 0:
      return { type: "nothing" };
    case 1:
      return { type: "callEnded" };
    case 2:
      return { type: "held" };
    case 3:
      return { type: "resumed" };
    case 4:
    case 2001:
      return { type: "disconnected", code };
    case 100:
    case 101:
    case 102:
      return { type: "failed", code };
    default:
      return { type: "unknown", code };
  }
}
