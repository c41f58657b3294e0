import { expect, test } from "bun:test";
import type { CallSummary } from "../../../contract/call-summary.ts";
import { wallFigures } from "./wall-figures.ts";

const alarm = (code: string, severity: "serious" | "warning") => ({ code, severity, message: "" });
let serial = 0;

function call(change: Partial<CallSummary>): CallSummary {
  serial += 1;
  return {
    ...{ callKey: `five9-${serial}`, source: "five9", vendorCallId: `${serial}`, live: true },
    ...{ startedAtMs: 1_000, endedAtMs: null, changedAtMs: 1_000, alarms: [], domainId: "" },
    view: { media: "streaming", conversation: "open", assist: "attended", participants: {} },
    ...{ agentIds: [], campaignIds: ["Orders"], desktops: 1, suggestions: 0, endReason: null },
    ...change,
  };
}

const total = { atMs: 0, calls: 4, suggestions: 40, used: 0, recoveries: 0, alarms: {} };
const counted = { toMs: 5_000, total: { ...total, screenP50Ms: null, screenP99Ms: null } };

test("campaigns with the gravest alarms come first, each with the cause that most of its calls have", () => {
  const figures = wallFigures(
    [
      call({ campaignIds: ["Billing"], alarms: [alarm("AUDIO_GAP", "warning")] }),
      call({ campaignIds: ["Billing"], alarms: [alarm("AUDIO_GAP", "warning")] }),
      call({ campaignIds: ["Orders", "Orders"], alarms: [alarm("RECOGNITION_7", "serious")] }),
      call({ campaignIds: ["Orders"], alarms: [alarm("AUDIO_GAP", "warning")] }),
      call({ campaignIds: ["Returns"] }),
      call({ campaignIds: [] }),
      call({ campaignIds: ["Returns"], live: false, alarms: [alarm("AUDIO_GAP", "warning")] }),
    ],
    undefined,
  );
  expect(figures).toMatchObject({ liveCalls: 6, alarmed: 4, serious: 1 });
  expect(figures.campaigns).toEqual([
    { name: "Orders", liveCalls: 2, alarmed: 2, serious: 1, cause: "RECOGNITION_7" },
    { name: "Billing", liveCalls: 2, alarmed: 2, serious: 0, cause: "AUDIO_GAP" },
    { name: "Returns", liveCalls: 1, alarmed: 0, serious: 0, cause: "" },
    { name: "Without a campaign", liveCalls: 1, alarmed: 0, serious: 0, cause: "" },
  ]);
});

test("suggestions are those of live calls and of counted ones; a call that ends between two readings is in neither twice nor missed", () => {
  const ended = call({ live: false, endedAtMs: 6_000, suggestions: 3 });
  const before = call({ live: false, endedAtMs: 4_000, suggestions: 5 });
  expect(wallFigures([call({ suggestions: 2 }), ended, before], counted).suggestions).toBe(45);
  const later = { toMs: 7_000, total: { ...counted.total, suggestions: 43 } };
  expect(wallFigures([call({ suggestions: 2 }), ended, before], later).suggestions).toBe(45);
  expect(wallFigures([call({ suggestions: 2 }), ended], undefined).suggestions).toBe(2);
});
