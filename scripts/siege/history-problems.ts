/** Whether operators still read the genuine story of calls that strangers reported about. */
import type { Stage } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { STRANGERS_TEXT } from "./hostile/kinds/events.ts";

/** Lines without which a call's story is none: its legs came, its conversation opened, its books were closed. */
const GENUINE = ["leg.opened", "leg.closed", "ledger.closed"];
/** Five9's own reports of a call: its two streams began, and ended. */
const KEYED_REPORTS = 4;
/** Of the last calls of the siege. */
const LOOKED_AT = 40;
/** The call's last words and its conversation's end come after the caller's. */
const END_DEADLINE_MS = 120_000;
const LOOK_MS = 200;

export async function historyProblems(stage: Stage, callIds: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const callId of callIds.slice(-LOOKED_AT)) {
    const detail = await detailOnceEnded(stage, callId);
    if (detail === null) {
      problems.push(`call ${callId} is not known any more`);
      continue;
    }
    const events = new Set(detail.history.map(({ event }) => event));
    const missing = GENUINE.filter((event) => !events.has(event));
    if (missing.length > 0) problems.push(`the history of call ${callId} shows no ${missing.join(", ")}`);
    const keyed = keyedReports(detail);
    if (keyed < KEYED_REPORTS)
      problems.push(`call ${callId} has ${keyed} of Five9's ${KEYED_REPORTS} reports`);
    if (JSON.stringify(detail.call.view.failure ?? "").includes(STRANGERS_TEXT))
      problems.push(`call ${callId} has an alarm in a stranger's words`);
  }
  return problems;
}

function keyedReports({ history }: CallDetail): number {
  const reports = history.filter(({ event }) => event === "mediastream.reported");
  return reports.filter(({ detail }) => detail?.unproved !== true).length;
}

/** The call when it has ended and Five9's reports are in; as it is at the deadline, where that never happens. */
async function detailOnceEnded(stage: Stage, callId: string): Promise<CallDetail | null> {
  const endMs = Date.now() + END_DEADLINE_MS;
  for (;;) {
    const detail = await stage.callDetail(`five9-${callId}`);
    const isWhole = detail === null || (!detail.call.live && keyedReports(detail) >= KEYED_REPORTS);
    if (isWhole || Date.now() > endMs) return detail;
    await Bun.sleep(LOOK_MS);
  }
}
