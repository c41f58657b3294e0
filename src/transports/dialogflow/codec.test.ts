import { expect, test } from "bun:test";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { messageIn } from "../grpc/message-frame.ts";
import { bidiApi } from "./bidi-api.ts";
import { soleTranscriptIn, transcriptIn } from "./codec.ts";
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
  const read = (response: object) => soleTranscriptIn(method.responseSerialize(response));

  test(`of ${rpc} a transcript is read as a decoder reads it, final or not, with words and without`, () => {
    const transcripts = [
      INTERIM,
      { ...INTERIM, transcript: "" },
      { messageType: "TRANSCRIPT" },
      { ...INTERIM, isFinal: true },
      { messageType: "TRANSCRIPT", isFinal: true, speechEndOffset: {} },
      { messageType: "TRANSCRIPT", isFinal: true, speechEndOffset: { nanos: 5 } },
      { messageType: "TRANSCRIPT", isFinal: true, speechEndOffset: { seconds: "899", nanos: 999_999_999 } },
      { messageType: "TRANSCRIPT", isFinal: true, speechEndOffset: { seconds: "-1" } },
    ];
    for (const recognitionResult of transcripts) {
      const bytes = method.responseSerialize({ recognitionResult });
      const decoded = transcriptIn(method.responseDeserialize(bytes).recognitionResult);
      expect(decoded).toBeDefined();
      expect(soleTranscriptIn(bytes)).toEqual(decoded);
    }
  });

  test(`of ${rpc} all that is no transcript or more than one is left to the decoder`, () => {
    const others = [
      {},
      { recognitionResult: {} },
      { recognitionResult: { messageType: "END_OF_SINGLE_UTTERANCE" } },
      { recognitionResult: { messageType: "SPEECH_ACTIVITY_BEGIN", speechEndOffset: { nanos: 1 } } },
      { recognitionResult: { messageType: "DTMF_DIGITS", dtmfDigits: { dtmfEvents: ["DTMF_ONE"] } } },
      { analyzeContentResponse: { replyText: "a reply" }, replyText: "a reply" },
    ];
    for (const response of others) expect(read(response)).toBeUndefined();
    const both = Buffer.concat([
      method.responseSerialize({ recognitionResult: INTERIM }),
      method.responseSerialize({ analyzeContentResponse: { replyText: "a reply" }, replyText: "a reply" }),
    ]);
    expect(soleTranscriptIn(both)).toBeUndefined();
  });

  test(`of ${rpc} a transcript that is cut off is refused or left to the decoder`, () => {
    const whole = method.responseSerialize({ recognitionResult: INTERIM });
    for (let length = 1; length < whole.length; length += 1) {
      let result: unknown;
      try {
        result = soleTranscriptIn(whole.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      expect(result).toBeUndefined();
    }
  });
}
