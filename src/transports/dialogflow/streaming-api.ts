/** StreamingAnalyzeContent: for projects without quota for bidi; each stream takes a minute of audio (participant.proto, v2beta1). */
import type { protos } from "@google-cloud/dialogflow";
import { messageFrame } from "../grpc/message-frame.ts";
import { PREFIX_BYTES } from "../grpc/message-reader.ts";
import { fieldLength, putFieldHead, transcriptIn } from "./codec.ts";
import { encodingOf, type RecognitionApi } from "./recognition-api.ts";

type StreamingRequest = protos.google.cloud.dialogflow.v2beta1.IStreamingAnalyzeContentRequest;
type StreamingResponse = protos.google.cloud.dialogflow.v2beta1.IStreamingAnalyzeContentResponse;

/** Field of StreamingAnalyzeContentRequest. */
const INPUT_AUDIO = 5;
/**
 * Field 18, output_multiple_utterances, with true. Google's own service sets it on every message, not only on the first
 * (agent-assist-integrations, genesyscloud-audiohook/dialogflow_api.py).
 */
const MULTIPLE_UTTERANCES = Buffer.from([0x90, 0x01, 0x01]);

export const streamingApi: RecognitionApi<StreamingResponse> = {
  rpc: "StreamingAnalyzeContent",
  deadlineMs: 220_000,
  configRequest: (participant, format): StreamingRequest => ({
    participant,
    // Without a language or model here, those of the profile's stt_config count.
    audioConfig: {
      audioEncoding: encodingOf(format) as "AUDIO_ENCODING_LINEAR_16",
      sampleRateHertz: format.sampleRateHertz,
    },
    // Each utterance becomes a message and gets its suggestions at its final, and not all of them at the half-close.
    outputMultipleUtterances: true,
  }),
  audioRequest(audio) {
    const fieldBytes = fieldLength(audio.length);
    const frame = messageFrame(fieldBytes + MULTIPLE_UTTERANCES.length);
    frame.set(audio, putFieldHead(frame, PREFIX_BYTES, INPUT_AUDIO, audio.length));
    frame.set(MULTIPLE_UTTERANCES, PREFIX_BYTES + fieldBytes);
    return frame;
  },
  resultOf: ({ recognitionResult }) => transcriptIn(recognitionResult),
  // In the human assist stage each holds the message, or suggestions (StreamingAnalyzeContentResponse).
  answerOf: ({ message, humanAgentSuggestionResults: results }) =>
    message == null && (results ?? []).length === 0 ? undefined : (results ?? []),
};
