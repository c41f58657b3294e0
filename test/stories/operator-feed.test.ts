/** An operator follows a live call over the feed of the real process and acts on it: what agents, Five9 and the books see. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { io, type Socket } from "socket.io-client";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallAction } from "../../src/contract/access.ts";
import type { CallMessage, CallsMessage, WatchReply } from "../../src/contract/feed.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;

let scene: TestStage;
const sockets: Socket[] = [];
beforeAll(async () => {
  scene = await startTestStage({ settings: { STATELY_INSPECTOR: "on", REPLAY_BUFFER_MS: "1000" } });
}, STORY_MS);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await scene.close();
}, STORY_MS);

async function openConsole(token = scene.stage.secrets.operatorToken) {
  const socket = io(`${scene.stage.httpBaseUrl}/operators`, {
    transports: ["websocket"],
    extraHeaders: { authorization: `Bearer ${token}` },
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  const lists: CallsMessage[] = [];
  const calls: CallMessage[] = [];
  const take =
    <T>(messages: T[]) =>
    (message: T, acknowledge: () => void) => {
      messages.push(message);
      acknowledge();
    };
  socket.on("calls", take(lists));
  socket.on("call", take(calls));
  socket.on("instance", (_message: unknown, acknowledge: () => void) => acknowledge());
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  const ask = async (event: string, request: object): Promise<WatchReply> =>
    await socket.timeout(STORY_MS).emitWithAck(event, request);
  return { lists, calls, ask };
}

async function act(callKey: string, action: CallAction): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${scene.stage.httpBaseUrl}/operators/api/calls/${callKey}/actions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${scene.stage.secrets.operatorToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(action),
    signal: AbortSignal.timeout(STORY_MS),
  });
  return { status: response.status, body: await response.json() };
}

test("following calls needs an operator's token", async () => {
  await expect(openConsole("not-a-token-of-anybody")).rejects.toThrow("authentication failed");
});

test(
  "a call is followed from its first line to its last, through every action, and its books balance",
  async () => {
    const callId = newCallId();
    const callKey = `five9-${callId}`;
    const watcher = await openConsole();
    expect(await watcher.ask("watch.calls", {})).toEqual({ ok: true });
    const sample = await readSample("lost-card");
    // It goes on, finally with silence, until the operator ends it.
    const call = await scene.stage.call(sample, { callId, stayUntil: new Promise(() => {}) });
    await call.started;
    await eventually(() =>
      watcher.lists.some(({ changed }) => changed.some((row) => row.callKey === callKey)),
    );
    expect(await watcher.ask("watch.call", { callKey, afterLine: 0 })).toEqual({ ok: true });
    const participants = () => watcher.calls.at(-1)?.summary.view.participants;
    const lines = () => watcher.calls.flatMap((message) => message.lines);

    await eventually(
      () => participants()?.agent === "recognizing" && participants()?.customer === "recognizing",
    );
    const done = { status: 200, body: { outcome: "done" } };
    expect(await act(callKey, { action: "recognition.rollOver", speaker: "agent" })).toEqual(done);
    const streams = () =>
      lines().filter(({ event, actor }) => event === "stream.opened" && actor === "participant:agent");
    await eventually(() => streams().length === 2);
    expect(await act(callKey, { action: "recognition.stop", speaker: "customer" })).toEqual(done);
    await eventually(() => participants()?.customer === "paused");
    expect((await act(callKey, { action: "recognition.stop", speaker: "customer" })).status).toBe(409);
    // Longer than the buffer: what it cannot keep is counted.
    const dropped = () => watcher.calls.at(-1)?.ledgers.customer?.droppedMs.overflow ?? 0;
    await eventually(() => dropped() > 0);
    expect(await act(callKey, { action: "recognition.start", speaker: "customer" })).toEqual(done);
    await eventually(() => participants()?.customer === "recognizing");
    // The accounts move while nothing else does.
    const received = () => watcher.calls.at(-1)?.ledgers.agent?.receivedMs ?? 0;
    const before = received();
    await eventually(() => received() > before);

    expect(await act(callKey, { action: "call.end", reason: "wrong profile" })).toEqual(done);
    await eventually(() => watcher.calls.at(-1)?.summary.live === false);
    expect(watcher.calls.at(-1)?.summary.endReason).toBe("ended by operator operator: wrong profile");
    expect(lines().map(({ line }) => line)).toEqual(lines().map((_, index) => index + 1));
    const acted = lines().filter(({ event }) => event === "operator.action");
    expect(acted.map(({ detail }) => detail?.action)).toEqual([
      "recognition.rollOver",
      "recognition.stop",
      "recognition.start",
      "call.end",
    ]);
    await eventually(() =>
      watcher.lists.some(({ changed }) => changed.some((row) => row.callKey === callKey && !row.live)),
    );

    const report = await call.finished;
    for (const leg of report.legs) {
      expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1011]);
      expect(leg.reconnects).toBe(0);
      expect(JSON.stringify(leg.statuses)).not.toContain("operator");
    }
    const detail = await scene.stage.callDetail(callKey);
    expect(Object.keys(detail?.ledgers ?? {}).sort()).toEqual(["agent", "customer"]);
    for (const ledger of Object.values(detail?.ledgers ?? {}))
      expect(ledger).toMatchObject({ balanced: true });
  },
  STORY_MS,
);

test(
  "a developer's inspector hears a call begin",
  async () => {
    const heard: StatelyInspectionEvent[] = [];
    const server = `${scene.stage.httpBaseUrl.replace("http", "ws")}/stately-inspector/socket`;
    createWebSocketReceiver({ server }).subscribe((event) => heard.push(event));
    const call = await scene.stage.call(await readSample("lost-card"), { speed: 4 });
    await eventually(() =>
      heard.some((event) => event.type === "@xstate.actor" && event.name === "participant:agent"),
    );
    call.hangUp();
    await call.finished;
  },
  STORY_MS,
);
