import { afterEach, beforeEach, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import pino from "pino";
import { FakeParticipants } from "../../../test/support/fake-participants.ts";
import { TEST_SETTINGS } from "../../../test/support/settings.ts";
import { FlushTick } from "../../audio/flush-tick.ts";
import { systemClock } from "../../base/clock.ts";
import { createDialogflow, type Dialogflow } from "./dialogflow.ts";
import { externalUserIdOf } from "./participants.ts";

const CONVERSATION = "projects/p/locations/us-central1/conversations/five9-1";

let fake: FakeParticipants;
let dialogflow: Dialogflow;

beforeEach(async () => {
  fake = await FakeParticipants.start();
  dialogflow = createDialogflow({
    conversationProfileName: "projects/p/locations/us-central1/conversationProfiles/x",
    endpoint: { apiEndpoint: fake.endpoint, insecure: true },
    clock: systemClock,
    logger: pino({ level: "silent" }),
    tracks: { find: () => undefined },
    tick: new FlushTick({ clock: systemClock, intervalMs: 100 }),
    timings: { settleMs: 0 },
    maxConnections: TEST_SETTINGS.MAX_STREAMS,
    unaryPolicy: { backoffBaseMs: 1, backoffCapMs: 2 },
  });
});

afterEach(async () => {
  await dialogflow.close();
  fake.close();
});

/** What a promise is rejected with. (Awaiting bun:test's own `rejects` slows the network down while it waits.) */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

/** Fails the first `times` calls of a method. */
function failFirst(method: string, times: number, code: number): void {
  let left = times;
  fake.failNext = (called) => {
    if (called !== method || left === 0) return undefined;
    left -= 1;
    return { code, details: "on cue" };
  };
}

test("two legs that open the same conversation at once get the same one", async () => {
  const both = [1, 2].map(() => dialogflow.conversations.openConversation({ conversationId: "five9-1" }));
  const opened = await Promise.all(both);
  expect(opened.map(({ name }) => name)).toEqual([CONVERSATION, CONVERSATION]);
  expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1);
});

test("a completed conversation is not opened again, and completing it twice is fine", async () => {
  await dialogflow.conversations.openConversation({ conversationId: "five9-1" });
  await dialogflow.conversations.completeConversation({ name: CONVERSATION });
  await dialogflow.conversations.completeConversation({ name: CONVERSATION });
  const again = dialogflow.conversations.openConversation({ conversationId: "five9-1" });
  expect(await failureOf(again)).toMatchObject({ code: "CONFLICT", retryable: false });
});

test("what passes is tried again a few times, what does not is not", async () => {
  failFirst("createConversation", 2, status.UNAVAILABLE);
  await dialogflow.conversations.openConversation({ conversationId: "five9-1" });
  expect(fake.calls.filter((call) => call === "createConversation")).toHaveLength(3);
  failFirst("createConversation", 99, status.UNAVAILABLE);
  const away = dialogflow.conversations.openConversation({ conversationId: "five9-2" });
  expect(await failureOf(away)).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  expect(fake.calls.filter((call) => call === "createConversation")).toHaveLength(7);
  failFirst("createConversation", 1, status.PERMISSION_DENIED);
  const denied = dialogflow.conversations.openConversation({ conversationId: "five9-3" });
  expect(await failureOf(denied)).toMatchObject({ code: "UPSTREAM_REFUSED", retryable: false });
});

test("a caller who gives up is let go at once", async () => {
  fake.failNext = () => ({ code: status.UNAVAILABLE, details: "on cue" });
  const signal = AbortSignal.abort();
  const opening = dialogflow.conversations.openConversation({ conversationId: "five9-1", signal });
  expect(await failureOf(opening)).toMatchObject({ code: "SHUTTING_DOWN" });
  expect(fake.calls).toHaveLength(0);
});

test("callers who ask for a participant at once share one request, later ones find it", async () => {
  const request = { conversationName: CONVERSATION, callKey: "five9-1", speaker: "customer" as const };
  const names = await Promise.all([1, 2, 3].map(() => dialogflow.participants.find(request)));
  expect(new Set(names).size).toBe(1);
  expect(fake.calls).toEqual(["listParticipants", "createParticipant"]);
  expect(await dialogflow.participants.find(request)).toBe(names[0] ?? "");
  expect(fake.participants).toHaveLength(1);
});

test("a supervisor never takes the agent's participant, nor the agent the supervisor's", async () => {
  const find = (speaker: "agent" | "supervisor") =>
    dialogflow.participants.find({ conversationName: CONVERSATION, callKey: "five9-1", speaker });
  const supervisor = await find("supervisor");
  const agent = await find("agent");
  expect(agent).not.toBe(supervisor);
  expect(fake.participants.map(({ role }) => role)).toEqual(["HUMAN_AGENT", "HUMAN_AGENT"]);
  expect(fake.participants[0]?.obfuscatedExternalUserId).toBe(externalUserIdOf("five9-1", "supervisor"));
  expect(await find("agent")).toBe(agent);
});

test("an agent's participant that somebody else made is used", async () => {
  const name = `${CONVERSATION}/participants/desktop`;
  fake.participants.push({ name, role: "HUMAN_AGENT", obfuscatedExternalUserId: "" });
  const found = await dialogflow.participants.find({
    conversationName: CONVERSATION,
    callKey: "five9-1",
    speaker: "agent",
  });
  expect(found).toBe(name);
});

test("warmed-up connections wait idle, and after the close nothing is handed out", async () => {
  await dialogflow.warmUp({ connections: 3, deadlineMs: 5_000 });
  expect(dialogflow.pool.counts).toEqual({ busy: 0, idle: 3 });
  await dialogflow.close();
  expect(dialogflow.pool.counts).toEqual({ busy: 0, idle: 0 });
  expect(() => dialogflow.pool.acquire()).toThrow("closed");
  const late = dialogflow.participants.find({
    conversationName: CONVERSATION,
    callKey: "x",
    speaker: "agent",
  });
  expect(await failureOf(late)).toMatchObject({ code: "SHUTTING_DOWN" });
});

test("a server that is not there fails the warm-up in time", async () => {
  fake.close();
  const warmUp = dialogflow.warmUp({ connections: 1, deadlineMs: 200 });
  expect(await failureOf(warmUp)).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  expect(dialogflow.pool.counts).toEqual({ busy: 0, idle: 0 });
});
