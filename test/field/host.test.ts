/** Requests without Host, as HTTP/1.0 probes send them, and with one that names no host, at every kind of door. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type DoorScene, startDoorScene } from "../doors/scene.ts";
import { askRaw } from "../support/raw-http.ts";

const START_MS = 300_000;
const CALL = {
  payload: { attached_variables: { "Call.call_id": "600000000000071", "Call.session_id": "s" } },
};

let scene: DoorScene;
beforeAll(async () => {
  scene = await startDoorScene();
}, START_MS);
afterAll(() => scene?.close(), START_MS);

const ask = (...lines: string[]) => askRaw(scene.service.httpPort, lines);

function postCti(httpVersion: string, headers: string[]) {
  const body = JSON.stringify(CALL);
  const own = [`X-F9-APIKEY: ${scene.keys.apiKey}`, `Content-Length: ${body.length}`, ...headers];
  return ask(`POST /cti-call-event-destination/ ${httpVersion}`, ...own, "", body);
}

describe("a request without Host", () => {
  test.each([
    ["/healthz", 200],
    ["/readyz", 200],
    ["/?probe=1", 200],
    ["/status", 200],
    ["/zzz/readyz", 404],
    ["//zzz/readyz", 404],
    ["/zzz/../readyz", 200],
    ["/operators/api/instance", 401],
    ["/agent-assist-ui-modules/?call_id=1", 403],
    ["/conversation-name?conversationIntegrationKey=k", 401],
    ["/socket.io/?EIO=4&transport=polling", 200],
    ["/zzz/socket.io/?EIO=4&transport=polling", 404],
  ])("HTTP/1.0 GET %s is answered with %i", async (path, status) => {
    expect((await ask(`GET ${path} HTTP/1.0`)).status).toBe(status);
    expect((await ask(`GET ${path} HTTP/1.0`, "Host:")).status).toBe(status);
  });

  test("takes an event of Five9, and leads to no other host", async () => {
    expect((await postCti("HTTP/1.0", [])).status).toBe(200);
    const login = await ask("GET /operators/ HTTP/1.0");
    expect(login.status).toBe(303);
    expect(login.headers.get("location")).toBe("/operators/login");
  });

  test("is refused in HTTP/1.1, where it must be there", async () => {
    expect((await ask("GET /readyz HTTP/1.1")).status).toBe(400);
  });
});

const IMPOSSIBLE = [
  "a b",
  "/../",
  "a/b",
  "a?b",
  "a#b",
  "user@a",
  "a:99999",
  "1.2.3.999",
  "[::g]",
  "a, b",
  "a:x",
];
const UPGRADE = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"].concat(
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
);

describe.each(IMPOSSIBLE)("a Host that names no host (%s)", (host) => {
  const header = `Host: ${host}`;

  test.each(["/readyz", "/zzz/readyz", "/operators/", "/operators/api/calls", "/status", "/bots/a"])(
    "is refused at %s as a problem",
    async (path) => {
      const { status, headers, body } = await ask(`GET ${path} HTTP/1.1`, header);
      expect([status, headers.get("content-type")]).toEqual([400, "application/problem+json"]);
      expect(JSON.parse(body)).toMatchObject({ code: "PROTOCOL_VIOLATION" });
    },
  );

  test("is refused for an event of Five9", async () => {
    expect((await postCti("HTTP/1.1", [header])).status).toBe(400);
  });

  test("is refused in Engine.IO's own form, polling and upgrading", async () => {
    const path = "/socket.io/?EIO=4&transport";
    const polling = await ask(`GET ${path}=polling HTTP/1.1`, header);
    const upgrading = await ask(`GET ${path}=websocket HTTP/1.1`, header, ...UPGRADE);
    for (const { status, body } of [polling, upgrading]) {
      expect(status).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ code: 3 });
    }
  });
});
