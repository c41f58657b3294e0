import { describe, expect, test } from "bun:test";
import type { CallDetail } from "../contract/call-detail.ts";
import { makeBundle, readBundle } from "./bundle.ts";

const detail: CallDetail = {
  call: {
    callKey: "five9-1",
    source: "five9",
    vendorCallId: "1",
    live: false,
    startedAtMs: 1,
    endedAtMs: 2,
    changedAtMs: 2,
    view: { media: "ended", conversation: "completed", assist: "unattended", participants: {} },
    alarms: [],
    domainId: "",
    agentIds: [],
    campaignIds: [],
    desktops: 0,
    suggestions: 0,
    endReason: null,
  },
  conversationName: null,
  actors: [],
  legs: [],
  ledgers: {},
  gapsMs: {},
  desktopIds: [],
  loggedSequence: 0,
  mediastreamReports: 0,
  input: null,
  version: "0.1.0",
  history: [{ line: 1, atMs: 1, actor: "call", event: "xstate.init", state: "ended" }],
  isHistoryCut: false,
};
const bundle = makeBundle({
  madeAtMs: 5,
  madeBy: "ann",
  detail,
  masked: { entries: [] },
  revealed: null,
  jobs: [],
  audit: [],
});

describe("readBundle()", () => {
  test("gives back what was made", () => {
    expect(readBundle(JSON.stringify(bundle))).toEqual(bundle);
  });

  test("says what is wrong with a file that is none", () => {
    expect(() => readBundle("{")).toThrow("the file is not JSON");
    expect(() => readBundle("[]")).toThrow("it has no format");
    expect(() => readBundle('{"format":"sidetone-incident-9"}')).toThrow(
      'its format is "sidetone-incident-9"',
    );
  });

  test("names the places that are damaged", () => {
    const damaged = { ...bundle, madeBy: 7, detail: { ...detail, history: [{ atMs: 1 }] } };
    expect(() => readBundle(JSON.stringify(damaged))).toThrow(/madeBy: .*detail\.history\.0\.line/s);
  });
});
