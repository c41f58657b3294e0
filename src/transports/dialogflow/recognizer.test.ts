import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import pino from "pino";
import { createActor, setup } from "xstate";
import { FakeParticipants, type FakeStream, until } from "../../../test/support/fake-participants.ts";
import type { RecognizerCommand, RecognizerFact } from "../../actors/participant/recognizer.ts";
import { FlushTick } from "../../audio/flush-tick.ts";
import { imbalanceMs } from "../../audio/ledger.ts";
import type { AudioFormat, AudioSink } from "../../audio/sink.ts";
import { Tracks } from "../../audio/tracks.ts";
import { systemClock } from "../../clock.ts";
import { DialogflowClients } from "./clients.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { endpointFor } from "./endpoint.ts";
import { Participants } from "./participants.ts";
import type { RecognitionTimings } from "./recognition.ts";
import { createRecognizerLogic } from "./recognizer.ts";
import { parseProfileName } from "./resource-names.ts";
import { defaultUnaryPolicy } from "./unary.ts";

const CALL = "five9-1";
const CONVERSATION = `projects/p/locations/us-central1/conversations/${CALL}`;
const FORMAT: AudioFormat = { encoding: "LINEAR16", sampleRateHertz: 8000 };
const BYTES_PER_MS = 16;
const logger = pino({ level: "silent" });

/** Audio in which every sample tells its own position. */
function audioOf(fromMs: number, toMs: number): Uint8Array {
  const samples = new Int16Array((toMs - fromMs) * 8);
  for (let i = 0; i < samples.length; i += 1) samples[i] = fromMs * 8 + i;
  return new Uint8Array(samples.buffer);
}

function bed(fake: FakeParticipants, timings: Partial<RecognitionTimings> = {}) {
  const profile = parseProfileName("projects/p/locations/us-central1/conversationProfiles/x");
  const endpoint = endpointFor(profile, { apiEndpoint: fake.endpoint, insecure: true });
  const clients = new DialogflowClients({ endpoint, projectId: profile.projectId });
  const pool = new ConnectionPool({ createClient: () => clients.createStreamClient(), logger });
  const clock = systemClock;
  const tracks = new Tracks({ clock, logger, settings: { coalesceMs: 20, replaySpeed: 400 } });
  const tick = new FlushTick({ clock, intervalMs: 5 });
  const participants = new Participants({ api: clients.participants, clock, policy: defaultUnaryPolicy });
  const logic = createRecognizerLogic({ clock, logger, tracks, participants, pool, tick, timings });
  const facts: RecognizerFact[] = [];
  const chart = setup({
    types: { events: {} as RecognizerFact },
    actors: { recognizer: logic },
  }).createMachine({
    invoke: {
      id: "recognizer",
      src: "recognizer",
      input: { callKey: CALL, speaker: "customer", conversationName: CONVERSATION },
    },
    on: { "*": { actions: ({ event }) => facts.push(event) } },
  });
  const actor = createActor(chart);
  actor.start();
  const command = (type: RecognizerCommand["type"]) => {
    const child = actor.getSnapshot().children.recognizer;
    if (child === undefined) throw new Error("the recognizer is gone");
    child.send({ type });
  };
  const heard = async <T extends RecognizerFact["type"]>(type: T, count = 1) => {
    await until(() => facts.filter((fact) => fact.type === type).length >= count, `${count} ${type}`);
    return facts.filter((fact) => fact.type === type).at(count - 1) as Extract<RecognizerFact, { type: T }>;
  };
  const close = async () => {
    actor.stop();
    await pool.close();
    await clients.close();
  };
  return { tracks, pool, tick, facts, command, heard, actor, close };
}

