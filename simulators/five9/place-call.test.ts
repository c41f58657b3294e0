/** Whole simulated calls against the real server and the real webhooks. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { SimulatedClock } from "xstate";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { five9CtiRoutes } from "../../src/http/five9/cti.ts";
import { five9MediastreamRoutes } from "../../src/http/five9/mediastream.ts";
import type { MediastreamEvent } from "../../src/jobs/mediastream-event.ts";
import {
  type Five9TestServer,
  startFive9TestServer,
  TEST_TRUST_TOKEN,
} from "../../test/support/five9-server.ts";
import { TEST_SETTINGS } from "../../test/support/settings.ts";
import { runCaller } from "./command-line.ts";
import { type PlaceCallOptions, placeCall } from "./place-call.ts";
import { fetchTokenProof } from "./webhooks.ts";

const CALL_KEY = "five9-600000000000001";

let five9: Five9TestServer;
let http: Bun.Server<undefined>;
let reports: MediastreamEvent[];

beforeEach(async () => {
  five9 = await startFive9TestServer();
  reports = [];
  const maxBodyBytes = TEST_SETTINGS.MAX_BODY_BYTES;
  const logger = createLogger("silent");
  const keyHeaders = TEST_SETTINGS.FIVE9_KEY_HEADERS;
  const shared = { apiKey: "key", keyHeaders, clock: systemClock, logger, count: () => {}, maxBodyBytes };
  const { directory } = five9;
  const conversationNames = { put: async () => {}, get: async () => null, delete: async () => false };
  const trustToken = TEST_TRUST_TOKEN;
  const queue = { enqueue: async (event: MediastreamEvent) => void reports.push(event) };
  const app = new Hono()
    .route(
      "/",
      five9CtiRoutes({
        ...shared,
        trustToken,
        directory,
        conversationNames,
        shown: { variables: new Map(), numbers: "last-digits" },
        onSign: () => {},
        conversationNameOf: String,
        markOf: () => null,
      }),
    )
    .route(
      "/",
      five9MediastreamRoutes({
        ...shared,
        queue,
        judgeUnproved: () => "take",
        mediastreamEventsKey: "required",
      }),
    );
  http = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: app.fetch });
});
afterEach(async () => {
  await five9.close();
  await http.stop(true);
});

function tone(durationMs: number, step: number): Uint8Array {
  const samples = Int16Array.from(
    { length: durationMs * 8 },
    (_, index) => ((index * step) % 30_000) - 15_000,
  );
  return new Uint8Array(samples.buffer);
}

const AGENT = tone(1000, 37);
const CUSTOMER = tone(1000, 91);

function callOptions(change: Partial<PlaceCallOptions> = {}): PlaceCallOptions {
  return {
    grpcAddress: five9.address,
    httpBaseUrl: http.url.href,
    trustToken: TEST_TRUST_TOKEN,
    apiKey: "key",
    audio: { legs: { agent: AGENT, customer: CUSTOMER }, holds: [] },
    callId: "600000000000001",
    speed: Number.POSITIVE_INFINITY,
    ...change,
  };
}

function sinkBytes(speaker: "agent" | "customer"): Buffer {
  return five9.sinks.of(CALL_KEY, speaker).bytes();
}

describe("a simulated call", () => {
  test("plays both legs byte for byte, with CTI first and reports about each stream", async () => {
    const report = await placeCall(callOptions({ chunkBytes: [1601, 1, 320, 799] })).finished;
    expect(report.legs.map((leg) => leg.problem)).toEqual([undefined, undefined]);
    expect(report.ok).toBe(true);
    expect(sinkBytes("agent")).toEqual(Buffer.from(AGENT));
    expect(sinkBytes("customer")).toEqual(Buffer.from(CUSTOMER));
    const types = five9.directory.types();
    expect(types[0]).toBe("cti.received");
    for (const type of ["leg.opened", "leg.firstAudio", "leg.callEnded", "leg.closed"]) {
      expect(types.filter((seen) => seen === type)).toHaveLength(2);
    }
    expect(new Set(five9.directory.delivered.map((delivered) => delivered.callKey))).toEqual(
      new Set([CALL_KEY]),
    );
    expect(reports.map((event) => `${event.callLeg} ${event.status}`).sort()).toEqual([
      "Agent ENDED_NORMALLY",
      "Agent STREAMING",
      "Customer ENDED_NORMALLY",
      "Customer STREAMING",
    ]);
    expect(report.webhooks.map((webhook) => webhook.status)).toEqual([200, 200, 200, 200, 200]);
  });

  test("may begin with audio: the CTI event comes after the legs", async () => {
    const report = await placeCall(callOptions({ order: "audio-first" })).finished;
    expect(report.ok).toBe(true);
    const types = five9.directory.types();
    expect(types.indexOf("cti.received")).toBeGreaterThan(types.lastIndexOf("leg.opened"));
  });

  test("sends hold and resume where the recording has them, with silence between", async () => {
    const holds = [{ startMs: 200, endMs: 500 }];
    const report = await placeCall(callOptions({ audio: { legs: { agent: AGENT }, holds } })).finished;
    expect(report.ok).toBe(true);
    expect(five9.sinks.of(CALL_KEY, "agent").story).toEqual(["write", "hold", "write", "resume", "write"]);
    const expected = Buffer.from(AGENT).fill(0, 200 * 16, 500 * 16);
    expect(sinkBytes("agent")).toEqual(expected);
  });

  test("may send nothing at all on hold", async () => {
    const holds = [{ startMs: 200, endMs: 500 }];
    const audio = { legs: { agent: AGENT }, holds };
    await placeCall(callOptions({ audio, holdAudio: "nothing" })).finished;
    expect(five9.sinks.of(CALL_KEY, "agent").story).toEqual(["write", "hold", "resume", "write"]);
    expect(sinkBytes("agent").byteLength).toBe(700 * 16);
  });

  test("sends no chunk before its last sample has been spoken, and reports each as it goes", async () => {
    const sent: [positionMs: number, atMs: number][] = [];
    const audio = { legs: { agent: AGENT }, holds: [] };
    const onAudioSent: PlaceCallOptions["onAudioSent"] = (_speaker, positionMs, atMs) =>
      sent.push([positionMs, atMs]);
    const placedAtMs = Date.now();
    await placeCall(callOptions({ audio, speed: 10, onAudioSent })).finished;
    expect(sent.map(([positionMs]) => positionMs)).toEqual([
      100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
    ]);
    for (const [positionMs, atMs] of sent) expect(atMs - placedAtMs).toBeGreaterThanOrEqual(positionMs / 10);
  });

  test("begins again on a new stream when asked to reconnect, and loses no audio of its own", async () => {
    const clock = new SimulatedClock();
    const call = placeCall(callOptions({ audio: { legs: { agent: AGENT }, holds: [] }, speed: 1, clock }));
    await call.started;
    const sink = five9.sinks.of(CALL_KEY, "agent");
    const playUntil = async (positionMs: number): Promise<void> => {
      while (sink.byteCount < positionMs * 16) {
        clock.increment(100);
        await sink.untilBytes(sink.byteCount + 1);
      }
    };
    await playUntil(500);
    const legId = five9.directory.ofType("leg.opened")[0]?.legId ?? "";
    five9.directory.command({ type: "leg.close", legId, reason: "reconnect", message: "" });
    await five9.directory.until("leg.opened", 2);
    await playUntil(1000);
    const report = await call.finished;
    expect(report.ok).toBe(true);
    expect(report.legs[0]?.reconnects).toBe(1);
    expect(report.legs[0]?.statuses.map((status) => status.code)).toEqual([1001, 1012, 1001, 1011]);
    expect(sinkBytes("agent")).toEqual(Buffer.from(AGENT));
  });

  test("stops and says why when the server disconnects it", async () => {
    const call = placeCall(callOptions({ speed: 1, httpBaseUrl: http.url.href }));
    expect(await call.started).toBe(true);
    for (const { legId } of five9.directory.ofType("leg.opened")) {
      five9.directory.command({ type: "leg.close", legId, reason: "failed", message: "no recogniser" });
    }
    const report = await call.finished;
    expect(report.ok).toBe(false);
    expect(report.legs.map((leg) => leg.problem)).toEqual(
      ["agent", "customer"].map(() => "the server reported error 1100 no recogniser"),
    );
    expect(reports.filter((event) => event.status === "ERROR")).toHaveLength(2);
  });

  test("posts a refused webhook once, also if it is asked to come again", async () => {
    let posts = 0;
    const full = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => {
        posts += 1;
        return new Response(null, { status: 503, headers: { "retry-after": "0" } });
      },
    });
    const report = await placeCall(callOptions({ httpBaseUrl: full.url.href })).finished;
    await full.stop(true);
    expect(report.ok).toBe(false);
    expect(report.webhooks.map((webhook) => webhook.status)).toEqual([503, 503, 503, 503, 503]);
    expect(posts).toBe(5);
  });

  test("is told apart when the token is wrong", async () => {
    const report = await placeCall(callOptions({ trustToken: "guess" })).finished;
    expect(report.ok).toBe(false);
    expect(report.legs[0]?.problem).toBe("gRPC status 16: the trust token is wrong");
  });

  test("hangs up in order when told to", async () => {
    const call = placeCall(callOptions({ speed: 1 }));
    await five9.directory.until("leg.firstAudio", 2);
    call.hangUp();
    const report = await call.finished;
    expect(report.ok).toBe(true);
    expect(five9.directory.ofType("leg.callEnded")).toHaveLength(2);
  });

  test("sends audio before 1001 if told not to wait", async () => {
    const report = await placeCall(callOptions({ waitForStart: false, tokenIn: "metadata" })).finished;
    expect(report.ok).toBe(true);
    expect(sinkBytes("customer")).toEqual(Buffer.from(CUSTOMER));
  });
});

describe("the subscription check", () => {
  test("gets the token's hash", async () => {
    const expected = new Bun.CryptoHasher("sha256").update(TEST_TRUST_TOKEN).digest("hex");
    expect(await fetchTokenProof(http.url.href)).toBe(expected);
  });
});

describe("the command line", () => {
  const run = async (
    argv: string[],
    env: Record<string, string> = { FIVE9_TRUST_TOKEN: TEST_TRUST_TOKEN },
  ) => {
    const out: string[] = [];
    const err: string[] = [];
    const status = await runCaller(argv, {
      env,
      out: (line) => out.push(line),
      err: (line) => err.push(line),
    });
    return { status, out, err };
  };

  test("plays a sample and ends with one line of JSON", async () => {
    const { status, out } = await run(["--grpc", five9.address, "--speed", "max", "--calls", "2"]);
    const last: unknown = JSON.parse(out.at(-1) ?? "");
    expect(last).toMatchObject({ ok: true, calls: 2, legs: 4, problems: [] });
    expect(status).toBe(0);
  });

  const wrong: [string, string[], string][] = [
    ["an unknown option", ["--nonsense"], "nonsense"],
    ["a missing file", ["--wav", "/nowhere.wav"], "/nowhere.wav: there is no such file."],
    ["a speed of nothing", ["--speed", "0"], '--speed must be a number above 0, not "0".'],
    ["another order", ["--order", "x"], '--order must be one of cti-first, audio-first, not "x".'],
    ["an unknown sample", ["--sample", "x"], "There is no such sample"],
  ];
  test.each(wrong)("%s is wrong use, said in a sentence", async (_name, argv, words) => {
    const { status, err } = await run(argv);
    expect(status).toBe(2);
    expect(err[0]).toContain(words);
  });

  test("without a trust token is wrong use", async () => {
    expect(await run([], {})).toMatchObject({ status: 2 });
  });

  test("a server that is not there is a failure, told in the JSON", async () => {
    const { status, out } = await run(["--grpc", "127.0.0.1:1", "--speed", "max"]);
    expect(status).toBe(1);
    expect(JSON.parse(out.at(-1) ?? "")).toMatchObject({ ok: false, sentBytes: 0 });
  });
});
