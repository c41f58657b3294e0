/** The contract of an rpc of Dialogflow that recognises a stream of audio: how it is opened, fed and read. */
import type { AudioFormat } from "../../audio/sink.ts";
import type { SuggestionResults } from "./answered-suggestions.ts";
import type { RecognitionResult } from "./codec.ts";

/** What the rest of the recogniser knows of an rpc. Requests and responses are those of `Response`'s rpc. */
export interface RecognitionApi<Response = unknown> {
  /** Its name in google.cloud.dialogflow.v2beta1.Participants. */
  readonly rpc: "BidiStreamingAnalyzeContent" | "StreamingAnalyzeContent";
  /** The rpc's own deadline, above any planned roll-over: what Google's client sets. */
  readonly deadlineMs: number;
  /** The first message: whose audio it is and in which form; all else comes from the conversation profile. */
  configRequest(participant: string, format: AudioFormat): object;
  /** A request with audio as gRPC sends it, behind flag and length. By far the most frequent message, so it passes no general encoder. Copies `audio`. */
  audioRequest(audio: Uint8Array): Buffer;
  /** The transcript in a response, if it holds one. */
  resultOf(response: Response): RecognitionResult | undefined;
  /** What it answers to words that are final; undefined in a response that is no such answer. */
  answerOf(response: Response): SuggestionResults | undefined;
}

/** AudioEncoding (google.cloud.dialogflow.v2beta1) of a track's audio. */
export function encodingOf(format: AudioFormat): string {
  return format.encoding === "LINEAR16" ? "AUDIO_ENCODING_LINEAR_16" : "AUDIO_ENCODING_MULAW";
}
