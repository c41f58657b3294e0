import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startWebChannelServer, type WebChannelServer } from "../../../simulators/webchannel/server.ts";
import {
  type DesktopStage,
  STAGE_CONVERSATION,
  type StageDesktop,
  startDesktopStage,
} from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { systemClock } from "../../base/clock.ts";
import { companionOverWebChannel } from "../webchannel/companion.ts";

const METHOD = "streaming_reactive_companion_suggestions";
const PARTICIPANT = `${STAGE_CONVERSATION}/participants/agent-1`;

interface Said {
  event: string;
  streamId: string;
  payload: Record<string, unknown>;
}

/** What the server says of streams to this desktop, in order. */
function listen(desktop: StageDesktop): Said[] {
  const said: Said[] = [];
  for (const event of ["stream-data", "stream-error"]) {
    desktop.socket.on(event, (argument: Omit<Said, "event">) => said.push({ event, ...argument }));
  }
  return said;
}

const errorOf = (said: Said | undefined) =>
  said?.payload.error as { message: string; code: number } | undefined;

describe("companion streams", () => {
  let agent: WebChannelServer;
  let stage: DesktopStage;
  beforeAll(() => {
    agent = startWebChannelServer({ answer: (message) => [{ answer_text: "hi", echo: message }] });
    stage = startDesktopStage({
      openCompanionStream: companionOverWebChannel({
        baseUrl: agent.baseUrl,
        project: "p",
        locations: new Set(["global", "evil.example#"]),
        credentials: async () => new Headers(),
        clock: systemClock,
        limits: { maxEmptyReopenings: 1 },
      }),
      limits: { companion: { maxStreams: 2, maxPayloadBytes: 500 } },
    });
  });
  afterAll(async () => {
    await stage.close();
    await agent.close();
  });

  test("a request opens a stream, further ones with its id go on it, answers come to this desktop alone", async () => {
    const desktop = await stage.connect();
    const bystander = await stage.connect();
    const said = listen(desktop);
    const heardElsewhere = listen(bystander);
    const first = { participant: PARTICIPANT, query: "one" };
    desktop.socket.emit("stream-request", { streamId: "s1", method: METHOD, payload: first });
    await eventually(() => said.length === 1);
    desktop.socket.emit("stream-request", { streamId: "s1", method: METHOD, payload: { query: "two" } });
    await eventually(() => said.length === 2);
    expect(said).toEqual([
      { event: "stream-data", streamId: "s1", payload: { answerText: "hi", echo: first } },
      { event: "stream-data", streamId: "s1", payload: { answerText: "hi", echo: { query: "two" } } },
    ]);
    expect(agent.openSessions()).toBe(1);
    expect(agent.paths.at(-1)).toBe(
      "/google.cloud.dialogflow.v2beta1.Participants/StreamingReactiveCompanionSuggestions/channel",
    );
    // Another desktop's stream of the same id is another stream.
    bystander.socket.emit("stream-request", { streamId: "s1", method: METHOD, payload: first });
    await eventually(() => heardElsewhere.length === 1);
    expect(agent.openSessions()).toBe(2);
    desktop.socket.emit("end-stream", { streamId: "s1" });
    await eventually(() => agent.openSessions() === 1);
    bystander.socket.disconnect();
    await eventually(() => agent.openSessions() === 0);
    desktop.socket.disconnect();
  });

  test.each<[string, unknown]>([
    [
      "Your token does not cover this conversation",
      { participant: "projects/p/locations/global/conversations/other/participants/x" },
    ],
    [
      "payload.participant must name a participant with its location",
      { participant: "projects/p/conversations/c/participants/x" },
    ],
    ["payload.participant must name a participant with its location", { query: "no participant" }],
    ["payload.participant must name a participant with its location", undefined],
    ["The payload is too large", { participant: PARTICIPANT, query: "x".repeat(600) }],
  ])("refused with a sentence: %s", async (message, payload) => {
    const desktop = await stage.connect();
    const said = listen(desktop);
    desktop.socket.emit("stream-request", { streamId: "s", method: METHOD, payload });
    await eventually(() => said.length === 1);
    expect(said).toEqual([
      { event: "stream-error", streamId: "s", payload: { error: { message, code: 13 } } },
    ]);
    expect(agent.openSessions()).toBe(0);
    desktop.socket.disconnect();
  });

  test("a supervisor reaches no other project, and no host but a location's", async () => {
    const desktop = await stage.connect({ token: "supervisor" });
    const said = listen(desktop);
    for (const [project, location] of [
      ["other", "global"],
      ["p", "evil.example#"],
      ["p", "us-central1"],
    ]) {
      const participant = `projects/${project}/locations/${location}/conversations/c/participants/x`;
      desktop.socket.emit("stream-request", { streamId: "s", method: METHOD, payload: { participant } });
    }
    await eventually(() => said.length === 3);
    for (const one of said)
      expect(errorOf(one)?.message).toBe("This server does not serve that project or location");
    desktop.socket.disconnect();
  });

  test("streams beyond the limit, other methods and nonsense are refused; the others go on", async () => {
    const desktop = await stage.connect();
    const said = listen(desktop);
    const payload = { participant: PARTICIPANT };
    for (const streamId of ["a", "b", "c"])
      desktop.socket.emit("stream-request", { streamId, method: METHOD, payload });
    await eventually(() => said.length === 3);
    expect(said.filter(({ event }) => event === "stream-error").map(({ streamId }) => streamId)).toEqual([
      "c",
    ]);
    for (const nonsense of [null, 7, {}, { streamId: "" }, { streamId: {} }, { streamId: "x".repeat(200) }]) {
      desktop.socket.emit("stream-request", nonsense);
      desktop.socket.emit("end-stream", nonsense);
    }
    desktop.socket.emit("stream-request", { streamId: "d", method: "delete_everything", payload });
    await eventually(() => said.length === 4);
    expect(errorOf(said[3])).toEqual({ message: "There is no such streaming method", code: 13 });
    desktop.socket.emit("stream-request", {
      streamId: "a",
      method: METHOD,
      payload: { query: "still here" },
    });
    await eventually(() => said.length === 5);
    expect(said[4]?.event).toBe("stream-data");
    desktop.socket.disconnect();
    await eventually(() => agent.openSessions() === 0);
  });

  test("an error of the agent's is passed on, and the id may be used again", async () => {
    const desktop = await stage.connect();
    const said = listen(desktop);
    const request = { streamId: "s", method: METHOD, payload: { participant: PARTICIPANT } };
    agent.failNext("handshake", 503);
    desktop.socket.emit("stream-request", request);
    await eventually(() => said.length === 1);
    expect(errorOf(said[0])).toEqual({ message: "The channel's server answered 503", code: 13 });
    desktop.socket.emit("stream-request", request);
    await eventually(() => said.length === 2);
    expect(said[1]?.event).toBe("stream-data");
    desktop.socket.disconnect();
  });

  test("a renewed token that no longer covers the conversation ends its streams", async () => {
    stage.grants.set("elsewhere", {
      conversations: ["projects/p/conversations/other"],
      expiresAtMs: Date.now() + 60_000,
    });
    const desktop = await stage.connect();
    const said = listen(desktop);
    desktop.socket.emit("stream-request", {
      streamId: "s",
      method: METHOD,
      payload: { participant: PARTICIPANT },
    });
    await eventually(() => said.length === 1);
    await new Promise((resolve) => desktop.socket.emit("renew-token", "elsewhere", resolve));
    await eventually(() => said.length === 2);
    expect(errorOf(said[1])?.message).toBe("Your new token does not cover this conversation");
    await eventually(() => agent.openSessions() === 0);
    desktop.socket.disconnect();
  });
});

test("without a companion agent every request is answered with the documented error", async () => {
  const stage = startDesktopStage();
  try {
    const desktop = await stage.connect();
    const said = listen(desktop);
    desktop.socket.emit("stream-request", {
      streamId: "s9",
      method: METHOD,
      payload: { participant: PARTICIPANT },
    });
    await eventually(() => said.length === 1);
    const error = { message: "The companion agent is not configured on this server", code: 13 };
    expect(said).toEqual([{ event: "stream-error", streamId: "s9", payload: { error } }]);
  } finally {
    await stage.close();
  }
});

test("a stream on which nothing is said is ended", async () => {
  const stage = startDesktopStage({
    openCompanionStream: () => ({ send: () => {}, close: () => {} }),
    limits: { companion: { idleMs: 50 } },
  });
  try {
    const desktop = await stage.connect();
    const said = listen(desktop);
    desktop.socket.emit("stream-request", {
      streamId: "s",
      method: METHOD,
      payload: { participant: PARTICIPANT },
    });
    await eventually(() => said.length === 1);
    expect(errorOf(said[0])?.message).toBe("The stream was ended because nothing was said on it");
  } finally {
    await stage.close();
  }
});
