/** What an application may get wrong, and what it is told. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { AGENT, OTHER, type Scene, startScene } from "./scene.ts";

let scene: Scene;
beforeEach(() => {
  scene = startScene({ flood: { messages: 20, windowSeconds: 3_600, cutAt: 60 }, maxSessions: 2 });
});
afterEach(() => scene.close());

const errorOf = (answer: unknown) => (answer as { error: { code: string; message: string } }).error;

async function initialized() {
  scene.leg("c1", "agent", { address: AGENT.phoneNumber });
  const application = await scene.connect();
  await application.ask("init", AGENT);
  return application;
}

describe("init", () => {
  test.each([
    ["nothing", undefined, "agentId"],
    ["no number", { agentId: "agent-7" }, "phoneNumber"],
    ["no agent", { phoneNumber: AGENT.phoneNumber }, "agentId"],
    ["words for a number", { agentId: "a", phoneNumber: "call me" }, "phone number"],
    ["an object for a number", { agentId: "a", phoneNumber: {} }, "phoneNumber"],
    ["a control character", { agentId: "a\u0007", phoneNumber: AGENT.phoneNumber }, "agentId"],
    ["a list", ["agent-7"], "JSON object"],
    ["a text", "agent-7", "JSON object"],
    ["a resume that is no list", { ...AGENT, resume: { after: 1 } }, "resume"],
    ["a resume without a session", { ...AGENT, resume: [{ after: 1 }] }, "sessionId"],
    ["a negative sequence", { ...AGENT, resume: [{ sessionId: "s", after: -1 }] }, "after"],
  ])("with %s is told what is missing", async (_, payload, word) => {
    const application = await scene.connect();
    const answer = await application.ask("init", payload);
    expect(answer).toMatchObject({ ok: false, error: { code: "bad-request" } });
    expect(errorOf(answer).message).toContain(word);
    expect(JSON.stringify(answer)).not.toContain("call me");
  });

  test("an agent of Five9 needs no phone number", async () => {
    const application = await scene.connect();
    expect(await application.ask("init", { five9AgentId: 4711 })).toMatchObject({ agentId: "4711" });
  });
});

describe("metadata", () => {
  test("that is too large is refused, and the connection lives on", async () => {
    const application = await initialized();
    const metadataToBot = { text: "x".repeat(16 * 1024) };
    expect(errorOf(await application.ask("getAgentAssist", { metadataToBot })).code).toBe("too-large");
    expect(await application.ask("getAgentAssist")).toMatchObject({ ok: true });
  });

  test("with binary values is refused", async () => {
    const application = await initialized();
    const metadataToBot = { picture: Buffer.from("png") };
    expect(errorOf(await application.ask("getAgentAssist", { metadataToBot })).code).toBe("bad-request");
  });

  test("nested beyond reason is refused", async () => {
    const application = await initialized();
    let metadataToBot = {};
    for (let depth = 0; depth < 500; depth += 1) metadataToBot = { metadataToBot };
    expect(errorOf(await application.ask("getAgentAssist", { metadataToBot })).code).toBe("bad-request");
  });

  test("for a bot is refused where there is none", async () => {
    const botless = startScene({ withBot: false });
    botless.leg("c1", "agent", { address: AGENT.phoneNumber });
    const application = await botless.connect();
    await application.ask("init", AGENT);
    const { session } = await application.ask("getAgentAssist");
    const { sessionId } = session as Record<string, string>;
    const answer = await application.ask("metadataToBot", { sessionId, metadata: {} });
    expect(errorOf(answer).code).toBe("no-bot");
    await botless.close();
  });
});

test("a message beyond the connection's bound costs its sender the connection and nobody else theirs", async () => {
  const application = await initialized();
  const other = await scene.connect();
  application.socket.emit("init", { ...AGENT, metadata: { text: "x".repeat(200 * 1024) } });
  await eventually(() => !application.socket.connected);
  expect(await other.ask("init", OTHER)).toMatchObject({ ok: true });
});

test("an event that there is not is told of", async () => {
  const application = await initialized();
  expect(errorOf(await application.ask("getAgentAsist")).code).toBe("bad-request");
  application.socket.emit("somethingElse");
  await eventually(() => application.of("agentAssistError").length === 1);
  expect(application.of("agentAssistError")).toMatchObject([{ code: "bad-request" }]);
});

test("an agent has a bounded number of sessions", async () => {
  const application = await initialized();
  for (const botName of ["one", "two"])
    expect(await application.ask("getAgentAssist", { botName })).toMatchObject({ ok: true });
  const third = await application.ask("getAgentAssist", { botName: "three" });
  expect(errorOf(third).code).toBe("too-many-sessions");
});

test("a flood from one socket is refused and told so, then cut off; others are unharmed", async () => {
  const application = await initialized();
  const other = await scene.connect();
  const answers = await Promise.all(
    Array.from({ length: 25 }, () => application.ask("getAgentAssist", { wait: false })),
  );
  const refused = answers.filter(({ ok }) => ok === false);
  expect(refused).toHaveLength(6);
  expect(errorOf(refused[0])).toMatchObject({ code: "too-many-messages" });
  expect((errorOf(refused[0]) as { retryAfterMs?: number }).retryAfterMs).toBeGreaterThan(0);
  expect(await other.ask("init", OTHER)).toMatchObject({ ok: true });
  for (let sent = 0; sent < 40; sent += 1) application.socket.emit("init", {});
  await eventually(() => !application.socket.connected);
  expect(scene.refused).toEqual(["application.flood"]);
  expect(await other.ask("getAgentAssist")).toMatchObject({ ok: true });
});

test("more applications than allowed are refused while those inside stay", async () => {
  const small = startScene({ maxApplications: 1 });
  const inside = await small.connect();
  await expect(small.connect()).rejects.toThrow();
  expect(small.refused).toEqual(["application.full"]);
  expect(await inside.ask("init", AGENT)).toMatchObject({ ok: true });
  await small.close();
});
