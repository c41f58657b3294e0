/** What one instance grants or ends, another on the same Redis knows. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
import {
  conversationOf,
  linkWith,
  openPanelInstance,
  type PanelInstance,
} from "../../test/support/panel-instance.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";
import { TEST_SETTINGS } from "../../test/support/settings.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { openBus } from "../fleet/bus.ts";
import { createDesktopTokens } from "../http/panel/desktop-token.ts";
import type { FeedbackItem } from "../http/ui-connector/feedback.ts";
import { createFeedbackMemory } from "../http/ui-connector/feedback-memory.ts";
import { createOperatorDoor } from "../operators/door.ts";
import { connectRedis, type RedisClient } from "../storage/redis/connect-redis.ts";
import { openSignedOut } from "../storage/signed-out.ts";
import { redisFeedbackMemory } from "./feedback-keeper.ts";
import { type Renewal, shareRenewals } from "./renewals.ts";

const clock = systemClock;
/** All instances have the same secret. */
const TOKENS = { secret: "a secret of thirty-two characters or more", project: "p", lifetimeMs: 60_000 };
const logger = createLogger("silent");
const closing: (() => unknown)[] = [];
let redis: TestRedisServer;
const UNHEARD: FeedbackItem = {
  ...{ answerRecord: "r", displayed: false, clicked: false, copied: false, verdict: null },
  ...{ reason: null, summary: null, openedUris: [], detail: "none" },
};

function client(url = redis.url): RedisClient {
  const connection: RedisClient = connectRedis(url, { maxRetriesPerRequest: 0 });
  connection.on("error", () => {});
  closing.push(() => connection.disconnect());
  return connection;
}

