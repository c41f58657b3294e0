/** What an operator can make a call do. The HTTP side checks role, origin and shape before; it writes the audit after. */
import type { OperatorIdentity } from "./access.ts";
import type { CallAction } from "./contract/access.ts";

export interface OperatorActions {
  /**
   * Carries out one action on a live call and resolves once it has taken effect or is on its way; `outcome` says which,
   * in one sentence for the operator. Rejects with NOT_FOUND where no such call is live, CONFLICT where the action is
   * not possible now (the message is the reason, shown to the operator), DEADLINE_EXCEEDED where it did not take effect.
   */
  perform(callKey: string, action: CallAction, operator: OperatorIdentity): Promise<{ outcome: string }>;
}
