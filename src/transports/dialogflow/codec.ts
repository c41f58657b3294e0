/** Messages of BidiStreamingAnalyzeContent: the sent ones, and the parts of answers that the audio path needs. */
import type { AudioFormat } from "../../audio/sink.ts";
import type { BidiRequest, BidiResponse } from "./stub.ts";

/** A transcript, reduced to where it ends. The words themselves travel through Pub/Sub. */
export interface RecognitionResult {
  isFinal: boolean;
  hasWords: boolean;
  /** speech_end_offset, relative to the audio sent on its stream; undefined if the server gave none. */
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

/**
 * A request with audio, encoded: `input` (field 2) around `audio` (field 1), both length-delimited (participant.proto,
 * v2beta1). By far the most frequent message, so it does not go through the general encoder. Copies `audio`.
 */
export function audioRequest(audio: Uint8Array): Buffer {
  const inputBytes = 1 + varintLength(audio.length) + audio.length;
  const request = Buffer.allocUnsafe(1 + varintLength(inputBytes) + inputBytes);
  request[0] = (2 << 3) | 2;
  let at = putVarint(request, 1, inputBytes);
  request[at] = (1 << 3) | 2;
  at = putVarint(request, at + 1, audio.length);
  request.set(audio, at);
  return request;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) length += 1;
  return length;
}

/** Returns where the next byte goes. */
function putVarint(bytes: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
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