describe("the recogniser", () => {
  let fake: FakeParticipants;
  let it: ReturnType<typeof bed>;
  let leg: AudioSink;

  beforeEach(async () => {
    fake = await FakeParticipants.start();
    it = bed(fake);
    leg = it.tracks.open(CALL, "customer", FORMAT);
  });

  afterEach(async () => {
    await it.close();
    fake.close();
  });

  const streamAt = async (index: number): Promise<FakeStream> => {
    await until(() => fake.streams.length > index, `stream ${index + 1}`);
    return fake.streams[index] as FakeStream;
  };
  const ledger = () => {
    const found = it.tracks.ledgers(CALL).customer;
    if (found === undefined) throw new Error("no ledger");
    expect(imbalanceMs(found)).toBe(0);
    return found;
  };

  test("sends the configuration first, then the leg's audio in joined pieces", async () => {
    for (let at = 0; at < 400; at += 10) leg.write(audioOf(at, at + 10));
    it.command("recognizer.open");
    expect(await it.heard("stream.opened")).toMatchObject({ stream: 1, fromMs: 0 });
    const stream = await streamAt(0);
    await until(() => stream.bytes === 400 * BYTES_PER_MS, "all audio");
    expect(stream.config).toMatchObject({
      participant: `${CONVERSATION}/participants/p1`,
      voiceSessionConfig: {
        inputAudioEncoding: "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: 8000,
      },
    });
    expect(stream.messages).toBeLessThanOrEqual(20);
    expect(stream.audio.equals(audioOf(0, 400))).toBe(true);
  });

  test("a cut cancels the stream and begins the next exactly after the last final", async () => {
    leg.write(audioOf(0, 1000));
    it.command("recognizer.open");
    const first = await streamAt(0);
    await until(() => first.bytes === 1000 * BYTES_PER_MS, "all audio");
    first.final(640);
    expect(await it.heard("stream.final")).toMatchObject({ stream: 1, endMs: 640 });
    it.command("recognizer.cut");
    expect(await it.heard("stream.opened", 2)).toMatchObject({ stream: 2, fromMs: 640 });
    await until(() => first.isCancelled, "the cancelled stream");
    const second = await streamAt(1);
    await until(() => second.bytes === 360 * BYTES_PER_MS, "the rest");
    expect(second.audio.equals(audioOf(640, 1000))).toBe(true);
    second.final(100);
    expect(await it.heard("stream.final", 2)).toMatchObject({ stream: 2, endMs: 740 });
    expect(ledger()).toMatchObject({ receivedMs: 1000, recognizedMs: 740, bufferedMs: 260, replayedMs: 360 });
  });

  test("a half-close sends the rest, hears the last final, and reports the drain", async () => {
    it.command("recognizer.open");
    leg.write(audioOf(0, 500));
    const stream = await streamAt(0);
    stream.onHalfClose = () => {
      stream.final(450);
      stream.end();
    };
    await it.heard("stream.opened");
    leg.write(audioOf(500, 505));
    it.command("recognizer.halfClose");
    expect(await it.heard("stream.drained")).toEqual({ type: "stream.drained", stream: 1 });
    expect(stream.audio.equals(audioOf(0, 505))).toBe(true);
    expect(it.facts.map((fact) => fact.type)).toEqual(["stream.opened", "stream.final", "stream.drained"]);
    expect(ledger()).toMatchObject({ receivedMs: 505, recognizedMs: 505, bufferedMs: 0 });
  });

  test("a broken stream is one failure with its status, and the next replays what no final covers", async () => {
    leg.write(audioOf(0, 300));
    it.command("recognizer.open");
    const first = await streamAt(0);
    await until(() => first.bytes === 300 * BYTES_PER_MS, "all audio");
    first.final(100);
    first.fail(status.OUT_OF_RANGE, "Exceeded maximum allowed stream duration");
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 11, advice: "restart" });
    expect(it.facts.filter((fact) => fact.type === "stream.final")).toHaveLength(1);
    leg.write(audioOf(300, 320));
    it.command("recognizer.open");
    const second = await streamAt(1);
    await until(() => second.bytes === 220 * BYTES_PER_MS, "the replay");
    expect(second.audio.equals(audioOf(100, 320))).toBe(true);
    expect(it.facts.filter((fact) => fact.type === "stream.failed")).toHaveLength(1);
  });

  test("a server that ends unasked is a failure with code 0 and the advice to restart", async () => {
    it.command("recognizer.open");
    const stream = await streamAt(0);
    await it.heard("stream.opened");
    stream.end();
    expect(await it.heard("stream.failed")).toMatchObject({ stream: 1, code: 0, advice: "restart" });
  });

  test("stopping the actor cancels the stream, frees its connection and sends nothing more", async () => {
    leg.write(audioOf(0, 100));
    it.command("recognizer.open");
    const stream = await streamAt(0);
    await until(() => stream.bytes === 100 * BYTES_PER_MS, "the audio");
    leg.write(audioOf(100, 200));
    it.actor.stop();
    await until(() => stream.isCancelled, "the cancellation");
    await until(() => it.pool.counts.busy === 0, "a free connection");
    expect(it.tick.isRunning).toBe(false);
    expect(stream.bytes).toBe(100 * BYTES_PER_MS);
  });
});
