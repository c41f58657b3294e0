/** Agents' applications come and go: by name, without one, with names of any length, and far too many. */
import { expect, test } from "bun:test";
import { AgentPresence } from "./agent-presence.ts";

test("somebody is present until the last has gone", () => {
  const presence = new AgentPresence();
  presence.connect("a");
  presence.connect("b");
  presence.disconnect("a");
  expect(presence.isPresent).toBe(true);
  presence.disconnect("b");
  expect(presence.isPresent).toBe(false);
});

test("an agent with a name beyond all measure comes and goes like others", () => {
  const presence = new AgentPresence();
  const name = "a".repeat(100_000);
  presence.connect("b");
  presence.connect(name);
  presence.disconnect("b");
  expect(presence.isPresent).toBe(true);
  presence.disconnect(name);
  expect(presence.isPresent).toBe(false);
});

test("an agent that says again that it is there, in a full call, is gone when it goes", () => {
  const presence = new AgentPresence();
  const names = Array.from({ length: 100 }, (_, index) => `agent-${index}`);
  for (const name of [...names, ...names]) presence.connect(name);
  for (const name of names) presence.disconnect(name);
  expect(presence.isPresent).toBe(false);
});

test("those beyond the hundredth count as one without a name", () => {
  const presence = new AgentPresence();
  for (let index = 0; index < 5_000; index += 1) presence.connect(`agent-${index}`);
  for (let index = 0; index < 100; index += 1) presence.disconnect(`agent-${index}`);
  expect(presence.isPresent).toBe(true);
  presence.disconnect("agent-100");
  expect(presence.isPresent).toBe(false);
});
