/** What an agent's application experiences, from init to the end of its call. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { AGENT, type Application, OTHER, type Scene, startScene } from "./scene.ts";

let scene: Scene;
beforeEach(() => {
  scene = startScene();
});
afterEach(() => scene.close());

async function agentIn(id = "c1", agent = AGENT) {
  scene.leg(id, "agent", { address: agent.phoneNumber });
  const application = await scene.connect();
  await application.ask("init", agent);
  const { session } = await application.ask("getAgentAssist");
  return { application, session: session as Record<string, string> };
}

describe("an agent in a call", () => {
  test("init is answered with the agent and no sessions, then getAgentAssist with the session of the call", async () => {
    scene.leg("c1", "customer", { address: "+14155550999" });
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    expect(await application.ask("init", AGENT)).toEqual({ ok: true, agentId: "agent-7", sessions: [] });
    const answer = await application.ask("getAgentAssist", { botName: "helper", requestId: "r-1" });
    expect(answer).toEqual({
      ok: true,
      requestId: "r-1",
      session: {
        sessionId: expect.any(String),
        botName: "helper",
        status: "started",
        conversationId: "c1",
        conversation: "projects/p/conversations/vaic-c1",
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
  });

  test("the call has a line of the attachment, and the bot is told of agent and metadata", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist", { metadataToBot: { queue: "returns" } });
    const { sessionId } = session as Record<string, string>;
    expect(scene.calls.ofType("agent.attached")).toEqual([
      {
        ...{ type: "agent.attached", sessionId, agentId: "agent-7" },
        ...{ by: "phoneNumber", proof: "trusted" },
      } as never,
    ]);
    expect(scene.told).toMatchObject([
      { connected: true, agentId: "agent-7", metadataToBot: { queue: "returns" } },
    ]);
  });

  test("the bot's metadata comes unchanged, with its sequence, from the call's beginning", async () => {
    await scene.suggest("c1", "early");
    const { application, session } = await agentIn();
    await scene.suggest("c1", "late");
    await eventually(() => application.of("metadata").length === 2);
    const received = application.of("metadata");
    expect(received.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(received[0]).toMatchObject({
      sessionId: session.sessionId,
      metadata: {
        format: "sidetone.suggestion",
        sequence: 1,
        conversation: "projects/p/conversations/vaic-c1",
      },
    });
    expect(JSON.stringify(received[1])).toContain("late");
  });

  test("a repeated getAgentAssist gets the same session, one for another bot gets another", async () => {
    const { application, session } = await agentIn();
    const again = await application.ask("getAgentAssist");
    expect(again.session).toMatchObject({ sessionId: session.sessionId as string });
    const other = await application.ask("getAgentAssist", { botName: "second" });
    expect(other.session).not.toMatchObject({ sessionId: session.sessionId as string });
    expect(scene.calls.ofType("agent.attached")).toHaveLength(2);
  });

  test("stopAgentAssist ends it: the application, the call and the bot are told", async () => {
    const { application, session } = await agentIn();
    expect(await application.ask("stopAgentAssist", { sessionId: session.sessionId })).toEqual({ ok: true });
    expect(application.of("sessionStatus").at(-1)).toMatchObject({ status: "ended", reason: "stopped" });
    expect(scene.calls.ofType("agent.detached")).toMatchObject([{ reason: "stopped", agentId: "agent-7" }]);
    expect(scene.told.map(({ connected }) => connected)).toEqual([true, false]);
    expect(await application.ask("stopAgentAssist", { sessionId: session.sessionId })).toMatchObject({
      ok: false,
      error: { code: "unknown-session" },
    });
    await scene.suggest("c1", "nobody hears");
    await application.ask("init", AGENT);
    expect(application.of("metadata")).toEqual([]);
  });

  test("the end of the call ends it", async () => {
    const { application } = await agentIn();
    scene.endCall("c1");
    await eventually(() => application.statuses().at(-1) === "ended");
    expect(application.of("sessionStatus").at(-1)).toMatchObject({ reason: "call-ended" });
  });

  test("a call that has ended when the request comes ends the session at once", async () => {
    scene.calls.answer = (event) => (event.type === "agent.attached" ? "unknown" : "taken");
    const { application } = await agentIn();
    await eventually(() => application.statuses().at(-1) === "ended");
  });

  test("metadataToBot during the call reaches the bot with the agent", async () => {
    const { application, session } = await agentIn();
    const metadata = { disposition: "refund", amount: 12.5 };
    const answer = await application.ask("metadataToBot", { sessionId: session.sessionId, metadata });
    expect(answer).toEqual({ ok: true });
    expect(scene.told.at(-1)).toMatchObject({ connected: true, agentId: "agent-7", metadataToBot: metadata });
  });

  test("an application without acknowledgements gets the same answers as events", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    application.socket.emit("init", { ...AGENT, requestId: 1 });
    application.socket.emit("getAgentAssist", { requestId: 2 });
    application.socket.emit("stopAgentAssist", { requestId: 3 });
    await eventually(() => application.of("stopAgentAssistReply").length === 1);
    expect(application.of("initReply")).toMatchObject([{ ok: true, requestId: 1, sessions: [] }]);
    expect(application.of("getAgentAssistReply")).toMatchObject([{ ok: true, requestId: 2 }]);
    expect(application.of("stopAgentAssistReply")).toMatchObject([
      { ok: false, requestId: 3, error: { code: "bad-request" } },
    ]);
  });
});

describe("asked before the call", () => {
  test("assistance waits, and is attached when the agent's call begins", async () => {
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist");
    expect(session).toMatchObject({ status: "waiting" });
    scene.leg("c9", "agent", { address: OTHER.phoneNumber });
    expect(application.statuses()).toEqual([]);
    scene.leg("c1", "agent", { address: "tel:+1-415-555-0107" });
    await eventually(() => application.statuses().length === 1);
    expect(application.of("sessionStatus")).toMatchObject([
      { ...(session as object), status: "started", conversationId: "c1" },
    ]);
    await scene.suggest("c1", "first");
    await eventually(() => application.of("metadata").length === 1);
  });

  test("a waiting request that is repeated stays one", async () => {
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist");
    expect((await application.ask("getAgentAssist")).session).toEqual(session as never);
  });

  test("who does not want to wait is told that there is no call", async () => {
    const application = await scene.connect();
    await application.ask("init", AGENT);
    expect(await application.ask("getAgentAssist", { wait: false })).toMatchObject({
      ok: false,
      error: { code: "no-active-call" },
    });
  });
});

describe("several of each", () => {
  test("each of two tabs gets everything, and one that closes ends nothing", async () => {
    const { application: first, session } = await agentIn();
    const second = await scene.connect();
    const { sessions } = await second.ask("init", AGENT);
    expect(sessions).toMatchObject([{ sessionId: session.sessionId as string, status: "started" }]);
    await scene.suggest("c1", "one");
    await eventually(() => first.of("metadata").length === 1 && second.of("metadata").length === 1);
    first.socket.disconnect();
    await eventually(() => scene.server.count() === 1);
    await scene.suggest("c1", "two");
    await eventually(() => second.of("metadata").length === 2);
    expect(scene.calls.ofType("agent.detached")).toEqual([]);
  });

  test("an agent in two calls asks for each by its id, or gets the newest without assistance", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    scene.leg("c2", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const asked = async (payload: object) =>
      ((await application.ask("getAgentAssist", payload)).session as Record<string, string>).conversationId;
    expect(await asked({ conversationId: "c1" })).toBe("c1");
    expect(await asked({})).toBe("c2");
    expect(await asked({ conversationId: "vaic-c1" })).toBe("c1");
  });

  test("two agents in one call each have a session; the call is told of both, and metadata reaches both", async () => {
    const { application: one } = await agentIn("c1", AGENT);
    const { application: other } = await agentIn("c1", OTHER);
    expect(scene.calls.ofType("agent.attached").map(({ agentId }) => agentId)).toEqual([
      "agent-7",
      "agent-8",
    ]);
    await scene.suggest("c1", "for both");
    await eventually(() => one.of("metadata").length === 1 && other.of("metadata").length === 1);
  });
});

describe("the call's log on the same socket", () => {
  const logOf = (application: Application) => application.of("callEvent").map(({ sequence }) => sequence);

  test("comes from the sequence that is named, words being spoken included, until the application leaves it", async () => {
    const { application, session } = await agentIn();
    const { sessionId } = session;
    await scene.suggest("c1", "one");
    await scene.suggest("c1", "two");
    expect(await application.ask("joinCall", { sessionId, after: 1 })).toEqual({ ok: true });
    await eventually(() => logOf(application).length === 1);
    await scene.speak("c1", "lost card");
    await scene.suggest("c1", "three");
    await eventually(() => logOf(application).length === 3);
    expect(application.of("callEvent")).toMatchObject([
      { sessionId, type: "suggestion", sequence: 2, features: ["SMART_REPLY"] },
      { sessionId, type: "transcript.interim" },
      { sessionId, type: "suggestion", sequence: 3 },
    ]);
    expect(await application.ask("leaveCall", { sessionId })).toEqual({ ok: true });
    await scene.suggest("c1", "four");
    await eventually(() => application.of("metadata").length === 4);
    expect(logOf(application)).toHaveLength(3);
  });

  test("is sent again to an application that joins again, and ends with the session", async () => {
    const { application, session } = await agentIn();
    const { sessionId } = session;
    await scene.suggest("c1", "one");
    for (const count of [1, 2]) {
      await application.ask("joinCall", { sessionId });
      await eventually(() => logOf(application).length === count);
    }
    expect(logOf(application)).toEqual([1, 1]);
    await application.ask("stopAgentAssist", { sessionId });
    await scene.suggest("c1", "two");
    await application.ask("init", AGENT);
    expect(logOf(application)).toEqual([1, 1]);
  });

  test("is not there before the call is", async () => {
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist");
    const { sessionId } = session as Record<string, string>;
    expect(await application.ask("joinCall", { sessionId })).toMatchObject({
      ok: false,
      error: { code: "no-active-call" },
    });
  });
});
