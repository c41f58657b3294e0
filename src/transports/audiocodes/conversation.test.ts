/** What a conversation makes of VoiceAI Connect's activities, without a call behind it. */
import { afterEach, describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import {
  begin,
  closeConversations,
  kindsOf,
  openScene,
  startOf,
  text,
} from "../../../test/support/conversation-scene.ts";
import type { InboundActivity } from "./activity.ts";
import { audiocodesCallRef } from "./call-key.ts";
import type { ConversationHandle } from "./conversation-port.ts";

afterEach(closeConversations);

describe("the start", () => {
  test("opens a text leg for each participant in its role, and asks for speech detection and events", async () => {
    const scene = await begin();
    const legs = scene.directory.ofType("leg.opened");
    expect(legs.map(({ speaker, medium }) => [speaker, medium.kind])).toEqual([
      ["customer", "text"],
      ["agent", "text"],
    ]);
    expect(scene.answer).toMatchObject([
      {
        kind: "config",
        sessionParams: {
          speechDetection: "enabled",
          sendEventsToBot: ["agentConnected", "speechHypothesis"],
        },
      },
    ]);
    expect(scene.directory.delivered[0]?.ref).toEqual({
      callKey: "vaic-c-1",
      source: "audiocodes",
      vendorCallId: "c-1",
    });
  });

  test("tells who is on the line after the legs, and what an application said before it", async () => {
    const scene = openScene();
    const conversation = await scene.conversations.open({ conversationId: "c", framework: "bot-api" });
    const metadata = { queue: "returns" };
    await conversation.receive([{ kind: "agentConnected", connected: true, metadata }]);
    expect(scene.directory.delivered).toEqual([]);
    const participants = [
      { participant: "caller", uriUser: "+15550104567" },
      { participant: "callee", uriUser: "agent7" },
    ];
    await conversation.receive([{ ...startOf(), participants }]);
    const told = { number: "…4567", queue: "returns", agent: "agent7" };
    const described = scene.directory.ofType("call.described");
    expect(Object.assign({}, ...described.map(({ facts }) => facts))).toEqual(told);
    expect(scene.directory.types().indexOf("call.described")).toBeGreaterThan(
      scene.directory.types().indexOf("leg.opened"),
    );
  });

  test("of an outbound call changes customer and agent over", async () => {
    const { directory } = await begin({}, { isOutbound: true });
    expect(directory.ofType("leg.opened").map(({ speaker }) => speaker)).toEqual(["agent", "customer"]);
  });

  test("that no call can be begun for is answered with a hangup", async () => {
    const scene = openScene();
    scene.directory.answer = () => "full";
    const conversation = await scene.conversations.open({ conversationId: "c", framework: "bot-api" });
    expect(kindsOf(await conversation.receive([startOf()]))).toEqual(["config", "hangup"]);
  });
});

describe("a conversation that a former process opened", () => {
  test("goes on with its first activity, whatever request comes first", async () => {
    const scene = openScene({ opened: (id) => (id === "c-1" ? audiocodesCallRef(id) : null) });
    const { conversations } = scene;
    const [one, other] = await Promise.all([conversations.find("c-1"), conversations.find("c-1")]);
    expect(one).toBe(other as ConversationHandle);
    expect(kindsOf((await one?.receive([startOf()])) ?? [])).toEqual(["config"]);
    expect(await conversations.find("c-2")).toBeUndefined();
    expect(scene.counts).toMatchObject({ conversationsResumed: 1 });
  });

  test("needs a place, and a process that takes new ones", async () => {
    const opened = audiocodesCallRef;
    const { conversations } = openScene({ opened, maxConversations: 0 });
    await expect(conversations.find("c-1")).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    conversations.stopAccepting();
    await expect(conversations.find("c-1")).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  });

  test("is over for the next process too, where it ended before anything came", async () => {
    const { conversations, directory } = openScene();
    const conversation = await conversations.open({ conversationId: "c-1", framework: "bot-api" });
    conversation.end({ reason: "over" });
    expect(directory.finished).toEqual(["vaic-c-1"]);
  });

  test("has its end answered once that is stored", async () => {
    const { conversations, directory } = openScene();
    const conversation = await conversations.open({ conversationId: "c-1", framework: "bot-api" });
    const stored = Promise.withResolvers<void>();
    directory.finish = () => stored.promise;
    let isAnswered = false;
    const answered = conversation.receive([{ kind: "end", reason: "over" }]).then(() => {
      isAnswered = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(isAnswered).toBe(false);
    stored.resolve();
    await answered;
  });
});

describe("words", () => {
  test("go on with speaker, time and an id that a repeat would carry too", async () => {
    const clock = new SimulatedClock();
    clock.increment(5_000);
    const first = await begin({ clock });
    await first.hear({ ...text("caller", "hello", "a-1"), timestampMs: 4_000, language: "de-DE" });
    const second = await begin({ clock });
    await second.hear(text("caller", "hello", "a-1"));
    expect(first.texts).toMatchObject([
      { callKey: "vaic-c-1", speaker: "customer", text: "hello", languageCode: "de-DE", sentAtMs: 4_000 },
    ]);
    expect(second.texts[0]).toMatchObject({ languageCode: "en-US", sentAtMs: 5_000 });
    expect(first.texts[0]?.requestId).toBe(second.texts[0]?.requestId ?? "");
    expect(first.texts[0]?.requestId).toMatch(/^[\x21-\x7e]{36}$/);
  });

  test("that come twice are heard once, in the order of the list, and a bad one stops nobody", async () => {
    const { hear, texts, counts } = await begin();
    await hear(
      text("caller", "one", "1"),
      { kind: "malformed", problem: "x" },
      text("callee", "two", "2"),
      text("caller", "one", "1"),
      { kind: "unknown", name: "event/x" },
      text("caller", "three", "3"),
    );
    expect(texts.map((sent) => sent.text)).toEqual(["one", "two", "three"]);
    expect(counts).toMatchObject({ repeats: 1, malformedActivities: 1, unknownActivities: 1 });
  });

  test("before startRecognition was sent are heard: they may be on their way from before a stop", async () => {
    const { hear, texts } = await begin();
    await hear(text("caller", "hello"));
    expect(texts).toHaveLength(1);
  });

  test("still being spoken are shown, all of one utterance under one id, its text last", async () => {
    const { hear, shown, directory } = await begin();
    const [legId] = directory.ofType("leg.opened").map((leg) => leg.legId);
    await hear({ kind: "hypothesis", participant: "caller", text: "hel" });
    await hear(text("caller", "hello"), { kind: "hypothesis", participant: "caller", text: "and" });
    expect(shown.map(({ text: words, utteranceId }) => [words, utteranceId])).toEqual([
      ["hel", `${legId}-0`],
      ["hello", `${legId}-0`],
      ["and", `${legId}-1`],
    ]);
  });
});

describe("recognition", () => {
  test("is switched once per participant, each time it changes", async () => {
    const { desk, hear } = await begin();
    const speech = desk.of("vaic-c-1");
    speech?.start("customer");
    speech?.start("customer");
    speech?.stop("customer");
    speech?.stop("agent");
    const answer = await hear();
    expect(answer).toMatchObject([
      { kind: "startRecognition", participant: "caller" },
      { kind: "stopRecognition", participant: "caller" },
    ]);
  });

  test("agents coming and going are told to the call while any is there", async () => {
    const { hear, directory } = await begin({}, { agentConnected: false });
    const agent = (connected: boolean, agentId?: string): InboundActivity => ({
      kind: "agentConnected",
      connected,
      metadata: {},
      ...(agentId === undefined ? {} : { agentId }),
    });
    await hear(agent(true, "a"), agent(true, "b"), agent(false, "a"), agent(false, "b"));
    expect(directory.ofType("agent.presence").map(({ isPresent }) => isPresent)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    // The call has to know before its legs come, or it would begin and stop at once.
    expect(directory.types()[0]).toBe("agent.presence");
  });

  test("a leg the call gives up is closed, and one that lasted too long ends with a hangup", async () => {
    const { directory, hear } = await begin();
    const legId = directory.ofType("leg.opened")[0]?.legId ?? "";
    directory.command({ type: "leg.close", legId, reason: "timeout", message: "too long" });
    expect(directory.ofType("leg.closed")).toMatchObject([{ legId, speaker: "customer" }]);
    expect(kindsOf(await hear())).toEqual(["hangup"]);
  });
});

describe("the way out", () => {
  test("late suggestions wait for the next answer, or go to who listens, newest first in line", async () => {
    const { suggest, hear, conversation } = await begin();
    suggest("vaic-c-1", { sequence: 1 });
    expect(await hear()).toMatchObject([{ kind: "metadata", value: { sequence: 1 } }]);
    const heard: string[] = [];
    conversation.onOutbound((activities) => heard.push(`old ${activities.length}`));
    const leave = conversation.onOutbound((activities) => heard.push(`new ${activities.length}`));
    suggest("vaic-c-1", { sequence: 2 });
    suggest("vaic-c-1", { sequence: 3 });
    await Promise.resolve();
    leave();
    suggest("vaic-c-1", { sequence: 4 });
    await Promise.resolve();
    expect(heard).toEqual(["new 2", "old 1"]);
  });

  test("while nobody fetches them, the oldest suggestions are dropped, a recognition command never", async () => {
    const { suggest, desk, hear } = await begin();
    desk.of("vaic-c-1")?.start("customer");
    for (let sequence = 1; sequence <= 500; sequence += 1) suggest("vaic-c-1", { sequence });
    const answer = await hear();
    expect(kindsOf(answer).filter((kind) => kind === "startRecognition")).toHaveLength(1);
    const sequences = answer.flatMap((one) => (one.kind === "metadata" ? [one.value.sequence] : []));
    expect(sequences).toEqual(Array.from({ length: 200 }, (_, index) => 301 + index));
  });

  test("a post that comes again gets its answer again, under the same ids", async () => {
    const { desk, hear } = await begin();
    desk.of("vaic-c-1")?.start("customer");
    const first = await hear(text("caller", "hello", "a-1"));
    expect(kindsOf(first)).toEqual(["startRecognition"]);
    expect(await hear(text("caller", "hello", "a-1"))).toEqual(first);
    expect(await hear(text("caller", "hello", "a-2"))).toEqual([]);
  });
});

describe("the end", () => {
  test("ends the call once, says so to who waits, and nothing is heard after it", async () => {
    const { hear, directory, conversation, texts, conversations } = await begin();
    const ends: string[] = [];
    conversation.onEnd(({ reason }) => ends.push(reason));
    await hear({ kind: "end", reason: "bye", reasonCode: "client-disconnected" }, text("caller", "late"));
    conversation.end({ reason: "again" });
    expect(directory.ofType("call.end").map(({ reason }) => reason)).toEqual(["client-disconnected"]);
    expect(ends).toEqual(["bye"]);
    expect(texts).toEqual([]);
    expect(conversations.get("c-1")).toBeUndefined();
    await expect(conversations.open({ conversationId: "c-1", framework: "bot-api" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    conversations.callEnded("vaic-c-1");
    expect(await conversations.open({ conversationId: "c-1", framework: "bot-api" })).toBeDefined();
  });

  test("comes by itself when VoiceAI Connect falls silent, and not while it refreshes", async () => {
    const clock = new SimulatedClock();
    const { conversation, directory, counts } = await begin({ clock });
    for (let minute = 0; minute < 5; minute += 1) {
      clock.increment(60_000);
      conversation.refresh();
    }
    expect(conversation.isOpen).toBe(true);
    clock.increment(120_000);
    expect(conversation.isOpen).toBe(false);
    expect(directory.ofType("call.end")).toHaveLength(1);
    expect(counts.conversationsExpired).toBe(1);
  });

  test("opening again before the start gives the same conversation, and too many are refused", async () => {
    const { conversations } = openScene({ maxConversations: 1 });
    const once = await conversations.open({ conversationId: "c", framework: "bot-api" });
    expect(await conversations.open({ conversationId: "c", framework: "bot-api" })).toBe(once);
    await expect(conversations.open({ conversationId: "d", framework: "bot-api" })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      retryable: true,
    });
    once.end({ reason: "done" });
    expect(await conversations.open({ conversationId: "d", framework: "bot-api" })).toBeDefined();
  });
});
