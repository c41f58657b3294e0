import { expect, test } from "bun:test";
import { inventHistory } from "../../../../../test/support/invented-history.ts";
import { momentOf } from "./story.ts";

const logged = (role: string, sincePublishMs?: number) => ({
  detail: {
    kind: "new-recognition-result-notification-event",
    role,
    ...(sincePublishMs === undefined ? {} : { sincePublishMs }),
  },
});
const final = (behindMs?: number) => ({
  detail: { endMs: 1, ...(behindMs === undefined ? {} : { behindMs }) },
});
const samples = (history: ReturnType<typeof inventHistory>) =>
  momentOf(history.lines).latencies.map(({ speaker, ms }) => [speaker, ms]);

test("a transcript is measured from the end of its speaker's last word", () => {
  const history = inventHistory()
    .note("participant:customer", "stream.final", final(400))
    .note("participant:agent", "stream.final", final(100));
  history.wait(250).note("call", "assist.logged", logged("END_USER"));
  history.wait(50).note("call", "assist.logged", logged("HUMAN_AGENT"));
  expect(samples(history)).toEqual([
    ["customer", 650],
    ["agent", 400],
  ]);
});

test("a transcript that never came does not shift those after it", () => {
  const history = inventHistory().note("participant:agent", "stream.final", final(100));
  history.wait(4_000).note("participant:agent", "stream.final", final(100));
  history.wait(200).note("call", "assist.logged", logged("HUMAN_AGENT"));
  history.wait(4_000).note("call", "assist.logged", logged("HUMAN_AGENT"));
  expect(samples(history)).toEqual([["agent", 300]]);
});

test("two that come late and together are told apart by when they were published", () => {
  const history = inventHistory().note("participant:agent", "stream.final", final(0));
  history.wait(1_000).note("participant:agent", "stream.final", final(0));
  history.wait(2_000).note("call", "assist.logged", logged("HUMAN_AGENT", 3_000));
  history.wait(10).note("call", "assist.logged", logged("HUMAN_AGENT", 2_010));
  expect(samples(history)).toEqual([
    ["agent", 3_000],
    ["agent", 2_010],
  ]);
});

test("without the fields there is no sample", () => {
  const history = inventHistory().note("participant:agent", "stream.final", final());
  expect(samples(history.note("call", "assist.logged", logged("HUMAN_AGENT")))).toEqual([]);
});
