/** What a Five9 stream is turned away for, and what the caller is told. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { eventually } from "../../../test/support/eventually.ts";
import {
  AGENT_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../../../test/support/five9-server.ts";
import type { AudioFormat } from "../../audio/sink.ts";
import type { WireRequest, WireStreamingConfig } from "./voice-proto.ts";

let five9: Five9TestServer;
beforeEach(async () => {
  five9 = await startFive9TestServer();
});
afterEach(() => five9.close());

describe("the first message", () => {
  const notConfigurations: [string, WireRequest][] = [
    ["audio", { audioContent: new Uint8Array(320) }],
    ["status", { streamingStatus: { code: 2 } }],
    ["an empty message", {}],
  ];
  test.each(notConfigurations)(
    "that is %s is refused as INVALID_ARGUMENT and begins no call",
    async (what, message) => {
      const leg = five9.connect();
      leg.send(message);
      expect(await leg.ended).toEqual({
        grpcCode: grpcStatus.INVALID_ARGUMENT,
        details: `the first message must be streaming_config, not ${what}`,
      });
      expect(leg.statuses).toEqual([]);
      expect(five9.directory.delivered).toEqual([]);
      expect(five9.counted("refusedInvalid")).toBe(1);
    },
  );

  const usable = "LINEAR16 from 8000 to 48000 Hz and MULAW at 8000 Hz can be used";
  const at = (encoding: number, sampleRateHertz: number) => ({ voiceConfig: { encoding, sampleRateHertz } });
  const badConfigurations: [string, WireStreamingConfig, string][] = [
    ["AMR", at(3, 8000), `encoding AMR cannot be used: ${usable}`],
    ["an unknown encoding", at(99, 0), `encoding 99 cannot be used: ${usable}`],
    ["a rate too low", at(1, 4000), `sample_rate_hertz 4000 cannot be used with LINEAR16: ${usable}`],
    ["a negative rate", at(1, -8000), `sample_rate_hertz -8000 cannot be used with LINEAR16: ${usable}`],
    ["a rate too high", at(0, 96_000), `sample_rate_hertz 96000 cannot be used with LINEAR16: ${usable}`],
    ["MULAW at 16 kHz", at(2, 16_000), `sample_rate_hertz 16000 cannot be used with MULAW: ${usable}`],
    ["an unknown leg", { callLeg: 7 }, "call_leg 7 is unknown: 0 is AGENT, 1 CUSTOMER, 2 SUPERVISOR"],
    ["no call id", { vccCallId: "" }, "vcc_call_id is empty"],
    [
      "a call id with other characters",
      { vccCallId: "42/../43" },
      "vcc_call_id must be 1 to 50 of the characters A-Z a-z 0-9 _ -",
    ],
    [
      "a call id that is too long",
      { vccCallId: "9".repeat(51) },
      "vcc_call_id must be 1 to 50 of the characters A-Z a-z 0-9 _ -",
    ],
    [
      "an endless campaign id",
      { campaignId: "c".repeat(257) },
      "an id has control characters or more than 256 characters",
    ],
    [
      "a NUL in the agent's id",
      { agentId: "a\0b" },
      "an id has control characters or more than 256 characters",
    ],
  ];
  test.each(badConfigurations)("with %s is refused and told why", async (_name, change, message) => {
    const leg = five9.connect();
    leg.sendConfig({ ...AGENT_CONFIG, ...change });
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses.map((status) => [status.code, status.message])).toEqual([[1102, message]]);
    expect(five9.directory.delivered).toEqual([]);
    expect(five9.counted("refusedInvalid")).toBe(1);
  });

  const usableFormats: [string, WireStreamingConfig, AudioFormat][] = [
    ["no voice_config", { voiceConfig: {} }, { encoding: "LINEAR16", sampleRateHertz: 8000 }],
    ["a rate alone", at(0, 16_000), { encoding: "LINEAR16", sampleRateHertz: 16_000 }],
    ["an encoding alone", at(2, 0), { encoding: "MULAW", sampleRateHertz: 8000 }],
    ["24 kHz", at(1, 24_000), { encoding: "LINEAR16", sampleRateHertz: 24_000 }],
  ];
  test.each(usableFormats)("with %s begins a leg", async (_name, change, format) => {
    await five9.openLeg({ ...AGENT_CONFIG, ...change });
    const [opened] = five9.directory.delivered;
    expect(opened?.event).toMatchObject({ type: "leg.opened", medium: { kind: "audio", format } });
  });

  test("with a call id that is no number begins a call of that name", async () => {
    await five9.openLeg({ ...AGENT_CONFIG, vccCallId: "AB-c_1" });
    expect(five9.directory.delivered[0]?.ref).toEqual({
      callKey: "five9-0000AB-c_1",
      source: "five9",
      vendorCallId: "AB-c_1",
    });
  });

  test("that cannot be decoded ends the stream and begins no call", async () => {
    const leg = five9.connect();
    // Field 1 announced as a message of 40 bytes, of which none follow.
    leg.sendRaw(Buffer.from([0x0a, 0x28]));
    expect((await leg.ended).grpcCode).toBe(grpcStatus.INTERNAL);
    expect(five9.directory.delivered).toEqual([]);
    await five9.openLeg();
  });
});

describe("the trust token", () => {
  test.each(["metadata", "config", "both"] as const)("in %s opens the stream", async (tokenIn) => {
    const leg = five9.connect({ tokenIn });
    leg.sendConfig(AGENT_CONFIG);
    expect(await leg.status(1001)).toBeDefined();
  });

  test("missing everywhere is refused as UNAUTHENTICATED", async () => {
    const leg = five9.connect({ tokenIn: "none" });
    leg.sendConfig(AGENT_CONFIG);
    const details = "the trust token is missing";
    expect(await leg.ended).toEqual({ grpcCode: grpcStatus.UNAUTHENTICATED, details });
    expect(leg.statuses).toEqual([]);
    expect(five9.directory.delivered).toEqual([]);
    expect(five9.counted("refusedUnauthenticated")).toBe(1);
  });

  test("wrong in the metadata is refused before the first message", async () => {
    const leg = five9.connect({ trustToken: "guess" });
    expect((await leg.ended).grpcCode).toBe(grpcStatus.UNAUTHENTICATED);
  });

  test("wrong in the configuration is refused even when the metadata has the right one", async () => {
    const leg = five9.connect();
    leg.sendConfig({ ...AGENT_CONFIG, trustToken: "guess" });
    expect((await leg.ended).grpcCode).toBe(grpcStatus.UNAUTHENTICATED);
    expect(five9.directory.delivered).toEqual([]);
  });

  test("is asked for before anything is said about the rest of the configuration", async () => {
    const leg = five9.connect({ tokenIn: "none" });
    leg.sendConfig({ ...AGENT_CONFIG, vccCallId: "" });
    expect((await leg.ended).grpcCode).toBe(grpcStatus.UNAUTHENTICATED);
  });
});

describe("who guesses", () => {
  test("is answered when the address may be answered, and the right token beside it at once", async () => {
    await five9.close();
    const held: { address: string; answer: () => void }[] = [];
    const wrong = (_kind: string, address: string) =>
      new Promise<number>((resolve) => void held.push({ address, answer: () => resolve(1_000) }));
    five9 = await startFive9TestServer({ guesses: { wrong } });
    const guesser = five9.connect({ trustToken: "guess" });
    const another = five9.connect({ tokenIn: "none" });
    another.sendConfig({ ...AGENT_CONFIG, trustToken: "guess" });
    await eventually(() => expect(held.map(({ address }) => address)).toEqual(["127.0.0.1", "127.0.0.1"]));
    const right = five9.connect();
    right.sendConfig(AGENT_CONFIG);
    expect(await right.status(1001)).toBeDefined();
    expect([guesser.isOver, another.isOver]).toEqual([false, false]);
    for (const { answer } of held) answer();
    expect((await guesser.ended).grpcCode).toBe(grpcStatus.UNAUTHENTICATED);
    expect((await another.ended).grpcCode).toBe(grpcStatus.UNAUTHENTICATED);
  });

  test("and leaves meanwhile is forgotten", async () => {
    await five9.close();
    const { promise, resolve } = Promise.withResolvers<number>();
    five9 = await startFive9TestServer({ guesses: { wrong: () => promise } });
    const guesser = five9.connect({ trustToken: "guess" });
    await five9.untilCounted("refusedUnauthenticated", 1);
    guesser.cancel();
    await guesser.ended;
    resolve(1_000);
    await five9.openLeg();
    expect(five9.server.openLegs()).toBe(1);
  });
});

describe("a client that leaves before its first message", () => {
  test("by half-close gets a quiet OK and begins no call", async () => {
    const leg = five9.connect();
    leg.halfClose();
    expect((await leg.ended).grpcCode).toBe(grpcStatus.OK);
    expect(leg.statuses).toEqual([]);
    expect(five9.directory.delivered).toEqual([]);
    expect(five9.counted("leftBeforeConfig")).toBe(1);
    expect(five9.counted("failures")).toBe(0);
  });

  test("by cancel begins no call, and the next stream works", async () => {
    const leg = five9.connect();
    await five9.untilCounted("streamsOpened", 1);
    leg.cancel();
    await five9.untilCounted("leftBeforeConfig", 1);
    expect(five9.directory.delivered).toEqual([]);
    await five9.openLeg();
  });
});
