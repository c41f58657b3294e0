/** BidiStreamingAnalyzeContent (participant.proto, v2beta1). */
import { invalidArgument } from "../rpc.ts";
import type { StreamDialect } from "./stream-dialect.ts";

export interface BidiRequest {
  config?: {
    participant: string;
    voiceSessionConfig?: { inputAudioEncoding: string; inputAudioSampleRateHertz: number } | null;
  } | null;
  input?: { audio?: Uint8Array; dtmf?: unknown; turn?: unknown } | null;
}

export const bidiDialect: StreamDialect<BidiRequest> = {
  rpc: "bidi",
  begin({ config }, { streamLimitMs }) {
    if (!config) throw invalidArgument("The first message must contain the config.");
    const voice = config.voiceSessionConfig;
    return {
      participantName: config.participant,
      encoding: voice?.inputAudioEncoding ?? "",
      sampleRateHertz: voice?.inputAudioSampleRateHertz ?? 0,
      lifeMs: streamLimitMs,
      audioMs: Number.POSITIVE_INFINITY,
      isStitched: false,
    };
  },
  audioOf(request) {
    if (request.config) throw invalidArgument("Config can only be sent in the first message.");
    return request.input?.audio;
  },
  recognition: (recognitionResult) => ({ recognitionResult }),
  answer: (message, humanAgentSuggestionResults) => [
    { analyzeContentResponse: { message, humanAgentSuggestionResults } },
  ],
};
