/** Announced calls without audio take no place from calls that have some. */
import { describe, expect, test } from "bun:test";
import { createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { CallEvent } from "../actors/call/events.ts";
import type { CallRef } from "../contract/call-ref.ts";

const refOf = (id: string): CallRef => ({ callKey: `five9-${id}`, source: "five9", vendorCallId: id });
const ANNOUNCED: CallEvent = { type: "cti.received", variableNames: [] };

describe("with room for four calls", () => {
  function scene() {
    const displaced: string[] = [];
    const { directory, settle } = createCallFixture({
      maxCalls: 4,
      onDisplaced: (callKey) => displaced.push(callKey),
    });
    const announce = (id: string) => directory.send(refOf(id), ANNOUNCED);
    const speak = (id: string) => directory.send(refOf(id), openLeg(`leg-${id}`, "agent"));
    const stateOf = (id: string) => directory.get(`five9-${id}`)?.view().media;
    return { directory, settle, displaced, announce, speak, stateOf };
  }

  test("no more than half are announcements: the oldest goes for the next", async () => {
    const { settle, displaced, announce, stateOf } = scene();
    for (const id of ["a1", "a2", "a3"]) await announce(id);
    await settle();
    expect(displaced).toEqual(["five9-a1"]);
    expect([stateOf("a2"), stateOf("a3")]).toEqual(["awaiting", "awaiting"]);
  });

  test("audio replaces the oldest announcement, and is refused only where audio takes every place", async () => {
    const { settle, displaced, announce, speak, stateOf } = scene();
    for (const id of ["a1", "a2"]) await announce(id);
    for (const id of ["s1", "s2"]) await speak(id);
    await settle();
    expect(await speak("s3")).toBe("taken");
    await settle();
    expect(await speak("s4")).toBe("taken");
    await settle();
    expect(displaced).toEqual(["five9-a1", "five9-a2"]);
    for (const id of ["s1", "s2", "s3", "s4"]) expect(stateOf(id)).toBe("streaming");
    expect(await speak("s5")).toBe("full");
    expect(await announce("a9")).toBe("full");
  });

  test("an announcement whose audio came is none any more", async () => {
    const { settle, displaced, announce, speak, stateOf } = scene();
    for (const id of ["c1", "c2"]) {
      await announce(id);
      await speak(id);
    }
    for (const id of ["a1", "a2"]) await announce(id);
    await settle();
    expect(displaced).toEqual([]);
    expect([stateOf("c1"), stateOf("c2")]).toEqual(["streaming", "streaming"]);
  });
});
