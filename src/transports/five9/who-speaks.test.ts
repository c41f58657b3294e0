/** Which speaker a stream brings, by its leg and its agent. */
import { describe, expect, test } from "bun:test";
import type { Speaker } from "../../contract/speaker.ts";
import { type KnownStream, speakerOfStream } from "./who-speaks.ts";

const FIRST: KnownStream = { speaker: "agent", agentId: "3001" };
const SECOND: KnownStream = { speaker: "agent-2", agentId: "3002" };

function agentOf(agentId: string, known: KnownStream[], heard: Speaker[]): Speaker {
  return speakerOfStream({ role: "agent", agentId }, known, (speaker) => heard.includes(speaker));
}

describe("an agent's stream", () => {
  test("is the agent's, and another's beside one who is heard is a further agent's", () => {
    expect(agentOf("3001", [], [])).toBe("agent");
    expect(agentOf("3002", [FIRST], ["agent"])).toBe("agent-2");
    expect(agentOf("3003", [FIRST, SECOND], ["agent", "agent-2"])).toBe("agent-3");
  });

  test("continues as the same speaker if the agent is the same, whether the older stream is heard or not", () => {
    for (const heard of [[], ["agent", "agent-2"]] satisfies Speaker[][]) {
      expect(agentOf("3001", [FIRST, SECOND], heard)).toBe("agent");
      expect(agentOf("3002", [FIRST, SECOND], heard)).toBe("agent-2");
    }
  });

  test("of another agent takes the place of one that is over or silent", () => {
    expect(agentOf("3002", [FIRST], [])).toBe("agent");
    expect(agentOf("3003", [FIRST, SECOND], ["agent"])).toBe("agent-2");
    expect(agentOf("3003", [FIRST, SECOND], ["agent-2"])).toBe("agent");
  });

  test("knows its speaker by the newest agent in that place", () => {
    const transferred = [FIRST, { ...FIRST, agentId: "3009" }];
    expect(agentOf("3009", transferred, ["agent"])).toBe("agent");
    expect(agentOf("3001", transferred, ["agent"])).toBe("agent-2");
  });

  test("without an agent's id replaces the one that is there, as nobody can tell them apart", () => {
    expect(agentOf("", [FIRST], ["agent"])).toBe("agent");
    expect(agentOf("3001", [{ ...FIRST, agentId: "" }], ["agent"])).toBe("agent");
    expect(agentOf("", [{ ...FIRST, agentId: "" }], ["agent"])).toBe("agent");
  });
});

test("the customer is one, whichever agent hears them; a supervisor is told from another by id", () => {
  const isHeard = () => true;
  const customer: KnownStream = { speaker: "customer", agentId: "3001" };
  const supervisor: KnownStream = { speaker: "supervisor", agentId: "9001" };
  const known = [FIRST, customer, supervisor];
  expect(speakerOfStream({ role: "customer", agentId: "3002" }, known, isHeard)).toBe("customer");
  expect(speakerOfStream({ role: "supervisor", agentId: "9001" }, known, isHeard)).toBe("supervisor");
  expect(speakerOfStream({ role: "supervisor", agentId: "9002" }, known, isHeard)).toBe("supervisor-2");
});
