/** Whether a call of a chaos run, put through the charts once more, does what its history says. */

import { replayBundle } from "../../src/calls/replay/replay.ts";
import { reportText } from "../../src/calls/replay/report-text.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { makeBundle } from "../../src/operators/bundle.ts";

/** As sentences; none where all of it could be replayed and is the same. */
export function replayProblems(detail: CallDetail): string[] {
  const parts = { masked: { entries: [] }, revealed: null, jobs: [], audit: [] };
  const report = replayBundle(makeBundle({ madeAtMs: 0, madeBy: "chaos", detail, ...parts }));
  const isWhole = report.actors.length > 0 && report.actors.every(({ cut }) => cut === null);
  return report.isSame && isWhole ? [] : [`its replay: ${reportText(report).join(" ")}`];
}
