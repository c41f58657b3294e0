/** Whether operators still read the genuine story of calls that strangers reported about. */
import type { Stage } from "../../simulators/stage/stage.ts";
import { STRANGERS_TEXT } from "./hostile/kinds/events.ts";

/** Lines without which a call's story is none: its legs came, its conversation opened, its books were closed. */
const GENUINE = ["leg.opened", "leg.closed", "ledger.closed"];
/** Of the last calls of the siege. */
const LOOKED_AT = 40;

export async function historyProblems(stage: Stage, callIds: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const callId of callIds.slice(-LOOKED_AT)) {
    const detail = await stage.callDetail(`five9-${callId}`);
    if (detail === null) {
      problems.push(`call ${callId} is not known any more`);
      continue;
    }
    const events = new Set(detail.history.map(({ event }) => event));
    const missing = GENUINE.filter((event) => !events.has(event));
    if (missing.length > 0) problems.push(`the history of call ${callId} shows no ${missing.join(", ")}`);
    if (JSON.stringify(detail.call.view.failure ?? "").includes(STRANGERS_TEXT))
      problems.push(`call ${callId} has an alarm in a stranger's words`);
  }
  return problems;
}
