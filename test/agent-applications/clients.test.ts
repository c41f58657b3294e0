/** Clients of Socket.IO 4, 3 and 2, over WebSocket, polling and the upgrade: each completes a session. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { io as io4 } from "socket.io-client";
import io2 from "socket.io-client-2";
import io3 from "socket.io-client-3";
import { eventually } from "../support/eventually.ts";
import { AGENT, type Scene, SHARED_TOKEN, startScene } from "./scene.ts";

/** What the three versions share. */
interface Client {
  connected: boolean;
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  close(): unknown;
}
type Open = (url: string, options: object) => Client;

const VERSIONS: [string, Open][] = [
  ["4", io4 as unknown as Open],
  ["3", io3 as unknown as Open],
  ["2", io2 as unknown as Open],
];
const TRANSPORTS = [["websocket"], ["polling"], ["polling", "websocket"]];
const CASES = VERSIONS.flatMap(([version, open]) =>
  TRANSPORTS.map((transports) => ({ version, open, transports, over: transports.join(" then ") })),
);

let scene: Scene;
beforeAll(() => {
  scene = startScene();
});
afterAll(() => scene.close());

const options = (token: string, transports: readonly string[]) => ({
  ...{ path: "/agentAssist/socket.io", query: { token }, transports, forceNew: true, reconnection: false },
});

describe.each(CASES)("socket.io-client $version over $over", ({ version, open, transports }) => {
  const call = `c-${version}-${transports.length}-${transports[0]}`;

  test("completes a session: init, getAgentAssist, metadata, stop", async () => {
    scene.leg(call, "agent", { address: AGENT.phoneNumber });
    const client = open(scene.url, options(SHARED_TOKEN, transports));
    const received: { event: string; message: Record<string, unknown> }[] = [];
    for (const event of ["metadata", "sessionStatus", "stopAgentAssistReply"])
      client.on(event, (message) => void received.push({ event, message }));
    const of = (name: string) => received.filter(({ event }) => event === name).map(({ message }) => message);
    const ask = (event: string, payload: object) =>
      new Promise<Record<string, never>>((resolve) => void client.emit(event, payload, resolve));
    await eventually(() => client.connected);
    expect(await ask("init", { ...AGENT, displayName: "Señora Müller 🎧" })).toMatchObject({ ok: true });
    const metadataToBot = { note: "naïve “quotes” 🎧" };
    const asked = { conversationId: call, metadataToBot };
    const { session } = await ask("getAgentAssist", asked);
    const { sessionId } = session as unknown as Record<string, string>;
    await scene.suggest(call, "ünïcödé 🎧");
    await eventually(() => of("metadata").length === 1);
    expect(JSON.stringify(of("metadata")[0])).toContain("ünïcödé 🎧");
    expect(scene.told.at(-1)).toMatchObject({ metadataToBot });
    client.emit("stopAgentAssist", { sessionId });
    await eventually(() => of("stopAgentAssistReply").length === 1);
    expect(of("sessionStatus").at(-1)).toMatchObject({ status: "ended", reason: "stopped" });
    client.close();
    scene.endCall(call);
  });

  test("is told that its token does not hold", async () => {
    const client = open(scene.url, options("wrong", transports));
    const reason = await new Promise<unknown>((resolve) => {
      client.on("connect_error", (error: { message: string }) => resolve(error.message));
      // What version 2 is told, it is told by this event.
      client.on("error", (error: unknown) => resolve(error));
    });
    expect(reason).toBe("authentication failed");
    client.close();
  });
});

test("a request that is no Engine.IO is refused in Engine.IO's form", async () => {
  const at = (query: string, init: RequestInit = {}) =>
    fetch(`${scene.url}/agentAssist/socket.io/?${query}`, init);
  const unknown = await at("EIO=4&transport=carrier-pigeon");
  expect([unknown.status, await unknown.json()]).toEqual([400, { code: 0, message: "Transport unknown" }]);
  const nobody = await at("EIO=4&transport=polling&sid=nobody");
  expect([nobody.status, await nobody.json()]).toEqual([400, { code: 1, message: "Session ID unknown" }]);
  const post = await at("EIO=4&transport=polling", { method: "POST", body: "40" });
  expect([post.status, await post.json()]).toEqual([400, { code: 2, message: "Bad handshake method" }]);
  const upgrade = await at("EIO=4&transport=websocket");
  expect([upgrade.status, await upgrade.json()]).toEqual([400, { code: 3, message: "Bad request" }]);
});

test("broken bodies of either version cost their connection, and nothing else", async () => {
  const at = (query: string) => `${scene.url}/agentAssist/socket.io/?transport=polling&${query}`;
  const types = ["text/plain;charset=UTF-8", "application/octet-stream"];
  const bodies = [
    "",
    "garbage",
    "9999999999:4x",
    "4:40",
    "\u0000\u00ff",
    "1:9",
    "-1:4",
    "b",
    "2:b4",
    "451-[",
    "0",
  ];
  for (const version of ["EIO=3", "EIO=4"])
    for (const type of types)
      for (const body of bodies) {
        const opened = await (await fetch(at(`${version}&token=${SHARED_TOKEN}`))).text();
        const { sid } = JSON.parse(opened.slice(opened.indexOf("{"), opened.lastIndexOf("}") + 1)) as {
          sid: string;
        };
        const headers = { "content-type": type };
        const { status } = await fetch(at(`${version}&sid=${sid}`), { method: "POST", headers, body });
        expect([200, 400]).toContain(status);
      }
  const application = await scene.connect();
  expect(await application.ask("init", AGENT)).toMatchObject({ ok: true });
});

test("pages of origins that are set may poll, those of others may not", async () => {
  const from = async (origin: string) => {
    const url = `${scene.url}/agentAssist/socket.io/?EIO=4&transport=polling`;
    const { headers } = await fetch(url, { headers: { origin } });
    return headers.get("access-control-allow-origin");
  };
  expect(await from("https://crm.example")).toBe("https://crm.example");
  expect(await from("https://evil.example")).toBeNull();
});
