/** The audio port: silent streams, streams of health and reflection, and bytes that are no HTTP/2. */
import { grpcMessage } from "../../../../simulators/line/grpc-bytes.ts";
import { CLIENT_PREFACE, FLAG, FRAME, http2Frame } from "../../../../simulators/line/http2-frame.ts";
import { openStreams } from "../grpc.ts";
import { sendRaw } from "../raw.ts";
import { flood, type HostileKind, type HostileScene, holdFor } from "../scene.ts";

const VOICE = "/five9.voicestream.Voice/StreamingVoice";
const HOLD_MS = 4_000;
const HANDSHAKE = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa("sixteen bytes ok")}\r\n\r\n`;
const SETTINGS = http2Frame(FRAME.settings, 0, 0);

const noise = (scene: HostileScene, length: number) =>
  Buffer.from(Array.from({ length }, () => scene.chance.between(0, 255)));

const SHAPES: readonly ((scene: HostileScene) => Buffer)[] = [
  (scene) => noise(scene, scene.chance.between(1, 400)),
  () => Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
  () => CLIENT_PREFACE.subarray(0, 12),
  (scene) => Buffer.concat([CLIENT_PREFACE, noise(scene, scene.chance.between(9, 200))]),
  // SETTINGS of a wrong length, acknowledgement with a payload, HEADERS on stream 0, DATA on an idle stream.
  () => Buffer.concat([CLIENT_PREFACE, http2Frame(FRAME.settings, 0, 0, Buffer.alloc(5))]),
  () => Buffer.concat([CLIENT_PREFACE, http2Frame(FRAME.settings, FLAG.ack, 0, Buffer.alloc(6))]),
  (scene) =>
    Buffer.concat([
      CLIENT_PREFACE,
      SETTINGS,
      http2Frame(FRAME.headers, FLAG.endHeaders, 0, noise(scene, 30)),
    ]),
  (scene) =>
    Buffer.concat([CLIENT_PREFACE, SETTINGS, http2Frame(FRAME.data, FLAG.endStream, 7, noise(scene, 30))]),
  // HEADERS without end and CONTINUATIONs that never end them (the flood of CVE-2024-27983).
  (scene) =>
    Buffer.concat([
      ...[CLIENT_PREFACE, SETTINGS, http2Frame(FRAME.headers, 0, 1, noise(scene, 20))],
      ...Array.from({ length: 50 }, () => http2Frame(FRAME.continuation, 0, 1, noise(scene, 20))),
    ]),
  // Streams opened and reset at once (rapid reset, CVE-2023-44487), with header blocks that are no HPACK.
  (scene) =>
    Buffer.concat([
      ...[CLIENT_PREFACE, SETTINGS],
      ...Array.from({ length: 50 }, (_, index) =>
        Buffer.concat([
          http2Frame(FRAME.headers, FLAG.endHeaders, index * 2 + 1, noise(scene, 10)),
          http2Frame(FRAME.resetStream, 0, index * 2 + 1, Buffer.alloc(4)),
        ]),
      ),
    ]),
  // A flood of PINGs and SETTINGS that want answers, and a window that overflows.
  () =>
    Buffer.concat([
      ...[CLIENT_PREFACE, SETTINGS],
      ...Array.from({ length: 100 }, () =>
        Buffer.concat([http2Frame(FRAME.ping, 0, 0, Buffer.alloc(8)), SETTINGS]),
      ),
      http2Frame(FRAME.windowUpdate, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])),
    ]),
];

export const STREAM_KINDS: readonly HostileKind[] = [
  {
    name: "silent streams over one connection",
    share: 4_000,
    run: (scene) => openStreams(scene, { method: VOICE, perConnection: 2_000, holdMs: HOLD_MS }),
  },
  {
    name: "silent streams over many connections",
    share: 4_000,
    run: (scene) => openStreams(scene, { method: VOICE, perConnection: 10, holdMs: HOLD_MS }),
  },
  {
    name: "health and reflection streams",
    share: 4_000,
    async run(scene) {
      const half = { ...scene, count: Math.ceil(scene.count / 2) };
      await openStreams(half, {
        ...{ method: "/grpc.health.v1.Health/Watch", perConnection: 500, holdMs: HOLD_MS / 2 },
        message: grpcMessage(new Uint8Array()),
      });
      await openStreams(half, {
        ...{ method: "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", perConnection: 500 },
        ...{ holdMs: HOLD_MS / 2, message: grpcMessage(Uint8Array.of(0x3a, 1, 0x2a)) },
      });
    },
  },
  {
    name: "wrong trust tokens",
    share: 4_000,
    async run(scene) {
      const metadata = () => ({ "x-five9-trust-token": noise(scene, 24).toString("hex") });
      const heard: string[] = [];
      const note = (answer: string) => {
        heard.push(answer);
        scene.note(answer);
      };
      await openStreams(
        { ...scene, note },
        { method: VOICE, perConnection: 200, metadata, holdMs: HOLD_MS / 2 },
      );
      // Refused streams end with UNAUTHENTICATED; one that ended well, or was left open, was let in.
      if (heard.includes("grpc 0")) scene.opened("a stream with a wrong trust token was not refused");
    },
  },
  {
    name: "half a message, held: gRPC and WebSocket",
    share: 1_500,
    async run(scene) {
      const third = { ...scene, count: Math.ceil(scene.count / 3) };
      // A frame that announces a hundred bytes, and three of them.
      const half = { message: Uint8Array.of(0, 0, 0, 0, 100, 1, 2, 3), perConnection: 30, holdMs: HOLD_MS };
      await openStreams(third, { method: VOICE, ...half });
      await openStreams(third, { method: "/grpc.health.v1.Health/Check", ...half });
      await flood(third, 200, async () => {
        const bytes = Buffer.concat([
          Buffer.from(HANDSHAKE),
          Buffer.from([0x81, 0xfe, 0x0f, 0xff, 1, 2, 3, 4, 5]),
        ]);
        const { httpPort: port } = scene.target;
        await sendRaw(scene, { port, bytes, holdMs: holdFor(scene, HOLD_MS), staysOpen: true });
      });
    },
  },
  {
    name: "bytes that are no HTTP/2",
    share: 4_000,
    run: (scene) =>
      flood(scene, 16, async (index) => {
        const make = SHAPES[index % SHAPES.length] as (typeof SHAPES)[number];
        await sendRaw(scene, { port: scene.target.grpcPort, bytes: make(scene), holdMs: 100 });
      }),
  },
];
