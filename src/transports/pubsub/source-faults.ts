/** What keeps events from coming, read from how pulls and push paths fare. */
import { status } from "@grpc/grpc-js";
import type { HelpFault, HelpFaultCode } from "../../contract/help-fault.ts";
import type { PushHealth } from "./push.ts";
import type { SubscriptionHealth } from "./subscription-puller.ts";

const BY_STATUS: Partial<Record<number, HelpFaultCode>> = {
  [status.NOT_FOUND]: "SUBSCRIPTION_MISSING",
  [status.PERMISSION_DENIED]: "SUBSCRIPTION_FORBIDDEN",
  [status.UNAUTHENTICATED]: "SUBSCRIPTION_FORBIDDEN",
};

const isOfSuggestions = (dataType: string) => dataType === "human-agent-assistant-event";

export function pullFaults(pulls: readonly SubscriptionHealth[]): HelpFault[] {
  return pulls.flatMap(({ subscription, dataType, state, faultCode, isUnreadable }): HelpFault[] => {
    const fault = { about: subscription, stopsSuggestions: isOfSuggestions(dataType) };
    if (state !== "recovering") return isUnreadable ? [{ code: "EVENTS_UNREADABLE", ...fault }] : [];
    return [{ code: BY_STATUS[faultCode ?? status.OK] ?? "SUBSCRIPTION_BROKEN", ...fault }];
  });
}

/** `isOnlyWay`: nothing is pulled beside it, so that a path without any push has brought nothing at all. */
export function pushFaults(paths: readonly PushHealth[], isOnlyWay: boolean): HelpFault[] {
  const isAllSilent = paths.every(({ received }) => received === 0);
  return paths.flatMap(({ dataType, received, refused, isUnreadable }): HelpFault[] => {
    const fault = { about: `/${dataType}`, stopsSuggestions: isOfSuggestions(dataType) };
    if (isUnreadable) return [{ code: "EVENTS_UNREADABLE", ...fault }];
    if (received > 0 || !isOnlyWay) return [];
    if (refused > 0) return [{ code: "PUSH_REFUSED", ...fault }];
    // While other paths bring events, there may only be nothing to suggest yet.
    return [{ code: "PUSH_SILENT", ...fault, stopsSuggestions: fault.stopsSuggestions && isAllSilent }];
  });
}
