/** Conversations whose requests land on any instance. */
import { afterEach, expect, test } from "bun:test";
import {
  closeConversations,
  kindsOf,
  openScene,
  startOf,
  text,
} from "../../../test/support/conversation-scene.ts";
import { memoryBuses } from "../../../test/support/memory-buses.ts";
import { systemClock } from "../../base/clock.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { audiocodesCallRef } from "./call-key.ts";
import type { ConversationHandle } from "./conversation-port.ts";
import type { OrphanedCall } from "./conversations.ts";
import { FarConversations } from "./far-conversations.ts";
import type { ConversationPlaces, InstanceLink } from "./instance-link.ts";

afterEach(closeConversations);

const OPENING = { conversationId: "c-1", framework: "bot-api" } as const;

function fleet() {
  const buses = memoryBuses();
  const placed = new Map<string, string>();
  const sessions = new Map<string, string>();
  let orphan: OrphanedCall | null = null;
  const left = new Map<string, CallRef>();
  const settling = { settled: Promise.resolve() };
  const lives = (instance: string | undefined) =>
    instance !== undefined && buses.others("").includes(instance);
  function instance(name: string) {
    const bus = buses.open(name);
    const link: InstanceLink = {
      instanceId: name,
      lives: async (other) => lives(other),
      ask: (to, topic, question, deadlineMs) => bus.ask(to, { name: topic }, question, deadlineMs),
      onAsk: (topic, answer) => void bus.onAsk({ name: topic }, answer),
      tell: (to, topic, message) => void bus.tell(to, { name: topic }, message),
      on: (topic, listener) => void bus.on({ name: topic }, listener),
    };
    const places: ConversationPlaces = {
      async claim(id) {
        const known = placed.get(id);
        if (known === undefined || !lives(known)) placed.set(id, name);
        return placed.get(id) ?? name;
      },
      find: async (id) => (lives(placed.get(id)) ? (placed.get(id) ?? null) : null),
      async release(id) {
        if (placed.get(id) === name) placed.delete(id);
      },
      async noteSession(session, id) {
        sessions.set(session, id);
      },
      findSession: async (session) => sessions.get(session) ?? null,
    };
    const scene = openScene();
    let giveUp: () => Promise<readonly string[]> = async () => [];
    return {
      scene,
      conversations: new FarConversations({
        here: scene.conversations,
        link,
        places,
        findOrphan: async () => orphan,
        findOpened: async (id) => left.get(id) ?? null,
        settled: () => settling.settled,
        clock: systemClock,

        onReturned: (listener) => {
          giveUp = listener;
        },
      }),
      /** Others took it for gone. */
      returns: () => giveUp(),
    };
  }
  return {
    instance,
    placed,
    settling,
    leftOpen: left,
    kill: buses.kill,
    leave(call: OrphanedCall) {
      orphan = call;
    },
  };
}

async function twoInstances() {
  const world = fleet();
  const [one, other] = [world.instance("one"), world.instance("other")];
  const opened = await one.conversations.open(OPENING);
  const found = (await other.conversations.find("c-1")) as ConversationHandle;
  return { ...world, one, other, opened, found };
}

test("a post that lands elsewhere is heard and answered by the instance that has the conversation", async () => {
  const { one, other, found } = await twoInstances();
  expect(found.callKey).toBe("vaic-c-1");
  expect(found.awaitsParticipants).toBe(true);
  expect(kindsOf(await found.receive([startOf()]))).toEqual(["config"]);
  expect(found.awaitsParticipants).toBe(false);
  await found.receive([text("caller", "hello", "a-1")]);
  expect(one.scene.texts).toMatchObject([{ text: "hello" }]);
  expect(other.scene.texts).toEqual([]);
});

test("a post that is repeated elsewhere gets the same answer, and is heard once", async () => {
  const { one, opened, found } = await twoInstances();
  const post = [{ ...startOf(), activityId: "s-1" }, text("caller", "hello", "a-1")];
  const first = await opened.receive(post);
  const again = await found.receive(post);
  expect(again).toEqual(JSON.parse(JSON.stringify(first)));
  expect(one.scene.texts).toHaveLength(1);
});

