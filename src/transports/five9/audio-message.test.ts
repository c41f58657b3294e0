import { expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../../../test/support/property.ts";
import { readAudioMessage, withQuickAudio } from "./audio-message.ts";
import { streamingVoiceMethod, type WireRequest } from "./voice-proto.ts";

const method = streamingVoiceMethod();
const quick = withQuickAudio(method);

function plain(request: WireRequest) {
  const { audioContent, ...rest } = request;
  return { ...rest, audio: audioContent === undefined ? undefined : [...audioContent] };
}

const seconds = fc.nat(2_000_000_000);
const nanos = fc.nat(999_999_999);
const audioRequest = fc.record(
  {
    audioContent: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 400, size: "max" }) },
      { weight: 1, arbitrary: fc.nat(40_000).map((length) => new Uint8Array(length).fill(0xa5)) },
    ),
    sendTime: fc.record({ seconds, nanos }, { requiredKeys: [] }),
  },
  { requiredKeys: ["audioContent"] },
);

test("reads audio, with and without a time, as the decoder does", () => {
  const property = fc.property(audioRequest, (request) => {
    const bytes = method.requestSerialize(request);
    expect(readAudioMessage(bytes)).toBeDefined();
    expect(plain(quick.requestDeserialize(bytes))).toEqual(plain(method.requestDeserialize(bytes)));
  });
  fc.assert(property, runs(500));
});

test("leaves every other message, also a broken one, to the decoder", () => {
  const audio = method.requestSerialize({ audioContent: Uint8Array.from([1, 2, 3]) });
  const status = method.requestSerialize({ streamingStatus: { code: 2 } });
  const config = method.requestSerialize({ streamingConfig: { vccCallId: "300000000000001" } });
  const beforeTheEpoch = method.requestSerialize({
    audioContent: Uint8Array.from([1]),
    sendTime: { seconds: -1 },
  });
  const others = [
    Buffer.alloc(0),
    status,
    config,
    Buffer.concat([audio, status]),
    Buffer.concat([audio, audio]),
    Buffer.concat([status, audio]),
    beforeTheEpoch,
  ];
  for (const bytes of others) {
    expect(readAudioMessage(bytes)).toBeUndefined();
    expect(plain(quick.requestDeserialize(bytes))).toEqual(plain(method.requestDeserialize(bytes)));
  }
  for (const broken of [
    audio.subarray(0, 3),
    Buffer.from([0x12]),
    Buffer.from([0x12, 0x80, 0x80, 0x80, 0x80, 0x80]),
  ]) {
    expect(readAudioMessage(broken)).toBeUndefined();
    expect(() => quick.requestDeserialize(broken)).toThrow();
  }
});
