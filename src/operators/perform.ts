/** Brings operators' actions to their calls; each call decides, and its answer becomes the operator's. */
import { SidetoneError } from "../base/errors.ts";
import type { CallConsole } from "../calls/port.ts";
import type { OperatorActions } from "./actions.ts";

export function createOperatorActions(calls: Pick<CallConsole, "act">): OperatorActions {
  return {
    async perform(callKey, action, operator) {
      const answer = await calls.act(callKey, action, operator.name);
      switch (answer.outcome) {
        case "done":
          return { outcome: "done" };
        case "refused":
          throw new SidetoneError("CONFLICT", answer.reason);
        case "unknown":
          throw new SidetoneError("NOT_FOUND", "no live call has this id");
      }
    },
  };
}
