import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";
import { protos } from "@google-cloud/dialogflow";
import { type Pusher, startPusher } from "../../../simulators/pubsub-push/pusher.ts";
import { eventually } from "../../../test/support/eventually.ts";
import type { AssistEvent, AssistEventIntake } from "../../assist/event.ts";
import { systemClock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { createPubsubPush, type PubsubPush } from "../../transports/pubsub/push.ts";
import { createPushTokenCheck } from "../../transports/pubsub/push-token.ts";
import { pubsubPushRoutes } from "./push.ts";

const CONVERSATION = "projects/p/locations/global/conversations/five9-1";
const MESSAGE = JSON.stringify({ conversation: CONVERSATION, type: "NEW_MESSAGE" });

let pusher: Pusher;
const servers: Bun.Server<undefined>[] = [];
beforeAll(async () => {
  pusher = await startPusher();
});
afterAll(async () => {
  for (const server of servers) await server.stop(true);
  await pusher.close();
});

interface Receiver {
  url(path?: string): string;
  events: AssistEvent[];
  push: PubsubPush;
}

function startReceiver(how: { accept?: AssistEventIntake["accept"]; maxInFlight?: number } = {}): Receiver {
  const events: AssistEvent[] = [];
  const push = createPubsubPush({
    verifyToken: createPushTokenCheck({
      audience: pusher.audience,
      serviceAccount: pusher.serviceAccount,
      keysUrl: pusher.keysUrl,
      clock: systemClock,
    }),
    intake: { accept: how.accept ?? (async (event) => void events.push(event)) },
    clock: systemClock,
    logger: createLogger("silent"),
    ...(how.maxInFlight === undefined ? {} : { maxInFlight: how.maxInFlight }),
  });
  const app = pubsubPushRoutes({ push, maxBodyBytes: 20_000 });
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => app.fetch(request) });
  servers.push(server);
  return { url: (path = "new-message-event") => `http://127.0.0.1:${server.port}/${path}`, events, push };
}

test.each([
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
])("a push to /%s is taken in as that event and acknowledged", async (path) => {
  const { url, events, push } = startReceiver();
  const attributes = { participant_id: "x", participant_role: "END_USER", message_id: "u1" };
  const event = { messageId: "77", data: MESSAGE, attributes, publishTime: "2026-11-20T10:00:00.500Z" };
  expect((await pusher.push(url(path), event)).status).toBe(204);
  const stamp = { id: "77", publishedAt: "2026-11-20T10:00:00.500Z", conversation: { name: CONVERSATION } };
  expect(events).toMatchObject([{ ...stamp, raw: { dataType: path, data: MESSAGE, attributes } }]);
  const health = push.health().find(({ dataType }) => dataType === path);
  expect(health).toMatchObject({ received: 1, acknowledged: 1, returned: 0, inFlight: 0 });
  expect(health?.lastEventAgeMs).toBeLessThan(3_600_000);
});

test("wrapped, unwrapped, JSON and binary pushes give the same event", async () => {
  const { url, events } = startReceiver();
  const { ConversationEvent } = protos.google.cloud.dialogflow.v2beta1;
  const binary = ConversationEvent.encode({ conversation: CONVERSATION, type: 5 }).finish();
  const attributes = { participant_role: "END_USER" };
  for (const data of [MESSAGE, binary]) {
    for (const form of ["wrapped", "unwrapped"] as const) {
      const event = { messageId: "5", data, attributes, publishTime: "2026-11-20T10:00:00Z" };
      expect((await pusher.push(url(), event, { form })).status).toBe(204);
    }
  }
  expect(events).toHaveLength(4);
  for (const event of events) expect(event).toEqual(events[0] as AssistEvent);
});

