import { describe, expect, test } from "bun:test";
import { makeScene, upTo, watch, watchLive } from "../../test/support/delivery-scene.ts";
import { STAGE_ROOM, suggestion } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { entryOf } from "../assist/google/logged.ts";

describe("joining", () => {
  test("reads the log page by page, then is live", async () => {
    const scene = makeScene({ replayPageSize: 3 });
    for (const number of upTo(10)) await scene.delivery.accept(suggestion(`m${number}`));
    const desktop = await watchLive(scene, 4);
    await scene.delivery.accept(suggestion("m11"));
    expect(desktop.sequences()).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(scene.delivered.map((event) => event.replayed)).toEqual([...Array(6).fill(true), false]);
  });

  test("with a place beyond the log's end, which only a log that is gone explains, gives all of the new log", async () => {
    const scene = makeScene();
    await scene.delivery.accept(suggestion("a"));
    const desktop = watch(scene, 50);
    await scene.delivery.accept(suggestion("b"));
    await eventually(() => desktop.sequences().length === 2);
    expect(desktop.sequences()).toEqual([1, 2]);
  });

  test("an event whose number does not follow on makes the desktop read the log", async () => {
    const scene = makeScene();
    const desktop = await watchLive(scene);
    // Another instance logs the first event: this one learns of it by the gap alone.
    await scene.log.append(STAGE_ROOM, suggestionEntry("elsewhere"));
    await scene.delivery.accept(suggestion("here"));
    await eventually(() => desktop.sequences().length === 2);
    expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual(["elsewhere", "here"]);
  });

  test("more live events than may wait are read from the log instead", async () => {
    const scene = makeScene({ maxPendingPerDesktop: 3, replayPageSize: 5 });
    await scene.delivery.accept(suggestion("m1"));
    const held = Promise.withResolvers<void>();
    scene.log.beforeRead = () => held.promise;
    const desktop = watch(scene);
    for (const number of upTo(20).slice(1)) await scene.delivery.accept(suggestion(`m${number}`));
    held.resolve();
    await eventually(() => desktop.sequences().length === 20);
    expect(desktop.sequences()).toEqual(upTo(20));
  });

  test("an event that came after the page was taken and found no room to wait is read with the next page", async () => {
    const scene = makeScene({ maxPendingPerDesktop: 0 });
    const held = Promise.withResolvers<void>();
    let answers = 0;
    scene.log.beforeAnswer = () => {
      answers += 1;
      return answers === 1 ? held.promise : Promise.resolve();
    };
    const desktop = watch(scene);
    await eventually(() => answers === 1);
    await scene.delivery.accept(suggestion("a"));
    held.resolve();
    await eventually(() => desktop.sequences().length === 1);
  });

  test("a log that fails for a while is read again; one that keeps failing ends the desktop's feed", async () => {
    const scene = makeScene({ maxReadAttempts: 4 });
    await scene.delivery.accept(suggestion("a"));
    let failuresLeft = 3;
    scene.log.beforeRead = async () => {
      failuresLeft -= 1;
      if (failuresLeft >= 0) throw new Error("away");
    };
    const patient = watch(scene);
    await eventually(() => patient.sequences().length === 1);
    expect(patient.failures).toEqual([]);
    failuresLeft = 100;
    const unlucky = watch(scene);
    await eventually(() => unlucky.failures.length === 1);
    expect(unlucky.failures).toEqual(["STORAGE_FAILED"]);
    expect(scene.delivery.stats().desktops).toBe(1);
    await scene.delivery.accept(suggestion("b"));
    expect(patient.sequences()).toEqual([1, 2]);
    expect(unlucky.sequences()).toEqual([]);
  });

  test("a desktop that cannot be sent to is detached and harms no other", async () => {
    const scene = makeScene();
    const failures: string[] = [];
    scene.delivery.attach({
      room: STAGE_ROOM,
      after: 0,
      send: () => {
        throw new Error("broken pipe");
      },
      onFailed: (error) => failures.push(error.code),
    });
    const healthy = await watchLive(scene);
    await scene.delivery.accept(suggestion("a"));
    await scene.delivery.accept(suggestion("b"));
    expect(healthy.sequences()).toEqual([1, 2]);
    expect(failures).toEqual(["INTERNAL"]);
    expect(scene.delivery.stats().desktops).toBe(1);
  });
});

const suggestionEntry = (messageId: string) => entryOf(suggestion(messageId));
