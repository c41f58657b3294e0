/** The same suggestion in an answer and in an event. */
import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { makeScene, type Scene, watchLive } from "../../test/support/delivery-scene.ts";
import { STAGE_CONVERSATION, STAGE_ROOM } from "../../test/support/desktop-stage.ts";
import { googleEvent } from "../../test/support/google-event.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createDelivery } from "./delivery.ts";

const reply = (text: string, answerRecord?: string) => ({
  suggestSmartRepliesResponse: {
    smartReplyAnswers: [
      { reply: text, confidence: 0.92, ...(answerRecord === undefined ? {} : { answerRecord }) },
    ],
    latestMessage: `${STAGE_CONVERSATION}/messages/m`,
  },
});
const PUBLISHED_AT = "2026-11-26T10:00:00.000Z";
const came = (messageId: string, ...suggestionResults: object[]) =>
  at(PUBLISHED_AT, messageId, ...suggestionResults);
const at = (publishTime: string, messageId: string, ...suggestionResults: object[]) =>
  googleEvent({
    dataType: "human-agent-assistant-event",
    payload: { conversation: STAGE_CONVERSATION, suggestionResults },
    messageId,
    publishTime,
  });

const logged = (scene: Scene) => scene.log.entries(STAGE_ROOM).map(({ messageId }) => messageId);

describe("a suggestion that comes in an answer and in an event", () => {
  for (const [first, second] of [
    ["answer-1", "4711"],
    ["4711", "answer-1"],
  ] as const) {
    test(`is logged and shown once, ${first} first`, async () => {
      const scene = makeScene();
      const desktop = await watchLive(scene);
      await scene.delivery.accept(came(first, reply("hello", "records/1")));
      await scene.delivery.accept(came(second, reply("hello", "records/1")));
      expect(logged(scene)).toEqual([first]);
      expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual([first]);
      expect(scene.delivery.stats()).toMatchObject({ logged: 1, duplicates: 1 });
    });

    test(`is known after a restart, ${first} first`, async () => {
      const scene = makeScene({ replayPageSize: 2 });
      for (let at = 0; at < 5; at += 1)
        await scene.delivery.accept(came(`before-${at}`, reply(`other ${at}`)));
      await scene.delivery.accept(came(first, reply("hello", "records/1")));
      await scene.delivery.close();
      const { log, calls } = scene;
      const next = createDelivery({ log, calls, clock: systemClock, logger: createLogger("silent") });
      await next.accept(came(second, reply("hello", "records/1")));
      expect(logged(scene)).toHaveLength(6);
      await next.close();
    });
  }

  test("is known by what it says where the records differ, or were written in another way", async () => {
    const scene = makeScene();
    await scene.delivery.accept(came("answer-1", reply("hello", "records/1")));
    const other = {
      suggestSmartRepliesResponse: {
        latestMessage: `${STAGE_CONVERSATION}/messages/m`,
        contextSize: 0,
        smartReplyAnswers: [{ answerRecord: "records/2", confidence: Math.fround(0.92), reply: "hello" }],
      },
    };
    await scene.delivery.accept(came("4711", other));
    expect(logged(scene)).toEqual(["answer-1"]);
  });

  test("leaves what else the event brings", async () => {
    const scene = makeScene();
    await scene.delivery.accept(came("answer-1", reply("hello", "records/1")));
    await scene.delivery.accept(came("4711", reply("hello", "records/1"), reply("good day", "records/2")));
    await scene.delivery.accept(came("4711", reply("hello", "records/1"), reply("good day", "records/2")));
    const entries = scene.log.entries(STAGE_ROOM);
    expect(entries.map(({ messageId }) => messageId)).toEqual(["answer-1", "4711"]);
    expect(JSON.parse(entries[1]?.data ?? "{}").suggestionResults).toEqual([reply("good day", "records/2")]);
  });

  test("is two suggestions where two events say the same", async () => {
    const scene = makeScene();
    await scene.delivery.accept(came("4711", reply("hello")));
    await scene.delivery.accept(came("4712", reply("hello")));
    expect(logged(scene)).toEqual(["4711", "4712"]);
  });

  test("is taken when the log answers again, from whichever way it comes then", async () => {
    const scene = makeScene();
    const refuse = async () => {
      throw new Error("disk full");
    };
    scene.log.beforeAppend = refuse;
    await expect(scene.delivery.accept(came("answer-1", reply("hello")))).rejects.toThrow();
    scene.log.beforeAppend = async () => {};
    await scene.delivery.accept(came("4711", reply("hello")));
    await scene.delivery.accept(came("answer-1", reply("hello")));
    expect(logged(scene)).toEqual(["4711"]);
  });
});

test("an answer has Sidetone's own time, which says nothing of how far Pub/Sub's clock is behind", async () => {
  const clock = new SimulatedClock();
  clock.increment(Date.parse(PUBLISHED_AT) + 5_000);
  const scene = makeScene({}, clock);
  await scene.delivery.accept(came("4711", reply("one")));
  await scene.delivery.accept(at(new Date(clock.now()).toISOString(), "answer-1", reply("two")));
  await scene.delivery.accept(came("4712", reply("three")));
  expect(scene.calls.delivered).toMatchObject(
    [0, 0, 0].map((sincePublishMs) => ({ event: { sincePublishMs } })),
  );
});
