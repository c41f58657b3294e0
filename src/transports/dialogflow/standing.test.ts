import { expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { systemClock } from "../../base/clock.ts";
import { createStanding } from "./standing.ts";

function scene() {
  let nowMs = 0;
  const standing = createStanding({ clock: { ...systemClock, now: () => nowMs }, tryAgainMs: 1_000 });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { standing, pass };
}

test.each([
  [status.UNAUTHENTICATED, true],
  [status.NOT_FOUND, true],
  // The role may allow conversations nevertheless.
  [status.PERMISSION_DENIED, false],
])("a profile refused with %i: %p, until it is read or a conversation is opened", (code, isRefused) => {
  const { standing, pass } = scene();
  standing.profileRefused(code);
  pass(1_000_000);
  expect(standing.isRefused()).toBe(isRefused);
  standing.profileRead();
  expect(standing.isRefused()).toBe(false);
  standing.profileRefused(code);
  standing.conversationOpened();
  expect(standing.isRefused()).toBe(false);
});

test("a refused conversation counts for a while, whatever the profile says, and not beyond the next that opens", () => {
  const { standing, pass } = scene();
  standing.conversationRefused(status.PERMISSION_DENIED);
  standing.profileRead();
  pass(999);
  expect(standing.isRefused()).toBe(true);
  pass(1);
  expect(standing.isRefused()).toBe(false);
  standing.conversationRefused(status.PERMISSION_DENIED);
  standing.conversationOpened();
  expect(standing.isRefused()).toBe(false);
});

test("a conversation that is refused for itself, or by the quota, says nothing of the others", () => {
  const { standing } = scene();
  for (const code of [status.RESOURCE_EXHAUSTED, status.INVALID_ARGUMENT, status.UNAVAILABLE])
    standing.conversationRefused(code);
  expect(standing.isRefused()).toBe(false);
});
