/**
 * StreamingAnalyzeContent, by StreamingAnalyzeContentRequest in participant.proto (v2beta1), the comment of the client
 * libraries above it, and agent-assist/docs/extended-streaming.
 */
import { invalidArgument } from "../rpc.ts";
import type { StreamDialect } from "./stream-dialect.ts";

export interface StreamingRequest {
  participant: string;
  /** Which of the oneof is set. */
  config?: "audioConfig" | "textConfig";
  audioConfig?: { audioEncoding: string; sampleRateHertz: number; singleUtterance: boolean };
  /** Which of the oneof is set. */
  input?: "inputAudio" | "inputText" | "inputDtmf" | "inputIntent" | "inputEvent";
  inputAudio?: Uint8Array;
  enableExtendedStreaming: boolean;
  outputMultipleUtterances: boolean;
}

export const streamingDialect: StreamDialect<StreamingRequest> = {
  rpc: "streaming",
  begin(request, { streamingAudioLimitMs, extendedStreamingLimitMs }) {
    const { audioConfig, enableExtendedStreaming: isExtended } = request;
    if (request.input !== undefined) throw invalidArgument("The first message must not contain input.");
    if (!audioConfig)
      throw invalidArgument("The first message must contain audio_config: the simulator hears audio only.");
    if (audioConfig.singleUtterance) throw invalidArgument("The simulator does not play single_utterance.");
    return {
      participantName: request.participant,
      encoding: audioConfig.audioEncoding,
      sampleRateHertz: audioConfig.sampleRateHertz,
      // "The complete audio over all streaming messages must not exceed 1 minute"; extended: "Timeout: 3 mins".
      lifeMs: isExtended ? extendedStreamingLimitMs : Number.POSITIVE_INFINITY,
      audioMs: isExtended ? Number.POSITIVE_INFINITY : streamingAudioLimitMs,
      isStitched: !isExtended && !request.outputMultipleUtterances,
      ...(isExtended ? { stage: "HUMAN_ASSIST_STAGE" } : {}),
    };
  },
  audioOf(request) {
    if (request.config !== undefined) throw invalidArgument("Config can only be sent in the first message.");
    // Google's own service ends its audio with an empty message (genesyscloud-audiohook/dialogflow_api.py).
    if (request.input === undefined) return undefined;
    if (request.input !== "inputAudio") {
      throw invalidArgument("After audio_config the simulator takes input_audio only.");
    }
    return request.inputAudio;
  },
  recognition: (recognitionResult) => ({ recognitionResult }),
  answer: (message, suggestions) => [
    { message },
    ...(suggestions.length === 0 ? [] : [{ humanAgentSuggestionResults: suggestions }]),
  ],
};
