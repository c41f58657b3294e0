import { describe, expect, test } from "bun:test";
import { actorRows, rowSentence } from "./actor-rows.ts";
import type { ChartActor } from "./chart-types.ts";

const CALL: ChartActor = {
  actor: "call",
  state: { live: { media: "streaming", conversation: "open", assist: "attended" } },
};
const AGENT: ChartActor = {
  actor: "participant:agent",
  state: { engaged: { recognizing: "fresh" } },
  facts: { streams: 3, rollOvers: 1, recoveries: 2, finals: 0, lastWords: null },
};
const CUSTOMER: ChartActor = { actor: "participant:customer", state: { engaged: "rollingOver" } };

const shape = (actors: readonly ChartActor[]) =>
  actorRows(actors).map(({ actor, level, place, siblings, parent }) => [
    actor,
    level,
    place,
    siblings,
    parent,
  ]);

describe("rows of the actor tree", () => {
  test("are in the order of their parents, for any order of arrival", () => {
    const recognizer = { actor: "recognizer:agent:2", state: undefined };
    const again = { actor: "participant:agent:2", state: "idle" };
    const opening = { actor: "openConversation", state: null };
    expect(shape([opening, CUSTOMER, recognizer, again, AGENT, CALL])).toEqual([
      ["call", 1, 1, 1, null],
      ["participant:agent", 2, 1, 4, "call"],
      ["participant:agent:2", 2, 2, 4, "call"],
      ["recognizer:agent:2", 3, 1, 1, "participant:agent:2"],
      ["participant:customer", 2, 3, 4, "call"],
      ["openConversation", 2, 4, 4, "call"],
    ]);
  });

  test("start at the first level while the call is not there, and lose nobody", () => {
    expect(shape([])).toEqual([]);
    expect(shape([{ actor: "recognizer:agent", state: null }, CUSTOMER])).toEqual([
      ["participant:customer", 1, 1, 2, null],
      ["recognizer:agent", 1, 2, 2, null],
    ]);
  });

  test("say the state of each region with the look it has in the list of calls", () => {
    const [call, agent, customer] = actorRows([CALL, AGENT, CUSTOMER]);
    expect(call?.badges).toEqual([
      { region: "media", text: "streaming", tone: "good", icon: "wave" },
      { region: "conversation", text: "open", tone: "good", icon: "chat" },
      { region: "assist", text: "attended", tone: "good", icon: "desktop" },
    ]);
    expect(agent?.badges).toEqual([{ region: "", text: "recognizing.fresh", tone: "good", icon: "dot" }]);
    expect(customer?.badges).toEqual([{ region: "", text: "rolling over", tone: "busy", icon: "rollOver" }]);
  });

  test("read as one sentence, without counts of nothing", () => {
    const again = { ...AGENT, actor: "participant:agent:2" };
    const told = { ...CUSTOMER, facts: { generation: 3 } };
    const nobody = { actor: "participant:supervisor", state: null };
    const work = { actor: "recognizer:supervisor", state: null };
    expect(actorRows([CALL, again, told, nobody, work]).map(rowSentence)).toEqual([
      "Call: media streaming, conversation open, assist attended",
      "Agent, generation 2: recognizing.fresh; 3 streams, 1 roll-over, 2 recoveries",
      "Customer, generation 3: rolling over",
      "Supervisor: not begun",
      "Recogniser",
    ]);
  });
});
