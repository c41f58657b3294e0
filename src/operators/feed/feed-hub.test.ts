import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { PlayedCall } from "../../../test/support/operator-feed-scene.ts";
import type { WatchedCall } from "../../calls/port.ts";
import type { CallsMessage } from "../../contract/feed.ts";
import { FeedHub } from "./feed-hub.ts";

test("beats that come late cost nobody news: what is due goes by the time that has passed", async () => {
  const clock = new SimulatedClock();
  const calls = Array.from({ length: 500 }, (_, number) => new PlayedCall(`call-${number}`));
  let tell: (call: WatchedCall) => void = () => {};
  const hub = new FeedHub({
    clock,
    source: {
      calls: {
        watchedCalls: async () => calls,
        count: async () => calls.length,
        watched: async () => null,
        onWatched(listener) {
          tell = listener;
          return () => {};
        },
      },
      ledgersOf: () => ({}),
      instance: () => ({
        atMs: 0,
        state: "ready",
        liveCalls: 0,
        desktops: 0,
        streams: 0,
        residentBytes: 0,
      }),
    },
  });
  const lists: CallsMessage[] = [];
  const feed = hub.open(
    (event, message, onTaken) => {
      if (event === "calls") lists.push(message as CallsMessage);
      onTaken();
    },
    (error) => {
      throw error;
    },
  );
  /** Rows and lists are there after some turns. */
  const pass = async (durationMs: number) => {
    clock.increment(durationMs);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  feed.watchCalls();
  await pass(125);
  expect(lists).toHaveLength(1);
  for (let round = 2; round <= 4; round += 1) {
    for (const call of calls) tell(call);
    // 500 rows are followed by a second of rest: here that is one late beat.
    await pass(1_000);
    expect(lists).toHaveLength(round);
  }
  for (const call of calls) tell(call);
  await pass(500);
  expect(lists).toHaveLength(4);
  hub.close();
});
