/** From settings to the bounds of Five9's endpoint. */
import type { Settings } from "../../settings/table.ts";
import type { Five9Limits } from "../../transports/five9/limits.ts";

export function five9LimitsOf(settings: Settings): Five9Limits {
  return {
    maxStreams: settings.MAX_STREAMS,
    maxMessageBytes: settings.MAX_MESSAGE_BYTES,
    firstMessageTimeoutMs: settings.FIRST_MESSAGE_TIMEOUT_MS,
    idleTimeoutMs: settings.IDLE_TIMEOUT_MS,
    maxCallMs: settings.MAX_CALL_MS,
  };
}
