import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { makeScene, recognition, watch, watchLive } from "../../test/support/delivery-scene.ts";
import { STAGE_CALL, STAGE_CONVERSATION, STAGE_ROOM, suggestion } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { googleEvent } from "../../test/support/google-event.ts";
import { createLogger } from "../base/log.ts";
import { missedEntries } from "./missed-entries.ts";

describe("logging", () => {
  test("an event that comes twice is logged and shown once, and told to the call again as one it may know", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    await scene.delivery.accept(suggestion("a"));
    await scene.delivery.accept(suggestion("a"));
    await scene.delivery.accept(suggestion("b"));
    expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual(["a", "b"]);
    const event = {
      type: "assist.logged" as const,
      kind: "human-agent-assistant-event",
      features: ["SMART_REPLY"],
    };
    const live = { ...event, sincePublishMs: expect.any(Number), desktops: 1 };
    expect(scene.calls.delivered).toEqual([
      { callKey: STAGE_CALL, event: { ...live, sequence: 1 } },
      { callKey: STAGE_CALL, event: { ...event, sequence: 1, isRetold: true } },
      { callKey: STAGE_CALL, event: { ...live, sequence: 2 } },
    ]);
    expect(scene.delivery.stats()).toMatchObject({ logged: 2, duplicates: 1 });
  });

  test("names with and without location lead to the same conversation", async () => {
    const scene = makeScene();
    await scene.delivery.accept(suggestion("a", STAGE_CONVERSATION));
    await scene.delivery.accept(suggestion("b", STAGE_ROOM));
    expect(scene.log.entries(STAGE_ROOM)).toHaveLength(2);
  });

  test("an event the log does not take is refused, and comes through when it is brought again", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    scene.log.beforeAppend = async () => {
      throw new Error("disk full");
    };
    await expect(scene.delivery.accept(suggestion("a"))).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    scene.log.beforeAppend = async () => {};
    await scene.delivery.accept(suggestion("a"));
    expect(desktop.sequences()).toEqual([1]);
  });

  test("a log that does not answer is given up on in time, and what it did after all is not lost", async () => {
    const scene = makeScene({ appendDeadlineMs: 20 });
    const desktop = await watchLive(scene);
    const held = Promise.withResolvers<void>();
    scene.log.beforeAppend = () => held.promise;
    await expect(scene.delivery.accept(suggestion("a"))).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    held.resolve();
    await eventually(() => scene.log.entries(STAGE_ROOM).length === 1);
    await scene.delivery.accept(suggestion("a"));
    await eventually(() => desktop.sequences().length === 1);
    expect(desktop.sequences()).toEqual([1]);
  });

  test("behind a log that hangs, all that waits is refused together", async () => {
    const clock = new SimulatedClock();
    const scene = makeScene({ appendDeadlineMs: 50 }, clock);
    let appends = 0;
    scene.log.beforeAppend = () => {
      appends += 1;
      return new Promise(() => {});
    };
    const waiting = Array.from({ length: 100 }, (_, index) => scene.delivery.accept(suggestion(`m${index}`)));
    const all = Promise.allSettled(waiting);
    await eventually(() => appends === 1);
    clock.increment(50);
    expect((await all).every((outcome) => outcome.status === "rejected")).toBe(true);
    expect(appends).toBe(1);
    scene.log.beforeAppend = async () => {};
    await scene.delivery.accept(suggestion("m0"));
    expect(scene.log.entries(STAGE_ROOM)).toHaveLength(1);
  });

  test("a conversation's queue is bounded and another conversation does not wait for it", async () => {
    const scene = makeScene({ maxQueuedPerConversation: 2 });
    const held = Promise.withResolvers<void>();
    scene.log.beforeAppend = (room) => (room === STAGE_ROOM ? held.promise : Promise.resolve());
    const first = scene.delivery.accept(suggestion("a"));
    const second = scene.delivery.accept(suggestion("b"));
    await expect(scene.delivery.accept(suggestion("c"))).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      retryable: true,
    });
    await scene.delivery.accept(suggestion("x", "projects/p/conversations/other"));
    held.resolve();
    await Promise.all([first, second]);
    await scene.delivery.accept(suggestion("c"));
    expect(scene.log.entries(STAGE_ROOM).map((entry) => entry.messageId)).toEqual(["a", "b", "c"]);
  });

  test("nothing is kept for a conversation without desktops and without work", async () => {
    const scene = makeScene();
    for (let call = 0; call < 500; call += 1) {
      const room = `projects/p/conversations/c${call}`;
      const watcher = watch(scene, 0, room);
      await scene.delivery.accept(suggestion("a", room));
      await eventually(() => watcher.sequences().length === 1);
      watcher.detach();
      watcher.detach();
    }
    expect(scene.delivery.stats()).toMatchObject({ conversations: 0, desktops: 0, logged: 500 });
  });

  test("what a call that is taken up has missed is read from the log, all pages of it", async () => {
    const scene = makeScene();
    for (const id of ["a", "b", "c", "d", "e"]) await scene.delivery.accept(suggestion(id));
    const told = scene.calls.ofType("assist.logged");
    const missed = missedEntries({
      ...{ log: scene.log, roomOf: () => STAGE_ROOM, features: undefined, logger: createLogger("silent") },
      ...{ clock: new SimulatedClock(), limits: { replayPageSize: 2, readDeadlineMs: 1_000 } },
    });
    expect(await missed(STAGE_CALL, 2)).toEqual(
      told.slice(2).map(({ type, sequence, kind, features }) => {
        return { type, sequence, kind, features, isRetold: true };
      }),
    );
    expect(await missed(STAGE_CALL, 5)).toEqual([]);
  });

  test("closing waits for what is being logged and refuses what comes after", async () => {
    const scene = makeScene();
    const held = Promise.withResolvers<void>();
    scene.log.beforeAppend = () => held.promise;
    const accepted = scene.delivery.accept(suggestion("a"));
    const closed = scene.delivery.close();
    await expect(scene.delivery.accept(suggestion("b"))).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
    held.resolve();
    await Promise.all([accepted, closed]);
    expect(scene.log.entries(STAGE_ROOM)).toHaveLength(1);
  });
});

