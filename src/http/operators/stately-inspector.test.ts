/** Stately's own receiver watches real call actors over the inspector's WebSocket. */
import { afterEach, expect, test } from "bun:test";
import type { WebSocketData } from "@socket.io/bun-engine";
import { createWebSocketReceiver, type StatelyInspectionEvent } from "@statelyai/inspect";
import { CALL, createCallFixture, openLeg } from "../../../test/support/call-fixture.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { emptyLedger } from "../../contract/ledger.ts";
import { createStatelyFeed } from "../../operators/inspector/stately-feed.ts";
import { withOwnedSockets } from "../common/owned-sockets.ts";
import { statelyInspectorRoutes } from "./stately-inspector.ts";

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

function startInspector() {
  const call = createCallFixture();
  const app = statelyInspectorRoutes(createStatelyFeed({ calls: call.directory }));
  const server = Bun.serve<WebSocketData>({
    hostname: "127.0.0.1",
    port: 0,
    websocket: withOwnedSockets({ message: () => {} }, 1_000),
    fetch: (request, bunServer) => app.fetch(request, { server: bunServer }),
  });
  stop = () => server.stop(true);
  const address = `127.0.0.1:${server.port}/stately-inspector`;
  return {
    ...call,
    address,
    watch(): StatelyInspectionEvent[] {
      const heard: StatelyInspectionEvent[] = [];
      createWebSocketReceiver({ server: `ws://${address}/socket` }).subscribe((event) => heard.push(event));
      return heard;
    },
  };
}

const named = (heard: StatelyInspectionEvent[]) =>
  heard.flatMap((event) => (event.type === "@xstate.actor" ? [event.name] : []));

test("an inspector that comes late is told which actors live, with their charts, and then each event", async () => {
  const call = startInspector();
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  const heard = call.watch();
  await eventually(() => expect(named(heard)).toEqual(["call", "participant:agent", "recognizer"]));
  const [root, participant] = heard;
  if (root?.type !== "@xstate.actor" || participant?.type !== "@xstate.actor") throw new Error("no actors");
  expect(JSON.parse(root.definition ?? "")).toMatchObject({ id: "call", initial: "live" });
  expect(participant).toMatchObject({
    parentId: root.sessionId,
    rootId: root.sessionId,
    snapshot: {
      status: "active",
      value: { engaged: { recognizing: "fresh" } },
      context: { speaker: "agent" },
    },
  });

  call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
  await eventually(() =>
    expect(heard).toContainEqual(
      expect.objectContaining({
        type: "@xstate.snapshot",
        sessionId: root.sessionId,
        event: { type: "leg.held", legId: "a", speaker: "agent" },
        snapshot: expect.objectContaining({ value: expect.objectContaining({ live: expect.anything() }) }),
      }),
    ),
  );
  expect(heard.map(({ type }) => type)).toContain("@xstate.event");
});

test("a call that begins while an inspector watches is shown with what it spawns, and counters are not", async () => {
  const call = startInspector();
  const heard = call.watch();
  await eventually(async () => {
    await call.directory.send(CALL, { type: "cti.received", variableNames: [] });
    return named(heard).includes("call");
  });
  call.deliver({ type: "counters.sampled", ledgers: { agent: emptyLedger() } });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  await eventually(() => expect(named(heard)).toContain("participant:agent"));
  const events = heard.flatMap((event) => (event.type === "@xstate.actor" ? [] : [event.event.type]));
  expect(events).toContain("leg.opened");
  expect(events).not.toContain("counters.sampled");
});

test("fields that no history keeps stay here", async () => {
  const call = startInspector();
  const heard = call.watch();
  call.deliver({
    type: "cti.received",
    sessionId: "session-of-the-agent",
    variableNames: ["Customer.number"],
  });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  await eventually(() => expect(named(heard)).toContain("call"));
  call.deliver({ type: "cti.received", sessionId: "session-of-the-agent", variableNames: [] });
  await eventually(() => expect(JSON.stringify(heard)).toContain("cti.received"));
  expect(JSON.stringify(heard)).not.toContain("session-of-the-agent");
});

test("a page of another site may not connect; our own page frames the inspector", async () => {
  const { address } = startInspector();
  const handshake = { upgrade: "websocket", connection: "upgrade", "sec-websocket-version": "13" };
  const key = { "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==" };
  const foreign = await fetch(`http://${address}/socket`, {
    headers: { ...handshake, ...key, origin: "https://elsewhere.example" },
  });
  expect(foreign.status).toBe(403);
  expect((await fetch(`http://${address}/socket`)).status).toBe(400);
  const page = await fetch(`http://${address}`);
  expect(page.headers.get("content-security-policy")).toContain("frame-src https://stately.ai");
  expect(await page.text()).toContain("https://stately.ai/inspect");
});
