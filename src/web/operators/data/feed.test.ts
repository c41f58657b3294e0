import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  type ConsolePreview,
  startConsolePreview,
} from "../../../../test/support/console-preview/console-preview.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import type { CallMessage, CallsMessage } from "../../../contract/feed.ts";
import { createFeed, type Feed } from "./feed.ts";

let preview: ConsolePreview;
let feed: Feed | undefined;
let signedOut: number;

beforeEach(() => {
  preview = startConsolePreview({ calls: 3, ended: 0 });
  signedOut = 0;
});
afterEach(async () => {
  feed?.close();
  await preview.close();
});

function connect(frame: () => Promise<void> = async () => {}): Feed {
  feed = createFeed({
    serverUrl: preview.url,
    frame,
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return feed;
}
function change(suggestions: number): void {
  const call = preview.fleet.change(firstKey, { suggestions });
  if (call !== undefined) preview.feed.changed(call);
}
const [firstKey, secondKey] = ["five9-300000012345037", "five9-300000012345074"] as const;

describe("the console's line to the feed", () => {
  test("brings instance and changes of calls, and says after each break that it does again", async () => {
    const messages: CallsMessage[] = [];
    let watches = 0;
    const line = connect();
    line.watchCalls(
      (message) => messages.push(message),
      () => {
        watches += 1;
      },
    );
    await eventually(() => expect(watches).toBe(1));
    change(41);
    await eventually(() => expect(messages).toMatchObject([{ full: false, liveCount: 3 }]));
    await eventually(() => expect(line.instance()?.liveCalls).toBe(3));
    const statuses: string[] = [];
    line.subscribe(() => statuses.push(line.status().status));
    preview.cutFeeds();
    await eventually(() => expect(watches).toBe(2));
    expect(statuses).toContain("reconnecting");
    expect(line.status()).toEqual({ status: "live" });
  });

  test("takes the next message when the last one is on the screen, with the newest of each call", async () => {
    const messages: CallsMessage[] = [];
    const { promise: seen, resolve: show } = Promise.withResolvers<void>();
    connect(() => seen).watchCalls(
      (message) => messages.push(message),
      () => change(40),
    );
    await eventually(() => expect(messages).toHaveLength(1));
    for (const suggestions of [41, 42, 43]) change(suggestions);
    show();
    await eventually(() => expect(messages).toHaveLength(2));
    expect(messages[1]?.changed.map(({ suggestions }) => suggestions)).toEqual([43]);
  });

  test("goes on with a call after the last line that came", async () => {
    const heard: CallMessage[] = [];
    const line = connect();
    line.watchCall(secondKey, 3, (message) => heard.push(message));
    await eventually(() => expect(heard[0]?.lines[0]?.line).toBe(4));
    const last = heard[0]?.lines.at(-1)?.line ?? 0;
    preview.cutFeeds();
    await eventually(() => expect(heard.length).toBeGreaterThan(1));
    expect(heard.at(-1)?.lines).toEqual([]);
    expect(last).toBeGreaterThan(4);
  });

  test("tells once that the session is over", async () => {
    const line = connect();
    await eventually(() => expect(line.status().status).toBe("live"));
    preview.signOut();
    await eventually(() => expect(signedOut).toBe(1));
    expect(line.status().status).toBe("reconnecting");
  });
});
