/** Applications that go and come back: reloads, lost networks, transfers. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { AGENT, type Application, GRACE_MS, type Scene, signedToken, startScene, WAIT_MS } from "./scene.ts";

let clock: CallerClock;
let scene: Scene;
beforeEach(() => {
  clock = new CallerClock();
  scene = startScene({ clock });
});
afterEach(() => scene.close());

type Session = Record<string, string>;

async function assisted(): Promise<{ application: Application; session: Session }> {
  scene.leg("c1", "agent", { address: AGENT.phoneNumber });
  const application = await scene.connect();
  await application.ask("init", AGENT);
  const { session } = await application.ask("getAgentAssist");
  return { application, session: session as Session };
}

async function gone(application: Application): Promise<void> {
  application.socket.disconnect();
  await eventually(() => scene.server.count() === 0);
}

test("a reload within the grace time gets its sessions back, and nobody else hears of it", async () => {
  const { application, session } = await assisted();
  await gone(application);
  clock.advance(GRACE_MS - 1);
  const reloaded = await scene.connect();
  const answer = await reloaded.ask("init", AGENT);
  expect(answer.sessions).toEqual([session]);
  clock.advance(10 * GRACE_MS);
  expect(reloaded.statuses()).toEqual([]);
  expect(scene.calls.ofType("agent.detached")).toEqual([]);
  expect(scene.told.map(({ connected }) => connected)).toEqual([true]);
});

test("who says nothing gets all metadata of the call again, who names a sequence only what follows", async () => {
  const { application, session } = await assisted();
  await scene.suggest("c1", "one");
  await eventually(() => application.of("metadata").length === 1);
  await gone(application);
  await scene.suggest("c1", "two");
  const sequencesOf = (one: Application) => one.of("metadata").map(({ sequence }) => sequence);
  const fresh = await scene.connect();
  await fresh.ask("init", AGENT);
  await eventually(() => sequencesOf(fresh).length === 2);
  expect(sequencesOf(fresh)).toEqual([1, 2]);
  const knowing = await scene.connect();
  await knowing.ask("init", { ...AGENT, resume: [{ sessionId: session.sessionId, after: 1 }] });
  await scene.suggest("c1", "three");
  await eventually(() => sequencesOf(knowing).length === 2);
  expect(sequencesOf(knowing)).toEqual([2, 3]);
});

test("a repeated init on the same socket doubles nothing", async () => {
  const { application } = await assisted();
  await scene.suggest("c1", "one");
  await eventually(() => application.of("metadata").length === 1);
  await application.ask("init", AGENT);
  await scene.suggest("c1", "two");
  await eventually(() => application.of("metadata").length === 2);
  expect(application.of("metadata").map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test("an application that stays away ends its sessions after the grace time: call and bot are told", async () => {
  const { application } = await assisted();
  await gone(application);
  clock.advance(GRACE_MS);
  await eventually(() => scene.calls.ofType("agent.detached").length === 1);
  expect(scene.calls.ofType("agent.detached")).toMatchObject([{ reason: "away" }]);
  expect(scene.told.at(-1)).toMatchObject({ connected: false });
  const late = await scene.connect();
  expect((await late.ask("init", AGENT)).sessions).toEqual([]);
  expect(scene.agents.counts()).toEqual({ agents: 1, waiting: 0, attached: 0 });
});

test("with a second tab open nothing is lost when the first one goes", async () => {
  const { application } = await assisted();
  const second = await scene.connect();
  await second.ask("init", AGENT);
  application.socket.disconnect();
  await eventually(() => scene.server.count() === 1);
  clock.advance(10 * GRACE_MS);
  expect(scene.calls.ofType("agent.detached")).toEqual([]);
});

test("a request that waits for a call is kept over a reload, and given up after its time", async () => {
  const application = await scene.connect();
  await application.ask("init", AGENT);
  const { session } = await application.ask("getAgentAssist");
  await gone(application);
  clock.advance(1_000);
  const reloaded = await scene.connect();
  expect((await reloaded.ask("init", AGENT)).sessions).toEqual([session as Session]);
  clock.advance(WAIT_MS);
  await eventually(() => reloaded.statuses().at(-1) === "ended");
  expect(reloaded.of("sessionStatus").at(-1)).toMatchObject({ reason: "no-call" });
});

test("an agent whose leg closes for good loses the call after the grace time, one who is transferred back does not", async () => {
  const close = scene.leg("c1", "agent", { address: AGENT.phoneNumber });
  const application = await scene.connect();
  await application.ask("init", AGENT);
  await application.ask("getAgentAssist");
  close();
  clock.advance(GRACE_MS - 1);
  const closeAgain = scene.leg("c1", "agent", { address: AGENT.phoneNumber });
  clock.advance(GRACE_MS);
  expect(application.statuses()).toEqual(["started"]);
  closeAgain();
  clock.advance(GRACE_MS);
  await eventually(() => application.statuses().at(-1) === "ended");
  expect(application.of("sessionStatus").at(-1)).toMatchObject({ reason: "left-call" });
});

test("an expired token is told of, its sessions wait for a new one", async () => {
  clock.advance(Date.now());
  scene.leg("c1", "agent", { address: AGENT.phoneNumber });
  const soon = Math.floor(Date.now() / 1000) + 60;
  const application = await scene.connect(await signedToken({ exp: soon }));
  await application.ask("init");
  const { session } = await application.ask("getAgentAssist");
  clock.advance(61_000);
  await eventually(() => !application.socket.connected);
  expect(application.of("agentAssistError")).toMatchObject([{ code: "token-expired" }]);
  const renewed = await scene.connect(await signedToken());
  expect((await renewed.ask("init")).sessions).toEqual([session as Session]);
});
