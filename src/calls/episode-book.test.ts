/** The lives of a call id: which key its next event belongs to. */
import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { createMemoryCallStore } from "../../test/support/memory-call-store.ts";
import { createMemoryEpisodes } from "../../test/support/memory-episodes.ts";
import { episodeKeyOf, episodeNumberOf, firstKeyOf } from "./episode-key.ts";

const GRACE_MS = 15_000;
const keyOf = (number: number) => episodeKeyOf(CALL.callKey, number);

async function endedCall(options: Parameters<typeof createCallFixture>[0] = {}) {
  const call = createCallFixture(options);
  const ref = await call.directory.present(CALL);
  await call.directory.send(ref, openLeg("a", "agent"));
  await call.settle();
  await call.directory.sendTo(ref.callKey, closeLeg("a", "agent"));
  call.clock.increment(GRACE_MS);
  await call.settle();
  return call;
}

const presentKey = async (call: Pick<ReturnType<typeof createCallFixture>, "directory">) =>
  (await call.directory.present(CALL)).callKey;

describe("keys", () => {
  test("the first life has the id's own key, further ones a suffix that can be read back", () => {
    expect([1, 2, 17].map(keyOf)).toEqual([
      "five9-0000000042",
      "five9-0000000042_e2",
      "five9-0000000042_e17",
    ]);
    expect([1, 2, 17].map((number) => episodeNumberOf(keyOf(number)))).toEqual([1, 2, 17]);
    expect([1, 2, 17].map((number) => firstKeyOf(keyOf(number)))).toEqual(Array(3).fill(CALL.callKey));
  });

  test("an id that ends like a suffix never shares a key with a life of another", () => {
    expect(episodeKeyOf("five9-0000000042_e2", 1)).toBe("five9-0000000042_e2_e1");
    expect(firstKeyOf("five9-0000000042_e2_e1")).toBe("five9-0000000042_e2");
  });

  test("the longest keys stay what Dialogflow takes, and apart", () => {
    const [one, other] = ["a", "b"].map((end) => `vaic-${"x".repeat(58)}${end}`);
    const keys = [one, other].flatMap((first) =>
      [2, 1_000].map((number) => episodeKeyOf(first ?? "", number)),
    );
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^[a-z][a-zA-Z0-9_-]{2,63}$/);
  });
});

describe("which life is meant", () => {
  test("is the one that goes on, at once, while it does", async () => {
    const call = createCallFixture();
    const ref = await call.directory.present(CALL);
    await call.directory.send(ref, openLeg("a", "agent"));
    expect(call.directory.present(CALL)).toEqual(CALL);
    expect(await call.directory.newest(CALL)).toEqual({ ref: CALL, isOver: false, isKnown: true });
  });

  test("is another one after the end, and looking begins none", async () => {
    const call = await endedCall();
    expect(await call.directory.newest(CALL)).toEqual({ ref: CALL, isOver: true, isKnown: true });
    const asked = await Promise.all([presentKey(call), presentKey(call)]);
    expect(asked).toEqual([keyOf(2), keyOf(2)]);
    expect(await presentKey(call)).toBe(keyOf(2));
    expect(await call.store.get(CALL.callKey)).toMatchObject({ endedAtMs: expect.any(Number) });
  });

  test("is the same one where the conversation was never opened: nothing is there to be kept apart", async () => {
    const refused = async () => {
      throw new Error("refused");
    };
    const call = await endedCall({ open: refused });
    expect(await call.directory.newest(CALL)).toEqual({ ref: CALL, isOver: false, isKnown: true });
    expect(await presentKey(call)).toBe(CALL.callKey);
  });

  test("is found again from storage by another process, also from records alone", async () => {
    const { store, episodes } = await endedCall();
    expect(await presentKey(createCallFixture({ store, episodes }))).toBe(keyOf(2));
    // As an earlier version left it, which kept no lives.
    const late = createCallFixture({ store, episodes: createMemoryEpisodes() });
    expect(await late.directory.newest(CALL)).toEqual({ ref: CALL, isOver: true });
    expect(await presentKey(late)).toBe(keyOf(2));
  });

  test("is known without storage where this process saw the end, and else taken for the first", async () => {
    const call = await endedCall();
    call.episodes.failure = new Error("away");
    expect(await presentKey(call)).toBe(keyOf(2));
    const blind = createCallFixture({ store: createMemoryCallStore(), episodes: call.episodes });
    expect(await presentKey(blind)).toBe(CALL.callKey);
  });

  test("is another one where storage did not take the end, and the record is not stored yet", async () => {
    const { directory, episodes, store, ...call } = createCallFixture();
    const ref = await directory.present(CALL);
    await directory.send(ref, openLeg("a", "agent"));
    await call.settle();
    episodes.failure = new Error("away");
    await directory.finish(ref.callKey);
    episodes.failure = null;
    expect((await store.get(ref.callKey))?.endedAtMs ?? null).toBeNull();
    expect(await directory.newest(CALL)).toEqual({ ref: CALL, isOver: true, isKnown: true });
    expect(await directory.present(CALL)).toMatchObject({ callKey: keyOf(2) });
  });

  test("a leg after an operator's end is refused, in whatever life it would be", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver({ type: "call.end", reason: "operator", isForGood: true });
    call.clock.increment(GRACE_MS);
    await call.settle();
    const commands: unknown[] = [];
    call.directory.onLegCommand("b", (command) => commands.push(command));
    await call.directory.send(await call.directory.present(CALL), openLeg("b", "agent"));
    expect(commands).toMatchObject([{ legId: "b", reason: "disconnect" }]);
  });
});
