/** Who may open the panel, and for which call: reads launch key or ticket, and the call, from the page's address. */

import type { SecretCheck } from "../../base/secret.ts";
import { RefusedError } from "../common/refusal.ts";
import type { PanelTickets } from "./ticket.ts";

/** The call that an address names. */
export interface LaunchCall {
  source: string;
  callId: string;
  /** Of its newest life. */
  conversationName: string;
  /** Of its first life; it also names the call as a whole. */
  firstName: string;
}

export interface LaunchCheck {
  /** "call-id": a call's id alone opens its page, for sites whose proxy guards the path. */
  access: "launch-key" | "call-id";
  isLaunchKey: SecretCheck;
  tickets: Pick<PanelTickets, "judge">;
  /** Of a call's first and newest life. Undefined for an unknown source, or a text that can be no id of its calls. */
  conversationsOf(source: string, callId: string): Promise<{ first: string; newest: string } | undefined>;
}

/** Connectors in Five9 name none. */
const DEFAULT_SOURCE = "five9";

/** The call of `call_id` and `source`; undefined if they name none. Calls are Five9's unless the address says otherwise. */
export async function callOf(query: URLSearchParams, check: LaunchCheck): Promise<LaunchCall | undefined> {
  const source = query.get("source") ?? DEFAULT_SOURCE;
  const callId = query.get("call_id") ?? "";
  const names = await check.conversationsOf(source, callId);
  return names && { source, callId, conversationName: names.newest, firstName: names.first };
}

/**
 * A right launch key or a right ticket opens the page. Rejects with RefusedError otherwise, in words for the person who
 * sees it and for the one who sets the connector up; without either nothing is told about the call's id.
 */
export async function judgeLaunch(
  query: URLSearchParams,
  check: LaunchCheck,
): Promise<{ call: LaunchCall; authTimeSeconds?: number }> {
  const call = await callOf(query, check);
  // A ticket still counts: it keeps how long the session has lasted.
  const needsNoKey = check.access === "call-id" && !query.has("ticket");
  if (needsNoKey || check.isLaunchKey(query.get("launch_key") ?? "")) {
    if (call !== undefined) return { call };
    throw new RefusedError("PROTOCOL_VIOLATION", CALL_ID_HELP, { title: "Which call is this?" });
  }
  const ticket = query.get("ticket");
  if (ticket === null) {
    throw new RefusedError("FORBIDDEN", LAUNCH_KEY_HELP, { title: "This page was not opened from Five9" });
  }
  if (call === undefined) throw wrongTicket();
  const judged = await check.tickets.judge(ticket, call);
  const { verdict } = judged;
  if (judged.verdict === "right") {
    const { conversationName, authTimeSeconds } = judged;
    const opened = { ...call, conversationName };
    return authTimeSeconds === undefined ? { call: opened } : { call: opened, authTimeSeconds };
  }
  throw verdict === "expired" ? expiredTicket() : wrongTicket();
}

/** Also for a page whose session has lasted its time. */
export function expiredTicket(): RefusedError {
  return new RefusedError("FORBIDDEN", EXPIRED_HELP, { title: "This link has expired" });
}

function wrongTicket(): RefusedError {
  return new RefusedError("FORBIDDEN", WRONG_HELP, { title: "This link does not open this call" });
}

const LAUNCH_KEY_HELP = [
  "The address of this page needs a key that only the connector in Five9 knows. It keeps strangers out of calls.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `launch_key` with the server's setting PANEL_LAUNCH_KEY, next to the parameter `call_id` with the variable `Call.call_id`.",
  "If the parameter is there, its value differs from the server's: copy it again, without spaces. While the server's PANEL_LAUNCH_KEY is empty, no key opens the page.",
].join("\n");

const CALL_ID_HELP = [
  "The address of this page has no usable `call_id`.",
  "For the administrator: in the Five9 connector that opens this page, add the parameter `call_id` with the variable `Call.call_id`. It may hold letters, digits, `-` and `_`, at most 50 of them.",
  "For calls of AudioCodes VoiceAI Connect: add `source` with the value `audiocodes`, and `call_id` with the conversation's id (`vaigConversationId`), at most 200 characters.",
].join("\n");

const EXPIRED_HELP = [
  "A link to a call is good for a short time only. Open the call from your desktop again.",
  "For the administrator: the server's setting PANEL_TICKET_MS is how long a link is valid.",
].join("\n");

const WRONG_HELP =
  "The `ticket` in the address of this page was made for another call, or not by this server. Open the call from your desktop again.";
