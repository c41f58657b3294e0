/** Activities of the Bot Framework, as VoiceAI Connect writes and reads them through Direct Line. */
import { asObject } from "../../../src/base/json.ts";
import type { VaicActivity } from "../activity.ts";

/** "bot-framework" and "copilot-legacy" carry parameters in channelData, "copilot" in the event's value. */
export type MicrosoftForm = "bot-framework" | "copilot" | "copilot-legacy";

export interface MicrosoftAddress {
  serviceUrl: string;
  conversationId: string;
  caller: string;
}

/** An activity on its way to the bot. */
export function toMicrosoft(
  activity: VaicActivity,
  form: MicrosoftForm,
  address: MicrosoftAddress,
): Record<string, unknown> {
  const { id, timestamp, type, text, language, value, parameters } = activity;
  const envelope = {
    ...addressed(address),
    id,
    timestamp,
    type,
    ...(language === undefined ? {} : { locale: language }),
  };
  if (type === "message") return { ...envelope, text, channelData: parameters };
  // The call's details come in an event "channel" (Microsoft Copilot Studio, call initiation).
  if (activity.name === "start") {
    const details =
      form === "copilot" ? { value: parameters } : { value: "telephony", channelData: parameters };
    return { ...envelope, name: "channel", ...details };
  }
  return { ...envelope, name: activity.name, value };
}

/** The end of the conversation. */
export function microsoftEnd(
  end: { reason: string; reasonCode: string },
  address: MicrosoftAddress,
): Record<string, unknown> {
  const stamp = { id: crypto.randomUUID(), timestamp: new Date().toISOString() };
  return {
    ...addressed(address),
    ...stamp,
    type: "endOfConversation",
    text: end.reason,
    channelData: { ...end },
  };
}

/** An activity of the bot in Bot API form; what VoiceAI Connect would not read is left out. */
export function fromMicrosoft(raw: Record<string, unknown>, form: MicrosoftForm): Record<string, unknown> {
  const { type, name, text, value, id, timestamp } = raw;
  const carrier = asObject(form === "copilot" ? value : raw.channelData) ?? {};
  const { activityParams, sessionParams } = carrier;
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(name === undefined ? {} : { name }),
    ...(text === undefined ? {} : { text }),
    ...(activityParams === undefined ? {} : { activityParams }),
    ...(sessionParams === undefined ? {} : { sessionParams }),
    ...(value === undefined || activityParams !== undefined || sessionParams !== undefined ? {} : { value }),
  };
}

function addressed({ serviceUrl, conversationId, caller }: MicrosoftAddress): Record<string, unknown> {
  return {
    serviceUrl,
    channelId: "directline",
    from: { id: caller, name: caller, role: "user" },
    recipient: { id: "bot", name: "bot", role: "bot" },
    conversation: { id: conversationId },
  };
}
