/** The loaded proto against messages made with a compiled descriptor of Five9's own file, both ways. */
import { describe, expect, test } from "bun:test";
import { streamingVoiceMethod, type WireRequest, type WireResponse } from "./voice-proto.ts";

const REQUESTS: [name: string, hex: string, message: WireRequest][] = [
  [
    "a configuration for LINEAR16 at 8000 Hz whose leg is the agent, so not on the wire",
    "0a0b0a05080110c03e12023432",
    {
      streamingRequest: "streamingConfig",
      streamingConfig: { voiceConfig: { encoding: 1, sampleRateHertz: 8000 }, vccCallId: "42" },
    },
  ],
  [
    "a configuration with all nine fields",
    "0a2e0a05080110c03e120f3630303030303030303035343630321a01312201322a013330013a03746f6b4201344a0135",
    {
      streamingRequest: "streamingConfig",
      streamingConfig: {
        voiceConfig: { encoding: 1, sampleRateHertz: 8000 },
        vccCallId: "600000000054602",
        domainId: "1",
        campaignId: "2",
        agentId: "3",
        callLeg: 1,
        trustToken: "tok",
        subscriptionId: "4",
        skillId: "5",
      },
    },
  ],
  [
    "audio with its send time",
    "12040100ff7f220408011002",
    {
      streamingRequest: "audioContent",
      audioContent: Buffer.from([0x01, 0x00, 0xff, 0x7f]),
      sendTime: { seconds: 1, nanos: 2 },
    },
  ],
  ["call ended", "1a020801", { streamingRequest: "streamingStatus", streamingStatus: { code: 1 } }],
  ["hold", "1a020802", { streamingRequest: "streamingStatus", streamingStatus: { code: 2 } }],
  ["disconnect", "1a020804", { streamingRequest: "streamingStatus", streamingStatus: { code: 4 } }],
  [
    "generic client error",
    "1a020866",
    { streamingRequest: "streamingStatus", streamingStatus: { code: 102 } },
  ],
  ["a status with code 0", "1a00", { streamingRequest: "streamingStatus", streamingStatus: {} }],
];

const RESPONSES: [code: number, hex: string][] = [
  [1001, "0a0308e907"],
  [1002, "0a0308ea07"],
  [1011, "0a0308f307"],
  [1012, "0a0308f407"],
  [1100, "0a0308cc08"],
  [1101, "0a0308cd08"],
  [1102, "0a0308ce08"],
];

describe("voice.proto", () => {
  const method = streamingVoiceMethod();

  test("the method has Five9's path and streams both ways", () => {
    expect(method.path).toBe("/five9.voicestream.Voice/StreamingVoice");
    expect([method.requestStream, method.responseStream]).toEqual([true, true]);
  });

  test.each(REQUESTS)("request: %s", (_name, hex, message) => {
    expect(method.requestDeserialize(Buffer.from(hex, "hex"))).toEqual(message);
    expect(method.requestSerialize(message).toString("hex")).toBe(hex);
  });

  test.each(RESPONSES)("response: status %d", (code, hex) => {
    const message: WireResponse = { status: { code } };
    expect(method.responseDeserialize(Buffer.from(hex, "hex"))).toEqual(message);
    expect(method.responseSerialize(message).toString("hex")).toBe(hex);
  });

  test("an unknown status code is kept as its number", () => {
    const wire = method.requestSerialize({ streamingStatus: { code: 2001 } });
    expect(method.requestDeserialize(wire).streamingStatus).toEqual({ code: 2001 });
  });

  test("audio is a view on the received message, so a keeper has to copy it", () => {
    const wire = Buffer.from("12040100ff7f", "hex");
    const audio = method.requestDeserialize(wire).audioContent;
    wire[2] = 0x63;
    expect(audio?.[0]).toBe(0x63);
  });
});
