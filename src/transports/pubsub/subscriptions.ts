/** The subscription that brings each kind of Agent Assist event. */
import type { AssistDataType } from "../../assist/google-notification.ts";
import type { Settings } from "../../settings/table.ts";

/** Subscription ids or full names. */
export type Subscriptions = Readonly<Record<AssistDataType, string>>;

type SubscriptionSettings = Pick<
  Settings,
  "SUGGESTION_SUBSCRIPTION" | "LIFECYCLE_SUBSCRIPTION" | "MESSAGE_SUBSCRIPTION" | "TRANSCRIPT_SUBSCRIPTION"
>;

export function subscriptionsOf(settings: SubscriptionSettings): Subscriptions {
  return {
    "human-agent-assistant-event": settings.SUGGESTION_SUBSCRIPTION,
    "conversation-lifecycle-event": settings.LIFECYCLE_SUBSCRIPTION,
    "new-message-event": settings.MESSAGE_SUBSCRIPTION,
    "new-recognition-result-notification-event": settings.TRANSCRIPT_SUBSCRIPTION,
  };
}
