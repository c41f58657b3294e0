import { expect, test } from "bun:test";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { messageIn } from "../grpc/message-frame.ts";
import { bidiApi } from "./bidi-api.ts";
import { interimIn, transcriptIn } from "./codec.ts";
import { methodOf } from "./methods.ts";
import { streamingApi } from "./streaming-api.ts";

const { participants } = loadServices();
const SIZES = [0, 1, 125, 126, 127, 128, 1_600, 16_380, 16_384, 300_000];
const audioOf = (size: number) => Uint8Array.from({ length: size }, (_, index) => index % 251);

test("audio is encoded as the definition of the bidi rpc reads it, at every length of its length", () => {
  const method = participants.BidiStreamingAnalyzeContent;
  for (const audio of SIZES.map(audioOf)) {
    const decoded = method?.requestDeserialize(messageIn(bidiApi.audioRequest(audio))) as {
      input: { audio: Uint8Array };
    };
    expect(Buffer.compare(decoded.input.audio, audio)).toBe(0);
  }
});

test("audio is encoded as the definition of the streaming rpc reads it, and utterances stay apart", () => {
  const method = participants.StreamingAnalyzeContent;
  for (const audio of SIZES.map(audioOf)) {
    const decoded = method?.requestDeserialize(messageIn(streamingApi.audioRequest(audio))) as {
      inputAudio: Uint8Array;
      outputMultipleUtterances: boolean;
    };
    expect(Buffer.compare(decoded.inputAudio, audio)).toBe(0);
    expect(decoded).toMatchObject({ input: "inputAudio", outputMultipleUtterances: true, participant: "" });
  }
});

const WORDS = [
  {
    word: "as it",
    startOffset: { seconds: "1" },
    endOffset: { seconds: "1", nanos: 400_000_000 },
    confidence: 0.9,
  },
  { word: "happens", startOffset: { seconds: "2" }, endOffset: { seconds: "3" } },
];
const INTERIM = {
  messageType: "TRANSCRIPT",
  transcript: "as it happens",
  isFinal: false,
  stability: 0.8,
  confidence: 0,
  speechWordInfo: WORDS,
  speechEndOffset: { seconds: "3", nanos: 400_000_000 },
  languageCode: "en-US",
};

for (const rpc of ["BidiStreamingAnalyzeContent", "StreamingAnalyzeContent"] as const) {
  const method = methodOf("Participants", rpc) as unknown as {
    responseSerialize(value: object): Buffer;
    responseDeserialize(bytes: Buffer): { recognitionResult: Parameters<typeof transcriptIn>[0] };
  };
  const read = (response: object) => interimIn(method.responseSerialize(response));

  test(`of ${rpc} an interim result is read as a decoder reads it, with words and without`, () => {
    for (const recognitionResult of [
      INTERIM,
      { ...INTERIM, transcript: "" },
      { messageType: "TRANSCRIPT" },
    ]) {
      const decoded = transcriptIn(
        method.responseDeserialize(method.responseSerialize({ recognitionResult })).recognitionResult,
      );
      expect(read({ recognitionResult })).toEqual({
        ...{ isFinal: decoded?.isFinal === true, hasWords: decoded?.hasWords === true },
        endSeconds: undefined,
      });
    }
  });

  test(`of ${rpc} finals and all that is more than a transcript is left to the decoder`, () => {
    const others = [
      {},
      { recognitionResult: {} },
      { recognitionResult: { ...INTERIM, isFinal: true } },
      { recognitionResult: { messageType: "END_OF_SINGLE_UTTERANCE" } },
      { recognitionResult: { messageType: "SPEECH_ACTIVITY_BEGIN", speechEndOffset: { nanos: 1 } } },
      { recognitionResult: { messageType: "DTMF_DIGITS", dtmfDigits: { dtmfEvents: ["DTMF_ONE"] } } },
      { analyzeContentResponse: { replyText: "a reply" }, replyText: "a reply" },
    ];
    for (const response of others) expect(read(response)).toBeUndefined();
    const both = Buffer.concat([
      method.responseSerialize({ recognitionResult: INTERIM }),
      method.responseSerialize({ recognitionResult: { isFinal: true } }),
    ]);
    expect(interimIn(both)).toBeUndefined();
  });

  test(`of ${rpc} an interim result that is cut off is refused or left to the decoder`, () => {
    const whole = method.responseSerialize({ recognitionResult: INTERIM });
    for (let length = 1; length < whole.length; length += 1) {
      let result: unknown;
      try {
        result = interimIn(whole.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      expect(result).toBeUndefined();
    }
  });
}
