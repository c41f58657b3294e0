/** The legs of many calls over one connection, as a proxy that multiplexes brings them, on a line with a long way. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { connect } from "node:http2";
import type { LegStream } from "../../simulators/five9/leg-stream.ts";
import { grpcMessage } from "../../simulators/line/grpc-bytes.ts";
import { type Line, openLine } from "../../simulators/line/line.ts";
import { streamingVoiceMethod } from "../../src/transports/five9/voice-proto.ts";
import { eventually } from "../support/eventually.ts";
import {
  AGENT_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
  TEST_TRUST_TOKEN,
} from "../support/five9-server.ts";

const STORY_MS = 600_000;
const LEGS = 50;
const CHUNK = new Uint8Array(1_600);
/** Of each leg: more than any window holds, so that streams and connection live on what is given back. */
const LONG_CHUNK = new Uint8Array(8_000);
const LONG_CHUNKS = 400;
/** What the whole connection could bring without an answer if nothing were done. */
const HTTP2_DEFAULT_BYTES = 65_535;

let five9: Five9TestServer;
let line: Line;
beforeEach(async () => {
  five9 = await startFive9TestServer();
  line = await openLine(five9.address);
});
afterEach(async () => {
  await five9.close();
  await line.close();
});

async function openLegs(count = LEGS): Promise<LegStream[]> {
  const legs = Array.from({ length: count }, (_, index) => {
    const leg = five9.connect({ grpcAddress: line.address, shareConnection: true });
    leg.sendConfig({ ...AGENT_CONFIG, vccCallId: String(1_000 + index) });
    return leg;
  });
  for (const leg of legs) await leg.status(1001);
  expect(line.connections()).toHaveLength(1);
  return legs;
}

const received = () => five9.server.audioTotals().bytes;

test(
  "a second of audio of fifty legs is on its way at once, before any answer comes back",
  async () => {
    const legs = await openLegs();
    const release = line.connections()[0]?.holdAnswers();
    for (let chunk = 0; chunk < 10; chunk += 1) for (const leg of legs) leg.sendAudio(CHUNK, chunk * 100);
    const sent = LEGS * 10 * CHUNK.byteLength;
    expect(sent).toBeGreaterThan(10 * HTTP2_DEFAULT_BYTES);
    await eventually(() => expect(received()).toBe(sent));
    release?.();
  },
  STORY_MS,
);

test(
  "nobody falls silent afterwards: windows of streams and connection are given back",
  async () => {
    const legs = await openLegs(4);
    for (let chunk = 0; chunk < LONG_CHUNKS; chunk += 1) {
      for (const leg of legs) leg.sendAudio(LONG_CHUNK, chunk * 500);
      await eventually(() => expect(received()).toBe(legs.length * (chunk + 1) * LONG_CHUNK.byteLength));
    }
  },
  STORY_MS,
);

test(
  "a leg whose audio nobody takes holds back no other leg of its connection",
  async () => {
    const [slow, ...others] = await openLegs();
    const [first] = five9.directory.delivered;
    five9.sinks.of(String(first?.ref?.callKey), "agent").fill();
    for (let chunk = 0; chunk < 800; chunk += 1) slow?.sendAudio(CHUNK, chunk * 100);
    const before = received();
    for (const leg of others) leg.sendAudio(CHUNK, 0);
    await eventually(() =>
      expect(received()).toBeGreaterThanOrEqual(before + others.length * CHUNK.byteLength),
    );
  },
  STORY_MS,
);

test(
  "a connection has HTTP/2's own windows until it has shown the token: what is not read is the server's memory",
  async () => {
    const { path, requestSerialize } = streamingVoiceMethod();
    const session = connect(`http://${five9.address}`);
    const windows: (number | undefined)[] = [];
    session.on("remoteSettings", ({ initialWindowSize }) => windows.push(initialWindowSize));
    const open = (trustToken: string) => {
      const stream = session.request({
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
      });
      stream.on("error", () => {}).resume();
      const streamingConfig = { ...AGENT_CONFIG, trustToken };
      stream.write(grpcMessage(requestSerialize({ streamingConfig })));
      return stream;
    };
    const refused = open("guess");
    await new Promise((resolve) => refused.once("close", resolve));
    expect(windows.at(-1) ?? HTTP2_DEFAULT_BYTES).toBe(HTTP2_DEFAULT_BYTES);
    open(TEST_TRUST_TOKEN);
    await eventually(() => expect(windows.at(-1)).toBe(1_048_576));
    session.destroy();
  },
  STORY_MS,
);
