/** Nobody gets a call that is not theirs: what proves an agent, and what is tried against it. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { AGENT, OTHER, type Scene, SHARED_TOKEN, SIGNING_SECRET, signedToken, startScene } from "./scene.ts";

let scene: Scene;
beforeEach(() => {
  scene = startScene();
});
afterEach(() => scene.close());

const codeOf = (answer: unknown) => (answer as { error?: { code: string } }).error?.code;

describe("the door", () => {
  const soon = () => Math.floor(Date.now() / 1000) + 600;
  const unsigned = () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part({ sub: "agent-7", exp: soon() })}.`;
  };
  const BAD: [string, () => string | Promise<string>][] = [
    ["none", () => ""],
    ["a wrong one", () => `${SHARED_TOKEN}x`],
    ["the beginning of the right one", () => SHARED_TOKEN.slice(0, -1)],
    ["the signing secret itself", () => SIGNING_SECRET],
    ["one of another secret", () => signedToken({}, "another secret of thirty-two characters")],
    ["an expired one", () => signedToken({ exp: Math.floor(Date.now() / 1000) - 10 })],
    ["one without an agent", () => signedToken({ sub: undefined })],
    ["one with an impossible agent", () => signedToken({ sub: "a\u0000b" })],
    ["an unsigned one", unsigned],
    ["a very long one", () => "x".repeat(5_000)],
  ];

  test.each(BAD)("is shut for %s", async (_, make) => {
    await expect(scene.connect(await make())).rejects.toThrow("authentication failed");
    expect(scene.refused).toEqual(["application.token"]);
  });

  test("the token may come in auth as well as in the query", async () => {
    const socket = scene.open({}, { auth: { token: SHARED_TOKEN } });
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    expect(scene.server.count()).toBe(1);
  });

  test("a request before init is refused, whatever it is", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    for (const event of ["getAgentAssist", "stopAgentAssist", "metadataToBot", "joinCall", "leaveCall"])
      expect(codeOf(await application.ask(event, { sessionId: "s", metadata: {} }))).toBe("not-initialized");
    expect(scene.calls.delivered).toEqual([]);
  });
});

describe("a signed token", () => {
  test("names the agent: init needs nothing, and the proof is in the call's history", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect(await signedToken());
    expect(await application.ask("init")).toMatchObject({ ok: true, agentId: "agent-7" });
    expect(await application.ask("getAgentAssist")).toMatchObject({ session: { conversationId: "c1" } });
    expect(scene.calls.ofType("agent.attached")).toMatchObject([{ proof: "signed", by: "phoneNumber" }]);
  });

  test.each([
    ["number", { phoneNumber: OTHER.phoneNumber }],
    ["agent", { agentId: OTHER.agentId }],
    ["Five9 agent", { five9AgentId: "77" }],
  ])("does not let init name another %s", async (_, init) => {
    scene.leg("c1", "agent", { address: OTHER.phoneNumber, five9AgentId: "77" });
    const application = await scene.connect(await signedToken());
    expect(codeOf(await application.ask("init", init))).toBe("forbidden");
    expect(codeOf(await application.ask("getAgentAssist"))).toBe("not-initialized");
  });

  test("the same number in another spelling is the same number", async () => {
    const application = await scene.connect(await signedToken());
    expect(await application.ask("init", { phoneNumber: "(415) 555-0107" })).toMatchObject({ ok: true });
  });

  test("an agent without a number is found by their id in the call party's address", async () => {
    scene.leg("c1", "agent", { address: "sip:Agent-7@sbc.example.net" });
    const application = await scene.connect(await signedToken({ phone_number: undefined }));
    await application.ask("init");
    expect(await application.ask("getAgentAssist")).toMatchObject({ session: { conversationId: "c1" } });
    expect(scene.calls.ofType("agent.attached")).toMatchObject([{ by: "agentId" }]);
  });

  test("an agent of Five9 is found by Five9's id of them", async () => {
    scene.leg("c1", "customer", { five9AgentId: "4711" });
    const application = await scene.connect(
      await signedToken({ phone_number: undefined, five9_agent_id: "4711" }),
    );
    await application.ask("init");
    expect(await application.ask("getAgentAssist")).toMatchObject({ session: { conversationId: "c1" } });
    expect(scene.calls.ofType("agent.attached")).toMatchObject([{ by: "five9AgentId" }]);
  });
});

describe("somebody else's call", () => {
  test("a second agent does not get it by its id, and learns nothing of it", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const thief = await scene.connect(await signedToken({ sub: "agent-8", phone_number: OTHER.phoneNumber }));
    await thief.ask("init");
    const taken = await thief.ask("getAgentAssist", { conversationId: "c1" });
    const unknown = await thief.ask("getAgentAssist", { conversationId: "no-such-call" });
    expect(codeOf(taken)).toBe("unknown-call");
    expect(taken).toEqual(unknown);
    expect(scene.calls.delivered).toEqual([]);
  });

  test("a session's id is of no use to another agent", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const owner = await scene.connect();
    await owner.ask("init", AGENT);
    const { session } = await owner.ask("getAgentAssist");
    const { sessionId } = session as Record<string, string>;
    const thief = await scene.connect();
    await thief.ask("init", { ...OTHER, resume: [{ sessionId, after: 0 }] });
    for (const event of ["stopAgentAssist", "metadataToBot", "joinCall"])
      expect(codeOf(await thief.ask(event, { sessionId, metadata: {} }))).toBe("unknown-session");
    await scene.suggest("c1", "not for the thief");
    await eventually(() => owner.of("metadata").length === 1);
    expect(thief.received).toEqual([]);
  });

  test("a customer's number gives nobody the call", async () => {
    scene.leg("c1", "customer", { address: "+14155550999" });
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    await application.ask("init", { agentId: "x", phoneNumber: "+14155550999" });
    expect(codeOf(await application.ask("getAgentAssist", { wait: false }))).toBe("no-active-call");
  });

  test("an agent who has left the call is not given it any more", async () => {
    const close = scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    scene.leg("c1", "customer", {});
    close();
    const application = await scene.connect();
    await application.ask("init", AGENT);
    expect(codeOf(await application.ask("getAgentAssist", { conversationId: "c1" }))).toBe("unknown-call");
  });

  test("an init for another agent on the same socket leaves the first one's sessions behind", async () => {
    scene.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await scene.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist");
    expect((await application.ask("init", OTHER)).sessions).toEqual([]);
    const { sessionId } = session as Record<string, string>;
    expect(codeOf(await application.ask("joinCall", { sessionId }))).toBe("unknown-session");
    await scene.suggest("c1", "not for the second agent");
    const first = await scene.connect();
    await first.ask("init", AGENT);
    await eventually(() => first.of("metadata").length === 1);
    expect(application.of("metadata")).toEqual([]);
  });
});