describe("interim transcripts", () => {
  test("are shown live with no sequence and are not logged", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    await scene.delivery.accept(recognition("i1", { utterance: "u1" }));
    expect(desktop.envelopes).toHaveLength(1);
    expect(desktop.envelopes[0]).not.toHaveProperty("sequence");
    expect(desktop.envelopes[0]).toMatchObject({
      participant_role: "END_USER",
      new_recognition_result_message_id: "u1",
    });
    expect(scene.log.entries(STAGE_ROOM)).toHaveLength(0);
    expect(scene.calls.delivered).toHaveLength(0);
  });

  test("that come after their utterance's final are dropped; another utterance's are not", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    await scene.delivery.accept(recognition("f1", { utterance: "u1", isFinal: true }));
    await scene.delivery.accept(recognition("i1", { utterance: "u1" }));
    await scene.delivery.accept(recognition("i2", { utterance: "u2" }));
    expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual(["f1", "i2"]);
    expect(desktop.sequences()).toEqual([1]);
  });

  test("that are older than what is shown already are dropped", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    await scene.delivery.accept(recognition("i2", { utterance: "u1", publishTime: "2026-11-20T10:00:02Z" }));
    await scene.delivery.accept(recognition("i1", { utterance: "u1", publishTime: "2026-11-20T10:00:01Z" }));
    expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual(["i2"]);
    expect(scene.delivery.stats()).toMatchObject({ interimShown: 1, interimDropped: 1 });
  });

  test("do not run ahead of a log that is still being read", async () => {
    const scene = makeScene();
    await scene.delivery.accept(suggestion("a"));
    const held = Promise.withResolvers<void>();
    scene.log.beforeRead = () => held.promise;
    const desktop = watch(scene);
    await scene.delivery.accept(recognition("i1", { utterance: "u1" }));
    held.resolve();
    await eventually(() => desktop.sequences().length === 1);
    expect(desktop.envelopes).toHaveLength(1);
  });

  test("are remembered for a bounded number of utterances", async () => {
    const scene = makeScene({ maxRememberedUtterances: 2 });
    const desktop = await watchLive(scene);
    for (const utterance of ["u1", "u2", "u3"]) {
      await scene.delivery.accept(recognition(`f-${utterance}`, { utterance, isFinal: true }));
    }
    await scene.delivery.accept(recognition("late3", { utterance: "u3" }));
    await scene.delivery.accept(recognition("late1", { utterance: "u1" }));
    expect(desktop.envelopes.map((envelope) => envelope.message_id).slice(3)).toEqual(["late1"]);
  });
});

describe("a published final result", () => {
  const told = (scene: ReturnType<typeof makeScene>) =>
    scene.calls.delivered.flatMap(({ event }) => (event.type === "transcript.finalized" ? [event] : []));
  const final = (speechEndOffset: string | undefined, participantId: string) => {
    const newRecognitionResultPayload = { transcript: "hel", isFinal: true, speechEndOffset };
    return googleEvent({
      dataType: "new-recognition-result-notification-event",
      payload: { conversation: STAGE_CONVERSATION, newRecognitionResultPayload },
      messageId: "r1",
      publishTime: "2026-11-20T10:00:00Z",
      attributes: { participant_role: "END_USER", message_id: "u1", participant_id: participantId },
    });
  };

  test("tells the call at once how far its stream had come", async () => {
    const scene = makeScene();
    const accepted = scene.delivery.accept(final("12.300s", "p1"));
    expect(told(scene)).toMatchObject([
      {
        type: "transcript.finalized",
        participantId: "p1",
        endSeconds: 12.3,
        publishedAtMs: expect.any(Number),
      },
    ]);
    await accepted;
  });

  test("tells nothing where it names no participant or no place", async () => {
    const scene = makeScene();
    await scene.delivery.accept(final("12.300s", ""));
    await scene.delivery.accept(final(undefined, "p1"));
    await scene.delivery.accept(final("soon", "p1"));
    expect(told(scene)).toEqual([]);
  });
});
