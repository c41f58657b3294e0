/** Names of speakers: a role, and a number where a call has several of it. */
import { expect, test } from "bun:test";
import {
  isSpeaker,
  nextSpeaker,
  roleOf,
  type Speaker,
  speakerRoleOf,
  speakersIn,
  speakerTitle,
  theSpeaker,
} from "./speaker.ts";

test("the first speaker of a role has the role's name, and each further one the next number", () => {
  const taken: Speaker[] = [];
  for (let count = 0; count < 3; count += 1) taken.push(nextSpeaker("agent", taken));
  expect(taken).toEqual(["agent", "agent-2", "agent-3"]);
  expect(nextSpeaker("agent", ["agent", "agent-3", "customer"])).toBe("agent-2");
  expect(nextSpeaker("customer", taken)).toBe("customer");
});

test("every speaker has a role, and Dialogflow's role by it", () => {
  expect(speakerRoleOf("customer-2")).toBe("customer");
  expect(roleOf("customer-2")).toBe("END_USER");
  expect(roleOf("agent-12")).toBe("HUMAN_AGENT");
  expect(roleOf("supervisor-2")).toBe("HUMAN_AGENT");
});

test("only such names are speakers", () => {
  const names = ["agent", "customer-2", "agent-10", "supervisor-999"];
  expect(names.every(isSpeaker)).toBe(true);
  const others = [
    "",
    "Agent",
    "agent-",
    "agent-1",
    "agent-0",
    "agent-02",
    "agent-2x",
    "agent-1e3",
    "caller",
    2,
  ];
  expect(others.filter(isSpeaker)).toEqual([]);
});

test("speakers come by role, then by number, whatever the order of a record", () => {
  const record = { supervisor: 1, "agent-10": 1, customer: 1, "agent-2": 1, agent: 1 };
  expect(speakersIn(record)).toEqual(["agent", "agent-2", "agent-10", "customer", "supervisor"]);
});

test("sentences name speakers by number where the call has several of the role", () => {
  const each = (name: typeof theSpeaker, among: Speaker[]) =>
    ["agent", "agent-2", "customer", ""].map((speaker) => name(speaker, among));
  const conference: Speaker[] = ["agent", "agent-2", "customer"];
  expect(each(theSpeaker, ["agent", "customer"])).toEqual([
    "the agent",
    "agent 2",
    "the customer",
    "a speaker",
  ]);
  expect(each(theSpeaker, conference)).toEqual(["agent 1", "agent 2", "the customer", "a speaker"]);
  expect(each(speakerTitle, ["agent"])).toEqual(["Agent", "Agent 2", "Customer", ""]);
  expect(each(speakerTitle, conference)).toEqual(["Agent 1", "Agent 2", "Customer", ""]);
});
