/** Who is on the line, by what VoiceAI Connect says of it. */
import { expect, test } from "bun:test";
import type { Speaker } from "../../contract/speaker.ts";
import type { AgentConnectedActivity, StartActivity } from "./activity.ts";
import type { Participant, ParticipantList } from "./participants.ts";
import { factsOfApplication, factsOfStart } from "./who-is-there.ts";

const SPEAKERS: Readonly<Record<string, Speaker>> = {
  caller: "customer",
  callee: "agent",
  boss: "supervisor",
};
const list: Pick<ParticipantList, "find"> = {
  find: ({ participant = "" }) => {
    const speaker = SPEAKERS[participant];
    return speaker && ({ participant, speaker } as Participant);
  },
};
const start = (fields: Partial<StartActivity>): StartActivity => ({
  ...{ kind: "start", participants: [], caller: {}, callee: {}, isOutbound: false },
  ...fields,
});

test("the customer's number and the agent's name are their participants'", () => {
  const participants = [
    { participant: "boss", displayName: "Robin" },
    { participant: "callee", uriUser: "agent7", displayName: "Agent Seven" },
    { participant: "caller", uriUser: "+15550104567", displayName: "Dana" },
  ];
  expect(factsOfStart(start({ participants }), list)).toEqual({
    number: "+15550104567",
    agent: "Agent Seven",
  });
});

test.each([
  ["without a name, the agent's address is one", { participant: "callee", uriUser: "agent7" }, "agent7"],
  [
    "a number is no name",
    { participant: "callee", uriUser: "+15550100", displayName: "+1 555 0100" },
    undefined,
  ],
])("%s", (_, participant, agent) => {
  expect(factsOfStart(start({ participants: [participant] }), list).agent).toBe(agent);
});

test("where participants have no address, the number is the call's other end", () => {
  const ends = { caller: { user: "+15550104567" }, callee: { user: "+498001234" } };
  expect(factsOfStart(start(ends), list)).toEqual({ number: "+15550104567" });
  expect(factsOfStart(start({ ...ends, isOutbound: true }), list)).toEqual({ number: "+498001234" });
  expect(factsOfStart(start({}), list)).toEqual({});
});

test("of an application's metadata queue, campaign and skill are read, and nothing else", () => {
  const metadata = { " Queue": "returns", skill: 7, campaign: { name: "x" }, note: "he said so" };
  const activity: AgentConnectedActivity = { kind: "agentConnected", connected: true, metadata };
  expect(factsOfApplication(activity)).toEqual({ queue: "returns", skill: "7" });
});
