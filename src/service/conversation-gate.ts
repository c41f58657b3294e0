/** Waits until a call has opened its conversation at Dialogflow. */
import type { AssistConversations } from "../assist/provider.ts";
import { SidetoneError } from "../base/errors.ts";
import type { CallViews } from "../calls/port.ts";

const OPEN: ReadonlySet<string> = new Set(["open", "completing"]);
const OVER: ReadonlySet<string> = new Set(["completed", "failed"]);

export interface ConversationGateOptions {
  calls: CallViews;
  conversationOf: AssistConversations["conversationOf"];
}

/**
 * Makes the gate: resolves with the conversation's full name once it is open. Rejects if it never will be
 * (UPSTREAM_REFUSED, or NOT_FOUND if no such call lives) and when `signal` aborts (DEADLINE_EXCEEDED).
 */
export function conversationGate({ calls, conversationOf }: ConversationGateOptions) {
  return (callKey: string, signal: AbortSignal): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = (conversation: string | undefined): void => {
      if (conversation === undefined) reject(new SidetoneError("NOT_FOUND", "the call is over"));
      else if (OPEN.has(conversation)) resolve(conversationOf(callKey).name);
      else if (OVER.has(conversation))
        reject(new SidetoneError("UPSTREAM_REFUSED", "the conversation could not be opened"));
    };
    const giveUp = () =>
      reject(new SidetoneError("DEADLINE_EXCEEDED", "the conversation did not open in time"));
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    const unwatch = calls.watchView(callKey, (view) => look(view?.conversation));
    return promise.finally(() => {
      unwatch();
      signal.removeEventListener("abort", giveUp);
    });
  };
}
