import { expect, test } from "bun:test";
import { seededRandom } from "../../../test/support/random.ts";
import { readAudioMessage, withQuickAudio } from "./audio-message.ts";
import { streamingVoiceMethod, type WireRequest } from "./voice-proto.ts";

const method = streamingVoiceMethod();
const quick = withQuickAudio(method);

function plain(request: WireRequest) {
  const { audioContent, ...rest } = request;
  return { ...rest, audio: audioContent === undefined ? undefined : [...audioContent] };
}

test("reads audio, with and without a time, as the decoder does", () => {
  const random = seededRandom(11);
  for (let round = 0; round < 500; round += 1) {
    const size = random.between(0, random.chance(0.1) ? 40_000 : 400);
    const audioContent = Uint8Array.from({ length: size }, () => random.between(0, 255));
    const seconds = random.between(0, 2_000_000_000);
    const nanos = random.between(0, 999_999_999);
    const sendTime = [undefined, {}, { seconds }, { nanos }, { seconds, nanos }][random.between(0, 4)];
    const bytes = method.requestSerialize(
      sendTime === undefined ? { audioContent } : { audioContent, sendTime },
    );
    expect(readAudioMessage(bytes)).toBeDefined();
    expect(plain(quick.requestDeserialize(bytes))).toEqual(plain(method.requestDeserialize(bytes)));
  }
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