test("a request to open that is repeated elsewhere finds the same conversation, and later fails", async () => {
  const { one, other, opened } = await twoInstances();
  const again = await other.conversations.open(OPENING);
  expect(again.callKey).toBe(opened.callKey);
  await again.receive([startOf()]);
  expect(other.scene.conversations.count() + one.scene.conversations.count()).toBe(1);
  await expect(other.conversations.open(OPENING)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a WebSocket stays where it is: late activities come to it, and so does the end", async () => {
  const { one, opened, found } = await twoInstances();
  const sent: string[] = [];
  found.onOutbound((activities) => sent.push(...kindsOf(activities)));
  let isOver = false;
  found.onEnd(() => {
    isOver = true;
  });
  await Bun.sleep(0);
  await opened.receive([startOf()]);
  one.scene.suggest("vaic-c-1", { suggestions: [] });
  await Bun.sleep(0);
  expect(sent).toEqual(["metadata"]);
  opened.end({ reason: "over" });
  await Bun.sleep(0);
  expect(isOver).toBe(true);
});

test("its end gives the place up, and the id may begin again anywhere", async () => {
  const { other, opened, placed, found } = await twoInstances();
  await found.receive([startOf()]);
  found.end({ reason: "over" });
  await Bun.sleep(0);
  expect(opened.isOpen).toBe(false);
  expect(placed.has("c-1")).toBe(false);
  expect(await other.conversations.find("c-1")).toBeUndefined();
  expect((await other.conversations.open(OPENING)).isOpen).toBe(true);
});

test("an instance that takes the call over before the call has heard of the end does not take the conversation up", async () => {
  const { other, opened, placed, found, settling } = await twoInstances();
  await found.receive([startOf()]);
  const { promise, resolve } = Promise.withResolvers<void>();
  settling.settled = promise;
  opened.end({ reason: "over" });
  await other.conversations.takeUp(["c-1"]);
  expect(placed.get("c-1")).toBe("one");
  expect(other.scene.conversations.has("c-1")).toBe(false);
  resolve();
  await Bun.sleep(0);
  expect(placed.has("c-1")).toBe(false);
});

test("with its instance gone nobody has it, and a repeat does not hang", async () => {
  const { other, found, kill, placed } = await twoInstances();
  kill("one");
  await expect(found.receive([startOf()])).rejects.toThrow();
  expect(await other.conversations.find("c-1")).toBeUndefined();
  expect((await other.conversations.open(OPENING)).isOpen).toBe(true);
  expect(placed.get("c-1")).toBe("other");
});

test("an instance that comes back gives up what another one has taken up meanwhile, and keeps the rest", async () => {
  const { one, opened, placed } = await twoInstances();
  await opened.receive([startOf()]);
  const kept = await one.conversations.open({ ...OPENING, conversationId: "c-2" });
  placed.set("c-1", "other");
  placed.delete("c-2");
  expect(await one.returns()).toEqual(["vaic-c-1"]);
  expect([opened.isOpen, kept.isOpen]).toEqual([false, true]);
  expect([placed.get("c-1"), placed.get("c-2")]).toEqual(["other", "one"]);
});

test("a conversation whose instance is gone while its call lives is taken up by the one that gets the next post, which is not lost", async () => {
  const { one, other, found, kill, leave, placed } = await twoInstances();
  await found.receive([startOf()]);
  kill("one");
  const ref = { callKey: "vaic-c-1", source: "audiocodes", vendorCallId: "c-1" };
  leave({ ref, participants: [{ participant: "caller", speaker: "customer", isText: true }] });
  await found.receive([text("caller", "not lost", "a-1")]);
  const resumed = await other.conversations.find("c-1");
  await resumed?.receive([text("caller", "hello", "a-2")]);
  expect(other.scene.texts).toMatchObject([{ text: "not lost" }, { text: "hello", callKey: "vaic-c-1" }]);
  expect(one.scene.texts).toEqual([]);
  expect(placed.get("c-1")).toBe("other");
});

test("what comes while its instance leaves waits until that has left it, and is neither lost nor answered as of no conversation", async () => {
  const { one, other, found, settling, leave, instance } = await twoInstances();
  const third = instance("third");
  await found.receive([startOf()]);
  const ref = { callKey: "vaic-c-1", source: "audiocodes", vendorCallId: "c-1" };
  leave({ ref, participants: [{ participant: "caller", speaker: "customer", isText: true }] });
  // Its place is given up once its call has heard all.
  const { promise, resolve } = Promise.withResolvers<void>();
  settling.settled = promise;
  one.scene.conversations.close();
  const answered: string[] = [];
  const first = found.receive([text("caller", "on its way", "a-1")]).finally(() => answered.push("post"));
  const second = Promise.resolve(third.conversations.find("c-1")).finally(() => answered.push("found"));
  await Bun.sleep(0);
  expect(answered).toEqual([]);
  resolve();
  await first;
  await (await second)?.receive([text("caller", "hello", "a-2")]);
  const heard = [...other.scene.texts, ...third.scene.texts].map((one) => one.text);
  expect(heard.sort()).toEqual(["hello", "on its way"]);
});

test("one whose instance is gone before anything else came goes on where the next requests land, one of them at a time", async () => {
  const world = await twoInstances();
  const third = world.instance("third");
  world.kill("one");
  world.leftOpen.set("c-1", audiocodesCallRef("c-1"));
  const found = await Promise.all(
    [world.other, third, world.other].map(({ conversations }) => conversations.find("c-1")),
  );
  expect(found.map((one) => one?.callKey)).toEqual(["vaic-c-1", "vaic-c-1", "vaic-c-1"]);
  expect(kindsOf((await found[1]?.receive([startOf()])) ?? [])).toEqual(["config"]);
  expect(world.other.scene.conversations.count() + third.scene.conversations.count()).toBe(1);
  expect(await world.other.conversations.find("nobody")).toBeUndefined();
});
