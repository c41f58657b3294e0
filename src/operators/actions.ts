/** What an operator may do to a running call, and how it can be refused. */
import type { CallAction } from "../contract/access.ts";

/** The operator's name, for the call's history and end reason. */
export interface ActingOperator {
  name: string;
}

export interface OperatorActions {
  /**
   * Does it at once; the result is in the call's history. Whether the operator may, and the audit, are the
   * caller's to see to. Rejects with NOT_FOUND if no such call lives, and with CONFLICT and the reason where the
   * action makes no sense now (no such participant, nothing to roll over, stopped already, the call is ending).
   */
  perform(callKey: string, action: CallAction, operator: ActingOperator): Promise<{ outcome: "done" }>;
}
