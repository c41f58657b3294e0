import { expect, test } from "bun:test";
import { FORMER_BUNDLES, formerBundleText } from "../../../../test/support/former-data.ts";
import { detailOf, maskedOf } from "../../../../test/support/invented-answers.ts";
import { endedLines } from "../../../../test/support/invented-calls.ts";
import { type Bundle, bundleSchema } from "../../../contract/bundle.ts";
import { BUNDLE_FORMAT } from "../../../contract/former-versions.ts";
import { readBundle } from "./read-bundle.ts";

const lines = endedLines();
const bundle: Bundle = {
  format: BUNDLE_FORMAT,
  madeAtMs: 1,
  madeBy: "Morgan Reyes",
  detail: detailOf(lines, false),
  masked: maskedOf(lines),
  revealed: null,
  jobs: [],
  audit: [],
};

const damaged = (part: object) => JSON.stringify({ ...bundle, detail: { ...bundle.detail, ...part } });

test("a bundle is read as it was written", () => {
  expect(bundleSchema.safeParse(bundle).success).toBe(true);
  expect(readBundle(JSON.stringify(bundle))).toEqual(bundle);
});

test.each(FORMER_BUNDLES)("bundle %s of a former version is read in today's form", async (name) => {
  expect(bundleSchema.parse(readBundle(await formerBundleText(name)))).toBeDefined();
});

test.each<[string, string]>([
  ["{", "is not JSON"],
  ["null", "no incident bundle"],
  ['{"format":"something-1"}', "no incident bundle"],
  ['{"format":"sidetone-incident-9"}', "this console reads sidetone-incident-2"],
  [JSON.stringify({ ...bundle, detail: {} }), "is damaged"],
  [JSON.stringify({ ...bundle, masked: undefined }), "is damaged"],
  [damaged({ history: [null] }), "its history cannot be read"],
  [damaged({ history: [{ ...lines[0], atMs: "now" }] }), "its history cannot be read"],
  [damaged({ actors: {} }), "actors or legs"],
  [damaged({ legs: [{ legId: "a" }] }), "actors or legs"],
  [damaged({ ledgers: [] }), "its accounts"],
  [JSON.stringify({ ...bundle, jobs: "none" }), "list of jobs"],
  [damaged({ history: Array(100_001).fill(0) }), "more than 100,000 lines"],
])("bundle %# is refused with a reason", (text, reason) => {
  expect(() => readBundle(text)).toThrow(reason);
});
