/** What both recognition rpcs of Dialogflow have in common: the transcript in an answer, and audio written by hand. */
import type { protos } from "@google-cloud/dialogflow";

type StreamingRecognitionResult = protos.google.cloud.dialogflow.v2beta1.IStreamingRecognitionResult;

/** A transcript, reduced to where it ends. The words themselves travel through Pub/Sub. */
export interface RecognitionResult {
  isFinal: boolean;
  hasWords: boolean;
  /** speech_end_offset, relative to the audio sent on its stream; undefined if the server gave none. */
  endSeconds: number | undefined;
}

/** The transcript in a result; undefined for speech activity and DTMF, which are of no concern here. */
export function transcriptIn(
  result: StreamingRecognitionResult | null | undefined,
): RecognitionResult | undefined {
  if (result == null || result.messageType !== "TRANSCRIPT") return undefined;
  const offset = result.speechEndOffset;
  const endSeconds = Number(offset?.seconds ?? 0) + Number(offset?.nanos ?? 0) / 1e9;
  return {
    isFinal: result.isFinal === true,
    hasWords: (result.transcript ?? "") !== "",
    endSeconds: endSeconds > 0 ? endSeconds : undefined,
  };
}

/** Bytes that a length-delimited field takes whose tag fits one byte. */
export function fieldLength(contentBytes: number): number {
  return 1 + varintLength(contentBytes) + contentBytes;
}

/** Writes tag and length of a length-delimited field (numbers 1 to 15). Returns where its content begins. */
export function putFieldHead(bytes: Buffer, at: number, field: number, contentBytes: number): number {
  bytes[at] = (field << 3) | 2;
  return putVarint(bytes, at + 1, contentBytes);
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
