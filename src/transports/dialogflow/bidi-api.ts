/** BidiStreamingAnalyzeContent: one stream for a quarter of an hour (participant.proto, v2beta1). */
import type { protos } from "@google-cloud/dialogflow";
import { messageFrame } from "../grpc/message-frame.ts";
import { PREFIX_BYTES } from "../grpc/message-reader.ts";
import { fieldLength, putFieldHead, transcriptIn } from "./codec.ts";
import { encodingOf, type RecognitionApi } from "./recognition-api.ts";

type BidiRequest = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentRequest;
type BidiResponse = protos.google.cloud.dialogflow.v2beta1.IBidiStreamingAnalyzeContentResponse;

/** Field of BidiStreamingAnalyzeContentRequest, and the field in it. */
const INPUT = 2;
const AUDIO = 1;

export const bidiApi: RecognitionApi<BidiResponse> = {
  rpc: "BidiStreamingAnalyzeContent",
  deadlineMs: 1_800_000,
  configRequest: (participant, format): BidiRequest => ({
    config: {
      participant,
      voiceSessionConfig: {
        inputAudioEncoding: encodingOf(format) as "AUDIO_ENCODING_LINEAR_16",
        inputAudioSampleRateHertz: format.sampleRateHertz,
      },
    },
  }),
  audioRequest(audio) {
    const inputBytes = fieldLength(audio.length);
    const frame = messageFrame(fieldLength(inputBytes));
    const inputAt = putFieldHead(frame, PREFIX_BYTES, INPUT, inputBytes);
    frame.set(audio, putFieldHead(frame, inputAt, AUDIO, audio.length));
    return frame;
  },
  resultOf: ({ recognitionResult }) => transcriptIn(recognitionResult),
  answerOf: ({ analyzeContentResponse: answer }) =>
    answer == null ? undefined : (answer.humanAgentSuggestionResults ?? []),
};