test("an unwrapped push without metadata has the same id whenever it comes again", async () => {
  const { url, events } = startReceiver();
  const form = "unwrapped-without-metadata";
  await pusher.push(url(), { messageId: "1", data: MESSAGE }, { form });
  await pusher.push(url(), { messageId: "2", data: MESSAGE }, { form });
  await pusher.push(url(), { messageId: "3", data: `${MESSAGE} ` }, { form });
  const ids = events.map(({ id }) => id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});

test("a push without a valid token of the right issuer, audience and account changes nothing", async () => {
  const { url, events, push } = startReceiver();
  const past = Math.floor(Date.now() / 1000) - 600;
  const refused: [number, string][] = [
    [401, ""],
    [401, "not.a.token"],
    [401, await pusher.token({}, "stranger")],
    [401, await pusher.token({ iss: "https://accounts.example" })],
    [401, await pusher.token({ exp: past })],
    [403, await pusher.token({ aud: "https://another.example" })],
    [403, await pusher.token({ email: "someone@demo-project.iam.gserviceaccount.com" })],
    [403, await pusher.token({ email_verified: false })],
  ];
  for (const [status, token] of refused) {
    const response = await pusher.push(url(), { messageId: "1", data: MESSAGE }, { token });
    expect(response.status).toBe(status);
  }
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ aud: pusher.audience }))}.`;
  expect((await pusher.push(url(), { messageId: "1", data: MESSAGE }, { token: unsigned })).status).toBe(401);
  expect(events).toEqual([]);
  expect(push.health()).toContainEqual(expect.objectContaining({ refused: 9, received: 0 }));
});

test("the keys are fetched once for many pushes", async () => {
  const { url, events } = startReceiver();
  const before = pusher.keyRequests();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => pusher.push(url(), { messageId: String(i), data: MESSAGE })),
  );
  expect(events).toHaveLength(20);
  expect(pusher.keyRequests() - before).toBe(1);
});

test("a token's signature is checked once, and the token is taken until it ends", async () => {
  let nowMs = Date.now();
  const { audience, serviceAccount, keysUrl } = pusher;
  const clock = { ...systemClock, now: () => nowMs };
  const verify = createPushTokenCheck({ audience, serviceAccount, keysUrl, clock });
  const signatures = spyOn(crypto.subtle, "verify");
  try {
    const exp = Math.floor(nowMs / 1_000) + 600;
    const [token, foreign] = [
      await pusher.token({ exp }),
      await pusher.token({ aud: "https://another.example" }),
    ];
    for (let push = 0; push < 20; push += 1) await verify(`Bearer ${token}`);
    expect(signatures).toHaveBeenCalledTimes(1);
    // Only what was found good is remembered.
    for (let push = 0; push < 2; push += 1)
      await expect(verify(`Bearer ${foreign}`)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(signatures).toHaveBeenCalledTimes(3);
    const [head, claims] = token.split(".");
    await expect(verify(`Bearer ${head}.${claims}.AAAA`)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    nowMs += 700_000;
    await expect(verify(`Bearer ${token}`)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  } finally {
    signatures.mockRestore();
  }
});

test("the tokens that are remembered are bounded", async () => {
  const { audience, serviceAccount, keysUrl } = pusher;
  const verify = createPushTokenCheck({ audience, serviceAccount, keysUrl, clock: systemClock });
  const end = Math.floor(Date.now() / 1_000) + 600;
  const tokens = await Promise.all(Array.from({ length: 33 }, (_, n) => pusher.token({ exp: end + n })));
  for (const token of tokens) await verify(`Bearer ${token}`);
  const signatures = spyOn(crypto.subtle, "verify");
  try {
    await verify(`Bearer ${tokens.at(-1)}`);
    expect(signatures).toHaveBeenCalledTimes(0);
    await verify(`Bearer ${tokens[0]}`);
    expect(signatures).toHaveBeenCalledTimes(1);
  } finally {
    signatures.mockRestore();
  }
});

test("while the keys cannot be fetched a push is asked to come again, and then taken", async () => {
  const { url, events } = startReceiver();
  pusher.setKeysAway(true);
  expect((await pusher.push(url(), { messageId: "1", data: MESSAGE })).status).toBe(503);
  pusher.setKeysAway(false);
  expect((await pusher.push(url(), { messageId: "1", data: MESSAGE })).status).toBe(204);
  expect(events).toHaveLength(1);
});

test("what can never be an event is acknowledged and kept for operators, without its content", async () => {
  const { url, events, push } = startReceiver();
  const headers = { authorization: `Bearer ${await pusher.token()}` };
  const post = async (body: string) => (await fetch(url(), { method: "POST", headers, body })).status;
  expect((await pusher.push(url(), { messageId: "8", data: '{"no":"conversation"}' })).status).toBe(204);
  expect(await post('{"message":{"data":"!"},"subscription":"s"}')).toBe(204);
  expect(await post("hello")).toBe(204);
  expect(await post("")).toBe(204);
  expect(events).toEqual([]);
  expect(push.rejected().map(({ reason }) => reason)).toEqual([
    "no_conversation",
    "no_message",
    "not_json",
    "not_json",
  ]);
  expect(push.rejectedTotal()).toBe(4);
  expect(JSON.stringify(push.rejected())).not.toContain("hello");
});

test("an event the log does not take is asked to come again", async () => {
  const error = new SidetoneError("STORAGE_FAILED", "away", { retryable: true });
  const { url, push } = startReceiver({ accept: () => Promise.reject(error) });
  const response = await pusher.push(url(), { messageId: "1", data: MESSAGE });
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(push.health()).toContainEqual(expect.objectContaining({ returned: 1, acknowledged: 0 }));
});

test("the answer waits until the event is in the log; beyond the bound pushes are asked to come again", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { url, push } = startReceiver({ accept: () => promise, maxInFlight: 1 });
  let answered = false;
  const first = pusher.push(url(), { messageId: "1", data: MESSAGE }).finally(() => {
    answered = true;
  });
  await eventually(() => push.health().some(({ inFlight }) => inFlight === 1));
  const second = await pusher.push(url(), { messageId: "2", data: MESSAGE });
  expect(second.status).toBe(503);
  expect(answered).toBe(false);
  resolve();
  expect((await first).status).toBe(204);
});

test("a body beyond the limit is not taken", async () => {
  const { url, events } = startReceiver();
  const data = JSON.stringify({ conversation: CONVERSATION, filler: "x".repeat(30_000) });
  expect((await pusher.push(url(), { messageId: "1", data })).status).toBe(503);
  expect(events).toEqual([]);
});
