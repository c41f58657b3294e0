/** Messages of BidiStreamingAnalyzeContent: what we send, and what of the answers matters to the audio path. */
import type { AudioFormat } from "../../audio/sink.ts";
import type { BidiRequest, BidiResponse } from "./connection.ts";

/** A transcript, reduced to where it ends. The words themselves travel through Pub/Sub. */
export interface RecognitionResult {
  isFinal: boolean;
  hasWords: boolean;
  /** speech_end_offset, relative to the audio sent on its stream; undefined where the server gave none. */
  endSeconds: number | undefined;
}

/** The first message: whose audio it is and in which form; all else comes from the conversation profile. */
export function configRequest(participant: string, format: AudioFormat): BidiRequest {
  return {
    config: {
      participant,
      voiceSessionConfig: {
        inputAudioEncoding:
          format.encoding === "LINEAR16" ? "AUDIO_ENCODING_LINEAR_16" : "AUDIO_ENCODING_MULAW",
        inputAudioSampleRateHertz: format.sampleRateHertz,
      },
    },
  };
}

export function audioRequest(audio: Uint8Array): BidiRequest {
  return { input: { audio } };
}

/** The transcript in a response, if it holds one; speech activity, DTMF and suggestions are of no concern here. */
export function resultOf(response: BidiResponse): RecognitionResult | undefined {
  const result = response.recognitionResult;
  if (result == null || result.messageType !== "TRANSCRIPT") return undefined;
  const offset = result.speechEndOffset;
  const endSeconds = Number(offset?.seconds ?? 0) + Number(offset?.nanos ?? 0) / 1e9;
  return {
    isFinal: result.isFinal === true,
    hasWords: (result.transcript ?? "") !== "",
    endSeconds: endSeconds > 0 ? endSeconds : undefined,
  };
}
