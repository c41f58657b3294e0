/** Requests that are wrong as HTTP: impossible hosts, bad queries, bodies that break off, never come, or never end. */
import { json, knock } from "../http.ts";
import { sendRaw } from "../raw.ts";
import { flood, type HostileKind, holdFor } from "../scene.ts";

const HOSTS = [
  "",
  " ",
  "a b",
  "[",
  "[::1",
  "%00",
  "a/b",
  "a@b:c",
  ":",
  "x".repeat(300),
  "\u00ff",
  "host:99999",
  "a\tb",
  "//",
];
const PATHS = [
  "/",
  "/healthz",
  "/operators/api/calls",
  "/agent-assist-ui-modules/?call_id=1",
  "/audiocodes/bot",
  "/socket.io/?EIO=4",
];
const LINES = [
  "GET",
  "GET /",
  "GET / HTTP/9.9",
  "G\u0000T / HTTP/1.1",
  "GET http://[/ HTTP/1.1",
  "OPTIONS * HTTP/1.1",
  "CONNECT a:1 HTTP/1.1",
  "GET //evil.example/%2e%2e HTTP/1.1",
];
const QUERIES = [
  "?before=1e999&limit=-1",
  "?limit=%FF%FE",
  "?call_id=%E0%A4%A&launch_key=%",
  "?call_id[]=1&call_id[$gt]=2",
  "?before=NaN&call_id=%00&launch_key=%00",
  `?${"a=1&".repeat(500)}`,
  "?conversationIntegrationKey=%ED%A0%80",
  "?sid=%00&EIO=99&transport=none",
];
const QUERY_PATHS = [
  "/operators/api/calls",
  "/operators/api/audit",
  "/agent-assist-ui-modules/",
  "/conversation-name",
  "/socket.io/",
  "/operators/login",
];
const BODY_PATHS = [
  "/mediastream-event-destination/subscriptions/1",
  "/operators/login",
  "/register",
  "/cti-call-event-destination/",
  "/audiocodes/bot-framework/messages",
  "/conversation-name",
];
const LARGE_BYTES = 20 * 1024 * 1024;
const LARGE = new Uint8Array(LARGE_BYTES).fill(0x20);

/** Nothing, and the beginnings of HTTP/2, of TLS, and of a request. */
const GREETINGS = [
  "",
  "PRI * HT",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01",
  "GET / HT",
];

const head = (path: string | undefined, lengthBytes: number) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${lengthBytes}\r\n\r\n`;

export const REQUEST_KINDS: readonly HostileKind[] = [
  {
    name: "impossible hosts and request lines",
    share: 10_000,
    run: (scene) =>
      flood(scene, 16, async (index) => {
        const line =
          index % 4 === 0 ? LINES[(index / 4) % LINES.length] : `GET ${PATHS[index % PATHS.length]} HTTP/1.1`;
        const bytes = `${line}\r\nHost: ${HOSTS[index % HOSTS.length]}\r\n\r\n`;
        await sendRaw(scene, {
          port: scene.target.httpPort,
          bytes: Buffer.from(bytes, "latin1"),
          holdMs: 500,
        });
      }),
  },
  {
    name: "bad query values",
    share: 10_000,
    run: (scene) =>
      flood(scene, 200, async (index) => {
        const path = `${QUERY_PATHS[index % QUERY_PATHS.length]}${QUERIES[index % QUERIES.length]}`;
        // The form that asks for a token is shown to anybody; polling may begin a session.
        await knock(scene, { path }, path.startsWith("/operators/login") ? [200] : []);
      }),
  },
  {
    name: "bodies broken off",
    share: 5_000,
    run: (scene) =>
      flood(scene, 16, async (index) => {
        const bytes = `${head(BODY_PATHS[index % BODY_PATHS.length], 5_000)}{"callId":"`;
        await sendRaw(scene, { port: scene.target.httpPort, bytes, holdMs: index % 2 === 0 ? 0 : 20 });
      }),
  },
  {
    name: "half bodies and half headers, held",
    share: 600,
    run: (scene) =>
      flood(scene, 300, async (index) => {
        const half =
          index % 2 === 0
            ? `${head(BODY_PATHS[index % BODY_PATHS.length], 5_000)}{`
            : "GET / HTTP/1.1\r\nHost: lo";
        await sendRaw(scene, { port: scene.target.httpPort, bytes: half, holdMs: holdFor(scene, 8_000) });
      }),
  },
  {
    name: "connections that say nothing, or never end a handshake, both ports",
    share: 3_000,
    run: (scene) =>
      flood(scene, 1_000, async (index) => {
        const port = index % 2 === 0 ? scene.target.httpPort : scene.target.grpcPort;
        const bytes = GREETINGS[(index >> 1) % GREETINGS.length] ?? "";
        await sendRaw(scene, { port, bytes, holdMs: holdFor(scene, 5_000) });
      }),
  },
  {
    name: "everything too large",
    share: 200,
    run: (scene) =>
      flood(scene, 4, async (index) => {
        const path = BODY_PATHS[index % BODY_PATHS.length] ?? "/";
        if (index % 4 === 0)
          return void (await knock(scene, { method: "POST", path, headers: json, body: LARGE }));
        if (index % 4 === 1) {
          const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
          return void (await knock(
            scene,
            { method: "POST", path, headers: json, body: `{"callId":${nested}}` },
            [200],
          ));
        }
        const bytes =
          index % 4 === 2
            ? `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`
            : `GET / HTTP/1.1\r\nHost: localhost\r\n${`X-A: ${"b".repeat(1_000)}\r\n`.repeat(100)}\r\n`;
        await sendRaw(scene, { port: scene.target.httpPort, bytes, holdMs: 2_000 });
      }),
  },
];
