/** The desktops' door: sessions that never show a token, packets that are none, and handshakes without a key. */
import { knock } from "../http.ts";
import { sendRaw } from "../raw.ts";
import { flood, type HostileKind, type HostileScene, holdFor, LOOPBACK } from "../scene.ts";

const SOCKET_IO = "/socket.io/?EIO=4&transport=";
const UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
const UPGRADE_PATHS = [
  `${SOCKET_IO}websocket`,
  "/audiocodes/bot",
  "/audiocodes/conversation/a/websocket",
  "/",
];
const PACKETS = [
  "",
  "9",
  "4",
  "42",
  "40{",
  '42["join-conversation"',
  "451-",
  "3probe",
  "40/operators,{",
  "\u0000",
  "4".repeat(5_000),
];
const OPEN_DEADLINE_MS = 3_000;
/** Longer than the server waits for a token. */
const SESSION_MS = 12_000;

/** A WebSocket session without a token: it is kept open for a while, or until the server ends it. */
function openSocket(scene: HostileScene, first: string): Promise<void> {
  const socket = new WebSocket(`ws://${LOOPBACK}:${scene.target.httpPort}${SOCKET_IO}websocket`);
  return new Promise((resolve) => {
    let isNoted = false;
    const note = (answer: string) => {
      if (!isNoted) scene.note(answer);
      isNoted = true;
      resolve();
    };
    const timer = setTimeout(() => note("no answer"), OPEN_DEADLINE_MS);
    socket.onopen = () => {
      if (first !== "") socket.send(first);
      note("open");
    };
    socket.onmessage = ({ data }) => {
      if (String(data).startsWith("40{")) scene.opened("a socket without a token was let in");
    };
    socket.onerror = () => {};
    socket.onclose = () => {
      clearTimeout(timer);
      note("closed");
    };
    setTimeout(() => socket.close(), holdFor(scene, SESSION_MS)).unref();
  });
}

export const SOCKET_KINDS: readonly HostileKind[] = [
  {
    name: "Engine.IO sessions without a token, polling",
    share: 5_000,
    run: (scene) =>
      flood(scene, 16, async () => void (await knock(scene, { path: `${SOCKET_IO}polling` }, [200]))),
  },
  {
    name: "Engine.IO sessions without a token, WebSocket",
    share: 2_000,
    run: (scene) =>
      flood(scene, 16, () =>
        openSocket(scene, scene.chance.pick(["", "40", '40{"token":"x"}', "40/operators,"]) ?? ""),
      ),
  },
  {
    name: "packets that are none",
    share: 2_000,
    run: (scene) =>
      flood(scene, 8, async (index) => {
        if (index % 2 === 0) return openSocket(scene, PACKETS[(index / 2) % PACKETS.length] ?? "");
        const sid = ["", "none", "../..", "%00", "a".repeat(300)][index % 5];
        const body = PACKETS[index % PACKETS.length] ?? "";
        const path = `${SOCKET_IO}polling&sid=${sid}`;
        await knock(scene, { method: "POST", path, headers: { "content-type": "text/plain" }, body }, [200]);
      }),
  },
  {
    name: "WebSocket handshakes without a key",
    share: 5_000,
    run: (scene) =>
      flood(scene, 16, async (index) => {
        const path = UPGRADE_PATHS[index % UPGRADE_PATHS.length];
        const key = index % 3 === 0 ? "Sec-WebSocket-Key: short\r\n" : "";
        const bytes = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}${key}\r\n`;
        const heard = await sendRaw(scene, { port: scene.target.httpPort, bytes, holdMs: 3_000 });
        if (heard.startsWith("HTTP/1.1 101") && key === "") scene.opened(`${path}: upgraded without a key`);
      }),
  },
];
