/** What one instance grants or ends, another on the same Redis knows. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../test/support/eventually.ts";
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
import { createOperatorDoor } from "../operators/door.ts";
import { openSignedOut } from "../storage/signed-out.ts";
import { type Renewal, shareRenewals } from "./renewals.ts";

const clock = systemClock;
/** All instances have the same secret. */
const TOKENS = { secret: "a secret of thirty-two characters or more", project: "p", lifetimeMs: 60_000 };
const logger = createLogger("silent");
const closing: (() => unknown)[] = [];
let redis: TestRedisServer;

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
