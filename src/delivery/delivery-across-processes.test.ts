/** Several deliveries share one log, as several processes on one Redis do. */
import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { makeScene, recognition, upTo, watch, watchLive } from "../../test/support/delivery-scene.ts";
import { STAGE_CONVERSATION, STAGE_ROOM, suggestion } from "../../test/support/desktop-stage.ts";
import { eventually } from "../../test/support/eventually.ts";
import { googleEvent } from "../../test/support/google-event.ts";
import type { LoggedNotification } from "../assist/google/logged.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createDelivery } from "./delivery.ts";
import type { Doorbell, Ring } from "./doorbell.ts";

/** Rings between deliveries of one test; none arrives while `isCut`. */
class Bells {
  isCut = false;
  readonly #listeners = new Set<{ owner: object; room: string; hear(ring: Ring): void }>();
  readonly #interims = new Set<{ owner: object; room: string; hear(interim: LoggedNotification): void }>();
  readonly #gaps = new Set<() => void>();

  forOne(): Doorbell {
    const owner = {};
    return {
      hasOthers: true,
      ring: (room, ring) => {
        if (this.isCut) return;
        for (const one of this.#listeners) if (one.owner !== owner && one.room === room) one.hear(ring);
      },
      listen: (room, hear) => {
        const entry = { owner, room, hear };
        this.#listeners.add(entry);
        return () => void this.#listeners.delete(entry);
      },
      ringInterim: (room, interim) => {
        for (const one of this.#interims) if (one.owner !== owner && one.room === room) one.hear(interim);
      },
      listenInterims: (room, hear) => {
        const entry = { owner, room, hear };
        this.#interims.add(entry);
        return () => void this.#interims.delete(entry);
      },
      showsInterims: (room) => [...this.#interims].some((one) => one.owner !== owner && one.room === room),
      onGap: (listener) => {
        this.#gaps.add(listener);
        return () => void this.#gaps.delete(listener);
      },
    };
  }

  mend(): void {
    this.isCut = false;
    for (const listener of this.#gaps) listener();
  }

  get listeners(): number {
    return this.#listeners.size + this.#interims.size;
  }
}

function makePair(clock = systemClock) {
  const bells = new Bells();
  const one = makeScene({}, clock, { doorbell: bells.forOne() });
  const other = makeScene({}, clock, { doorbell: bells.forOne(), log: one.log });
  return { bells, one, other };
}

const cameAs = (messageId: string) =>
  googleEvent({
    dataType: "human-agent-assistant-event",
    payload: {
      conversation: STAGE_CONVERSATION,
      suggestionResults: [
        {
          suggestSmartRepliesResponse: {
            smartReplyAnswers: [{ reply: "hello", confidence: 0.9, answerRecord: "records/1" }],
            latestMessage: `${STAGE_CONVERSATION}/messages/m`,
          },
        },
      ],
    },
    messageId,
    publishTime: "2026-11-20T10:00:00Z",
  });

describe("desktops of one process and events at another", () => {
  test("every desktop gets every entry once and in order, whichever process took it in", async () => {
    const { one, other } = makePair();
    const desktops = [watch(one), watch(other)];
    await Promise.all(
      upTo(60).map((index) => (index % 2 === 0 ? one : other).delivery.accept(suggestion(`m${index % 50}`))),
    );
    await eventually(() => desktops.every((desktop) => desktop.sequences().length === 50));
    for (const desktop of desktops) expect(desktop.sequences()).toEqual(upTo(50));
    expect(one.log.entries(STAGE_ROOM)).toHaveLength(50);
  });

  test("an entry whose ring was lost is found by the next ring, by a look at the log, or at once when the way is mended", async () => {
    const clock = new SimulatedClock();
    const { bells, one, other } = makePair(clock);
    const desktop = watch(other);
    await eventually(() => bells.listeners === 2);
    bells.isCut = true;
    await one.delivery.accept(suggestion("a"));
    bells.isCut = false;
    await one.delivery.accept(suggestion("b"));
    await eventually(() => desktop.sequences().length === 2);
    bells.isCut = true;
    await one.delivery.accept(suggestion("c"));
    expect(desktop.sequences()).toEqual([1, 2]);
    await eventually(() => {
      clock.increment(5_000);
      return desktop.sequences().length === 3;
    });
    await one.delivery.accept(suggestion("d"));
    bells.mend();
    await eventually(() => desktop.sequences().length === 4);
    expect(desktop.sequences()).toEqual(upTo(4));
    desktop.detach();
    expect(bells.listeners).toBe(0);
  });

  test("words being spoken reach desktops elsewhere, and never after a final that came to either process", async () => {
    const { one, other } = makePair();
    const desktop = await watchLive(other);
    const words = (id: string, second: number, isFinal = false) =>
      recognition(id, {
        utterance: "u1",
        isFinal,
        publishTime: `2026-11-20T10:00:0${second}Z`,
      });
    await one.delivery.accept(words("i1", 1));
    await eventually(() => desktop.envelopes.length === 1);
    await one.delivery.accept(words("f", 3, true));
    await eventually(() => desktop.envelopes.length === 2);
    await one.delivery.accept(words("i2", 2));
    await other.delivery.accept(words("i3", 2));
    await one.delivery.accept(suggestion("last"));
    await eventually(() => desktop.envelopes.at(-1)?.message_id === "last");
    expect(desktop.envelopes.map((envelope) => envelope.message_id)).toEqual(["i1", "f", "last"]);
    expect(other.delivery.stats()).toMatchObject({ interimShown: 1, interimDropped: 2 });
  });

  test("a conversation is watched where a desktop of another process is shown words being spoken", async () => {
    const { one, other } = makePair();
    expect(one.delivery.isWatched(STAGE_ROOM)).toBeFalse();
    const attachment = { room: STAGE_ROOM, after: 0, send() {}, onFailed() {} };
    const detachReader = other.delivery.attach({ ...attachment, wantsInterims: false });
    expect(one.delivery.isWatched(STAGE_ROOM)).toBeFalse();
    const detach = other.delivery.attach(attachment);
    expect(one.delivery.isWatched(STAGE_ROOM)).toBeTrue();
    detach();
    detachReader();
    expect(one.delivery.isWatched(STAGE_ROOM)).toBeFalse();
  });

  test("a suggestion in an answer at one process and in an event at another is logged once, also at the same moment", async () => {
    const { one, other } = makePair();
    await one.delivery.accept(suggestion("before"));
    await Promise.all([one.delivery.accept(cameAs("answer-1")), other.delivery.accept(cameAs("4711"))]);
    expect(one.log.entries(STAGE_ROOM)).toHaveLength(2);
    expect(one.delivery.stats().duplicates + other.delivery.stats().duplicates).toBe(1);
  });
});

test("one process alone rings nothing and looks at no log", async () => {
  const scene = makeScene();
  const reads: number[] = [];
  const clock = new SimulatedClock();
  const delivery = createDelivery({
    ...{ log: scene.log, calls: scene.calls, clock, logger: createLogger("silent") },
  });
  delivery.attach({ room: STAGE_ROOM, after: 0, send() {}, onFailed() {} });
  await Bun.sleep(0);
  scene.log.beforeRead = async (_, after) => void reads.push(after);
  clock.increment(60_000);
  expect(reads).toEqual([]);
  expect(delivery.isWatched("projects/p/conversations/other")).toBeFalse();
});