describe.skipIf(redisServerPath === null)(`two instances on one Redis${redisSkipNote}`, () => {
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(() => redis.close());

  test("an operator who signs out at one is signed out at the other, and no other session is", async () => {
    const open = () => {
      const signedOut = openSignedOut({ redisUrl: redis.url }, { logger });
      closing.push(() => signedOut?.close());
      return createOperatorDoor({ settings: TEST_SETTINGS, clock, signedOut });
    };
    const [one, other] = [open(), open()];
    const signIn = () => {
      const text = one.signIn(TEST_SETTINGS.OPERATOR_TOKEN)?.text ?? "";
      return new Headers({ cookie: `sidetone_operator=${text}` });
    };
    const [ends, stays] = [signIn(), signIn()];
    expect(await other.identify(ends)).not.toBeNull();
    await one.signOut(ends);
    expect(await one.identify(ends)).toBeNull();
    expect(await other.identify(ends)).toBeNull();
    expect(await other.identify(stays)).not.toBeNull();
  });

  test("a desktop's token of one is taken and renewed by the other, with the same session and rights", async () => {
    const open = () => createDesktopTokens({ ...TOKENS, clock });
    const [one, other] = [open(), open()];
    const token = await one.issue({ conversationName: "projects/p/conversations/c" });
    const claims = await other.verify(token);
    expect(claims).toEqual(await one.verify(token));
    const renewed = await one.verify(await other.refresh(token));
    const { sid, conversations, auth_time } = claims;
    expect(renewed).toMatchObject({ sid, conversations, auth_time });
    const stranger = createDesktopTokens({ ...TOKENS, secret: TOKENS.secret.toUpperCase(), clock });
    expect(stranger.verify(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("a storm of links, pages, renewals and wrong tickets over three: right ones open everywhere, wrong ones count together", async () => {
    const instances = [0, 1, 2].map(() => openPanelInstance(redis.url));
    closing.push(...instances.map(({ close }) => close));
    const at = (place: number) => instances[place % instances.length] as PanelInstance;
    const open = async (call: number) => {
      const link = await at(call).link(call);
      const first = await at(call + 1).page(link);
      const again = await at(call + 2).page(linkWith(call, first.ticket));
      const renewed = await at(call).renew(again.token);
      const last = await at(call + 1).page(linkWith(call, renewed.ticket));
      const { sid, conversations } = await at(call + 2).tokens.verify(last.token);
      expect(conversations).toEqual([conversationOf(call)]);
      return sid;
    };
    const guess = async (place: number) => {
      const answer = await at(place).ask(linkWith(place, "a.wrong.ticket"));
      expect(answer.status).toBe(403);
      return answer.headers.has("retry-after");
    };
    const counting = client();
    const counted = async () => {
      const keys = await counting.keys("sidetone:wrong:address:*");
      return (await Promise.all(keys.map((key) => counting.get(key)))).map(Number);
    };
    // What is wrong before an instance is connected counts there only.
    for (const place of instances.keys()) {
      await eventually(async () => {
        const before = await counted();
        await guess(place);
        return String(await counted()) !== String(before);
      });
    }
    const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
    // None of the three would call 40 of a minute too many.
    const [sessions, late] = await Promise.all([
      Promise.all(numbers(60).map(open)),
      Promise.all(numbers(120).map(guess)),
    ]);
    expect(new Set(sessions).size).toBe(60);
    expect(late.filter(Boolean).length).toBeGreaterThan(0);
  });

  test("what desktops report of a suggestion at one counts in what the other writes", async () => {
    const [one, other] = [client(), client()].map((redis) => redisFeedbackMemory({ redis }));
    if (one === undefined || other === undefined) throw new Error("two instances are needed");
    const item = UNHEARD;
    await one.merge("r", { ...item, displayed: true, verdict: "up" }, 1);
    await other.merge("r", { ...item, copied: true, detail: "knowledge-assist" }, 2);
    await one.merge("r", { ...item, displayed: true, verdict: "down", reason: "wrong" }, 3);
    const uris = ["https://a.example/"];
    expect(await other.merge("r", { ...item, openedUris: uris }, 4)).toEqual({
      ...{ displayedAtMs: 1, clickedAtMs: 2, verdict: "down", answerCopied: true },
      ...{ reason: "wrong", summary: null, openedUris: uris, detail: "knowledge-assist" },
    });
    const unheard = await other.merge("another", item, 5);
    expect(unheard).toEqual(await createFeedbackMemory().merge("another", item, 5));
    const [key = "", ...more] = await client().keys("sidetone:fleet:feedback:*");
    expect(more).toEqual([]);
    expect(await client().pttl(key)).toBeGreaterThan(0);
  });

  test("feedback is to be sent again while Redis is away", async () => {
    const merging = redisFeedbackMemory({ redis: client("redis://127.0.0.1:1") }).merge("r", UNHEARD, 1);
    await expect(merging).rejects.toMatchObject({ code: "STORAGE_FAILED", retryable: true });
  });

  test("a desktop's token that is renewed at one extends its session's connections at both, once", async () => {
    const open = async () => {
      const bus = openBus({ redisUrl: redis.url, clock, logger });
      closing.push(() => bus.close());
      await eventually(() => bus.isConnected());
      const heard: Renewal[] = [];
      return { heard, tell: shareRenewals(bus, (renewal) => heard.push(renewal)) };
    };
    const [one, other] = [await open(), await open()];
    const renewal = { sessionId: "s1", expiresAtMs: 60_000 };
    // Until the subscription is there, a renewal is not heard elsewhere.
    await eventually(() => {
      one.tell(renewal);
      return other.heard.length > 0;
    });
    expect(other.heard[0]).toEqual(renewal);
    const before = one.heard.length;
    other.tell({ sessionId: "s2", expiresAtMs: 1 });
    await eventually(() => one.heard.length > before);
    expect(one.heard.at(-1)).toEqual({ sessionId: "s2", expiresAtMs: 1 });
    expect(other.heard.filter(({ sessionId }) => sessionId === "s2")).toHaveLength(1);
  });
});
