/** Who takes part in a conversation, and in which role. */
import { afterEach, describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import {
  begin,
  closeConversations,
  kindsOf,
  startOf,
  text,
} from "../../../test/support/conversation-scene.ts";
import { parseRoles } from "../../settings/participant-roles.ts";

afterEach(closeConversations);

describe("a start", () => {
  test("with participants without roles makes the first two customer and agent, and further ones agents", async () => {
    const names = ["participant-2", "participant", "participant-3", "participant-4"];
    const { directory } = await begin({}, { participants: names.map((participant) => ({ participant })) });
    expect(directory.ofType("leg.opened").map(({ speaker }) => speaker)).toEqual([
      "agent",
      "customer",
      "agent-2",
      "agent-3",
    ]);
    // Their roles are a guess.
    expect(directory.ofType("speaker.unknown")).toMatchObject([
      { cause: "roleGuessed", count: 1 },
      { cause: "roleGuessed", count: 2 },
    ]);
  });

  test("marks the call's ends on every leg beside the participant's own address, so that the call is found by any of them", async () => {
    const { directory } = await begin(
      {},
      {
        participants: [{ participant: "caller", uriUser: "+14155550143" }, { participant: "agent" }],
        caller: { user: "14155550143" },
        callee: { user: "+18005550199" },
      },
    );
    const [caller, agent] = directory.ofType("leg.opened").map(({ origin }) => origin);
    expect(Object.keys(agent ?? {})).toEqual(["callerMark", "calleeMark"]);
    // One number in two spellings.
    expect(caller).toEqual({ ...agent, addressMark: agent?.callerMark ?? "none" });
    expect(agent?.calleeMark).not.toBe(agent?.callerMark);
    expect(JSON.stringify([caller, agent])).not.toMatch(/4155550143|8005550199/);
  });

  test("gives every participant of a configured role a speaker, 16 in all, and tells of those beyond", async () => {
    const roles = parseRoles("caller=customer,agent-*=agent,*=supervisor") ?? new Map();
    const participants = [
      "Agent-1",
      "caller",
      "boss",
      ...Array.from({ length: 17 }, (_, at) => `agent-${at + 2}`),
    ];
    const { directory } = await begin(
      { settings: { roles } },
      { participants: participants.map((participant) => ({ participant })) },
    );
    const speakers = directory.ofType("leg.opened").map(({ speaker }) => speaker);
    expect(speakers).toHaveLength(16);
    expect(speakers.slice(0, 5)).toEqual(["agent", "customer", "supervisor", "agent-2", "agent-3"]);
    expect(directory.ofType("speaker.unknown")).toMatchObject([{ cause: "tooMany" }]);
  });

  test("without participants waits for them: they may come with another start, or show by their words", async () => {
    const clock = new SimulatedClock();
    const { answer, directory, hear } = await begin({ clock }, { participants: [] });
    expect(kindsOf(answer)).toEqual(["config"]);
    expect(directory.delivered).toEqual([]);
    expect(kindsOf(await hear(startOf()))).toEqual([]);
    expect(directory.ofType("leg.opened").map(({ speaker }) => speaker)).toEqual(["customer", "agent"]);
    clock.increment(600_000);
    expect(directory.ofType("speaker.unknown")).toEqual([]);
  });

  test("without participants who come in time begins a call with an alarm, and still hears them later", async () => {
    const clock = new SimulatedClock();
    const { directory, hear, texts } = await begin({ clock }, { participants: [] });
    clock.increment(9_999);
    expect(directory.delivered).toEqual([]);
    clock.increment(1);
    expect(directory.delivered.map(({ event }) => event)).toEqual([
      { type: "speaker.unknown", cause: "noParticipants", count: 1 },
    ]);
    await hear(text("callee", "hello"));
    expect(texts.map(({ speaker }) => speaker)).toEqual(["agent"]);
  });

  test("that comes again may announce somebody new, and nobody twice", async () => {
    const { hear, directory } = await begin();
    await hear(startOf({ participants: [{ participant: "caller" }, { participant: "boss" }] }));
    expect(directory.ofType("leg.opened").map(({ participant }) => participant)).toEqual([
      "caller",
      "callee",
      "boss",
    ]);
  });
});

describe("words", () => {
  test("of nobody are counted, and told to the call at the 1st, the 2nd and the 4th", async () => {
    const { hear, texts, counts, directory } = await begin();
    for (let each = 0; each < 5; each += 1) await hear({ kind: "text", text: "hello" });
    await hear({ kind: "hypothesis", text: "hel" });
    expect(texts).toEqual([]);
    expect(counts.strangers).toBe(6);
    expect(directory.ofType("speaker.unknown").map(({ cause, count }) => [cause, count])).toEqual([
      ["nameless", 1],
      ["nameless", 2],
      ["nameless", 4],
    ]);
  });

  test("of somebody who was not announced are heard, and recognised from now on", async () => {
    const { hear, texts, directory, desk } = await begin();
    const isNew = (speaker: string) => directory.ofType("leg.opened").at(-1)?.speaker === speaker;
    await hear(text("boss", "hello"), text("boss", "again"));
    expect(texts.map((sent) => [sent.speaker, sent.text])).toEqual([
      ["agent-2", "hello"],
      ["agent-2", "again"],
    ]);
    expect(isNew("agent-2")).toBe(true);
    expect(directory.ofType("speaker.unknown")).toEqual([
      { type: "speaker.unknown", cause: "roleGuessed", count: 1 },
    ]);
    desk.of("vaic-c-1")?.start("agent-2");
    expect(await hear()).toMatchObject([{ kind: "startRecognition", participant: "boss" }]);
  });
});
