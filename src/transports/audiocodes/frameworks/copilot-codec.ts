/** What differs for Copilot Studio: a topic sends an event with a name and one JSON value, so the value carries it all. */
import type { OutboundActivity } from "../activity.ts";
import { encodeActivity } from "../bot-api-codec.ts";
import { carrierOf } from "./bot-framework-codec.ts";

/**
 * "Send an event" of Copilot Studio: parameters in `value`. Its legacy form writes activities as the Bot Framework does,
 * in channelData; both read what the Bot Framework's codec reads.
 */
export function encodeCopilot(activity: OutboundActivity): Record<string, unknown> {
  const { activityParams, sessionParams, ...rest } = encodeActivity(activity);
  const value = carrierOf(activityParams, sessionParams);
  return value === undefined ? rest : { ...rest, value };
}
