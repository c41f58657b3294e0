/** The caller against servers that pause, stay silent or hang, which Sidetone never does. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { SimulatedClock } from "xstate";
import { systemClock } from "../../src/base/clock.ts";
import { streamingVoiceMethod, type WireRequest } from "../../src/transports/five9/voice-proto.ts";
import type { Five9Call } from "../../src/transports/five9/voice-stream.ts";
import { LegPlayer, type LegPlayerOptions } from "./leg-player.ts";

let server: Server;
let address: string;
let onCall: (call: Five9Call) => void;

beforeEach(async () => {
  server = new Server();
  server.addService(
    { StreamingVoice: streamingVoiceMethod() },
    { StreamingVoice: (call: Five9Call) => onCall(call) },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  address = `127.0.0.1:${port}`;
});
afterEach(() => server.forceShutdown());

function player(change: Partial<LegPlayerOptions> = {}): LegPlayer {
  return new LegPlayer({
    speaker: "agent",
    stream: { grpcAddress: address, trustToken: "t", tokenIn: "both" },
    config: { vccCallId: "1" },
    pcm: new Uint8Array(8000),
    encoding: "LINEAR16",
    patienceMs: 0,
    holds: [],
    holdAudio: "silence",
    chunkBytes: [1600],
    speed: Number.POSITIVE_INFINITY,
    waitForStart: true,
    ending: "halfClose",
    clock: systemClock,
    ...change,
  });
}

function say(call: Five9Call, code: number): void {
  call.write({ status: { code } });
}

/** Passes the time of a whole stream to the same server and back. */
async function roundTrip(): Promise<void> {
  const listener = onCall;
  onCall = (call) => call.end();
  await player().play();
  onCall = listener;
}

test("1002 stops the audio until the next 1001, and at full speed nothing is lost", async () => {
  let bytes = 0;
  const paused = Promise.withResolvers<Five9Call>();
  onCall = (call) => {
    call.on("data", (wire: WireRequest) => {
      if (wire.streamingConfig !== undefined) say(call, 1001);
      if (wire.audioContent !== undefined && bytes === 0) {
        say(call, 1002);
        paused.resolve(call);
      }
      bytes += wire.audioContent?.byteLength ?? 0;
    });
    call.on("end", () => call.end());
  };
  const sentAtMs: number[] = [];
  const played = player({
    chunkBytes: [1],
    onAudioSent: (_speaker, _position, atMs) => sentAtMs.push(atMs),
  }).play();
  const call = await paused.promise;
  await roundTrip();
  expect(sentAtMs.length).toBeLessThan(8000);
  say(call, 1001);
  const report = await played;
  expect([report.ok, bytes]).toEqual([true, 8000]);
  const [, stop, go] = report.statuses;
  const sentBetween = sentAtMs.filter((atMs) => atMs > (stop?.atMs ?? 0) && atMs < (go?.atMs ?? 0));
  expect(sentBetween).toEqual([]);
});

test("a first response that is not 1001 is reported", async () => {
  onCall = (call) => {
    call.on("data", () => say(call, 0));
    call.on("end", () => call.end());
  };
  expect((await player().play()).problem).toBe("the first response was 0, not 1001");
});

test("a server that never says 1001 is given up after a minute", async () => {
  const clock = new SimulatedClock();
  const asked = Promise.withResolvers<void>();
  onCall = (call) => {
    call.on("data", () => asked.resolve());
    call.on("end", () => call.end());
  };
  const leg = player({ clock });
  const played = leg.play();
  await asked.promise;
  clock.increment(60_000);
  expect(await leg.started).toBe(false);
  const report = await played;
  expect([report.ok, report.problem, report.sentBytes]).toEqual([false, "no 1001 came in time", 0]);
});

test("a server that does not end the stream is left after a minute", async () => {
  const clock = new SimulatedClock();
  const halfClosed = Promise.withResolvers<void>();
  onCall = (call) => {
    call.on("data", (wire: WireRequest) => {
      if (wire.streamingConfig !== undefined) say(call, 1001);
    });
    call.on("end", () => halfClosed.resolve());
  };
  const played = player({ clock }).play();
  await halfClosed.promise;
  clock.increment(60_000);
  const report = await played;
  expect([report.ok, report.problem]).toEqual([false, "the server did not end the stream in time"]);
});

test("a server that asks to reconnect for ever is finally left", async () => {
  onCall = (call) => {
    call.on("data", () => say(call, 1012));
    call.on("end", () => call.end());
  };
  const report = await player().play();
  expect([report.reconnects, report.problem]).toEqual([20, "the server asked to reconnect 20 times"]);
});
