/** Text on its way to a Dialogflow that is slow, refuses, or answers too late. */
import { describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { eventually } from "../../../test/support/eventually.ts";
import { systemClock } from "../../base/clock.ts";
import { createLogger } from "../../base/log.ts";
import { RateWindow } from "./rate-window.ts";
import { type TextApi, TextMessages } from "./text-messages.ts";

interface Asked {
  participant: string;
  text: string;
  requestId: string;
}

function setUp(answer: (asked: Asked, attempt: number) => Promise<void>, giveUpAfterMs = 5_000) {
  const asked: Asked[] = [];
  const open = Promise.withResolvers<string>();
  const clock = systemClock;
  const rate = new RateWindow({ clock, perMinute: 1_000 });
  const api = {
    analyzeContent: async (request: {
      participant: string;
      requestId: string;
      textInput: { text: string };
    }) => {
      const entry = {
        participant: request.participant,
        text: request.textInput.text,
        requestId: request.requestId,
      };
      asked.push(entry);
      await answer(entry, asked.filter(({ requestId }) => requestId === entry.requestId).length);
      return [{}];
    },
  } as unknown as TextApi;
  const lost: string[] = [];
  const texts = new TextMessages({
    api,
    onAnswered: () => {},
    participants: { find: async ({ speaker }) => `participants/${speaker}` },
    rate,
    clock,
    logger: createLogger("silent"),
    policy: { deadlineMs: 1_000, attempts: 2, backoffBaseMs: 1, backoffCapMs: 5 },
    closed: new AbortController().signal,
    whenOpen: () => open.promise,
    maxQueued: 3,
    giveUpAfterMs,
    onLost: (_callKey, speaker, code) => lost.push(`${speaker} ${code}`),
  });
  const say = (text: string, speaker: "agent" | "customer" = "customer") =>
    texts.send({
      callKey: "vaic-1",
      speaker,
      text,
      languageCode: "en-US",
      sentAtMs: 1_500,
      requestId: `id-${text}`,
    });
  return { texts, asked, lost, say, open: () => open.resolve("conversations/vaic-1") };
}

const unavailable = () => Object.assign(new Error("away"), { code: status.UNAVAILABLE });

describe("text messages", () => {
  test("wait for the conversation, then go one at a time in order, each speaker as its own participant", async () => {
    const stage = setUp(async () => {});
    stage.say("one");
    stage.say("hello", "agent");
    stage.say("two");
    expect(stage.texts.pending()).toBe(3);
    expect(stage.asked).toEqual([]);
    stage.open();
    await Promise.all([stage.texts.flushed("vaic-1", "customer"), stage.texts.flushed("vaic-1", "agent")]);
    const ofCustomer = stage.asked.filter(({ participant }) => participant === "participants/customer");
    expect(ofCustomer.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(stage.texts.counts()).toEqual({ sent: 3, lost: 0, retried: 0 });
    expect(stage.texts.pending()).toBe(0);
  });

  test("are sent again under the same request id while Dialogflow is away, and hold back what was said later", async () => {
    const stage = setUp(async ({ text }, attempt) => {
      if (text === "one" && attempt < 4) throw unavailable();
    });
    stage.open();
    stage.say("one");
    stage.say("two");
    await stage.texts.flushed("vaic-1", "customer");
    expect(stage.asked.map(({ requestId }) => requestId)).toEqual([
      "id-one",
      "id-one",
      "id-one",
      "id-one",
      "id-two",
    ]);
    expect(stage.texts.counts()).toEqual({ sent: 2, lost: 0, retried: 3 });
  });

  test("that are refused are lost alone", async () => {
    const stage = setUp(async ({ text }) => {
      if (text === "one") throw Object.assign(new Error("no"), { code: status.INVALID_ARGUMENT });
    });
    stage.open();
    stage.say("one");
    stage.say("two");
    await stage.texts.flushed("vaic-1", "customer");
    expect(stage.texts.counts()).toEqual({ sent: 1, lost: 1, retried: 0 });
  });

  test("are given up when their time is over", async () => {
    const stage = setUp(async () => Promise.reject(unavailable()), 60);
    stage.open();
    stage.say("one");
    await stage.texts.flushed("vaic-1", "customer");
    expect(stage.texts.counts()).toMatchObject({ sent: 0, lost: 1 });
  });

  test("beyond the queue's bound push out the oldest that waits", async () => {
    const stage = setUp(async () => {});
    for (const text of ["one", "two", "three", "four", "five"]) stage.say(text);
    expect(stage.texts.counts().lost).toBe(1);
    stage.open();
    await stage.texts.flushed("vaic-1", "customer");
    expect(stage.asked.map(({ text }) => text)).toEqual(["one", "three", "four", "five"]);
  });

  test("of a call that is over are lost, and nothing is kept for it", async () => {
    const stage = setUp(async () => {});
    stage.say("one");
    stage.say("two");
    stage.texts.release("vaic-1");
    stage.open();
    await eventually(() => stage.texts.counts().lost === 2);
    expect(stage.texts.pending()).toBe(0);
  });
});
