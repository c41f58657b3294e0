/** What opens beside the rest: who asks waits within a deadline, a failed opening is tried again, and closing always ends. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { eventually } from "../../test/support/eventually.ts";
import { createLogger } from "../base/log.ts";
import { Late } from "./late.ts";

const logger = createLogger("silent");

function stage(waitMs = 100, isOnDemand = false) {
  const clock = new SimulatedClock();
  const attempts: PromiseWithResolvers<{ name: string }>[] = [];
  const closed: string[] = [];
  const late = new Late<{ name: string }>({
    open() {
      const attempt = Promise.withResolvers<{ name: string }>();
      attempts.push(attempt);
      return attempt.promise;
    },
    closeOpened: async ({ name }) => void closed.push(name),
    ...{ what: "the queue", isOnDemand, waitMs, clock, logger },
  });
  return { late, clock, attempts, closed, ask: () => late.ask(async ({ name }) => name) };
}

test("who asks before it is open is answered once it is", async () => {
  const { ask, attempts, late } = stage();
  const answer = ask();
  expect(late.opened).toBeNull();
  attempts[0]?.resolve({ name: "one" });
  expect(await answer).toBe("one");
  expect(await ask()).toBe("one");
});

test("who asks waits no longer than the deadline, and may try again", async () => {
  const { ask, attempts, clock } = stage(100);
  const answer = ask();
  clock.increment(100);
  await expect(answer).rejects.toMatchObject({ code: "STORAGE_FAILED", retryable: true });
  attempts[0]?.resolve({ name: "one" });
  expect(await ask()).toBe("one");
});

test("an opening that fails is tried again after a pause", async () => {
  const { ask, attempts, clock } = stage(5_000);
  const answer = ask();
  attempts[0]?.reject(new Error("not yet"));
  await eventually(() => {
    clock.increment(500);
    return attempts.length === 2;
  });
  attempts[1]?.resolve({ name: "two" });
  expect(await answer).toBe("two");
});

test("closing ends what is open, and what opens late, and refuses who asks", async () => {
  const open = stage();
  open.attempts[0]?.resolve({ name: "one" });
  await open.ask();
  await open.late.close();
  expect(open.closed).toEqual(["one"]);

  const opening = stage();
  const answer = opening.ask();
  await opening.late.close();
  await expect(answer).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  opening.attempts[0]?.resolve({ name: "late" });
  await eventually(() => opening.closed.includes("late"));
});

test("what is opened on demand begins with the first question, and closes without ever being opened", async () => {
  const asked = stage(100, true);
  expect([asked.attempts.length, asked.late.hasBegun]).toEqual([0, false]);
  const answer = asked.ask();
  expect([asked.attempts.length, asked.late.hasBegun]).toEqual([1, true]);
  asked.attempts[0]?.resolve({ name: "one" });
  expect(await answer).toBe("one");

  const unused = stage(100, true);
  await unused.late.close();
  await expect(unused.ask()).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  expect([unused.attempts, unused.closed]).toEqual([[], []]);
});
