import { expect, test } from "bun:test";
import { inventFleet } from "../../../../test/support/console-preview/invented-fleet.ts";
import type { CallMessage } from "../../../contract/feed.ts";
import { CallWatches } from "./call-watches.ts";

const [summary] = [...inventFleet({ calls: 1, ended: 0, nowMs: 0 }).calls.values()];
if (summary === undefined) throw new Error("no call");
const { callKey } = summary;
const messageTo = (line: number): CallMessage => ({
  callKey,
  summary,
  lines: [{ line, atMs: 0, actor: "call", event: "leg.held" }],
  missed: false,
  ledgers: {},
});

function setUp() {
  const sent: [string, object][] = [];
  return { sent, watches: new CallWatches((name, body) => sent.push([name, body])) };
}

test("after a break a call is watched again from the last line that came", () => {
  const { sent, watches } = setUp();
  const heard: number[] = [];
  watches.watch(callKey, 10, (message) => heard.push(message.lines[0]?.line ?? 0));
  watches.take(messageTo(11));
  watches.take(messageTo(14));
  watches.watchAgain();
  expect(heard).toEqual([11, 14]);
  expect(sent).toEqual([
    ["watch.call", { callKey, afterLine: 10 }],
    ["watch.call", { callKey, afterLine: 14 }],
  ]);
});

test("two watchers share one watch, which ends with the last of them", () => {
  const { sent, watches } = setUp();
  const first = watches.watch(callKey, 20, () => {});
  const second = watches.watch(callKey, 5, () => {});
  expect(sent.at(-1)).toEqual(["watch.call", { callKey, afterLine: 5 }]);
  first();
  first();
  expect(sent).toHaveLength(2);
  second();
  expect(sent.at(-1)).toEqual(["unwatch.call", { callKey }]);
  watches.watchAgain();
  expect(sent).toHaveLength(3);
});
