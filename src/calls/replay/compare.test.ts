import { expect, test } from "bun:test";
import type { HistoryLine, Transition } from "../../contract/history-line.ts";
import { differenceOf } from "./compare.ts";

const ended: Transition = { from: "call.live.media.streaming", to: ["call.live.media.draining"] };
const drained: Transition = { from: "call.live.media.draining", to: ["call.live.media.gone"] };
const left: Transition = { from: "call.live.assist.attended", to: ["call.live.assist.unattended"] };
const lineWith = (...took: Transition[]) =>
  ({ line: 7, atMs: 0, actor: "call", event: "call.restored", state: "live", took }) as HistoryLine;

test("regions that run side by side may change in either order, each in its own", () => {
  const recorded = lineWith(ended, left, drained);
  expect(differenceOf(recorded, lineWith(left, ended, drained), false)).toBeNull();
  expect(differenceOf(recorded, lineWith(left, drained, ended), false)).toMatchObject({
    what: "transitions",
  });
  expect(differenceOf(recorded, lineWith(ended, drained), false)).toMatchObject({ what: "transitions" });
});
