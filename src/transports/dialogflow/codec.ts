/** What both recognition rpcs of Dialogflow have in common: the transcript in an answer, and audio written by hand. */
import type { protos } from "@google-cloud/dialogflow";
import { Reader } from "protobufjs";

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

/** Field 1 of both rpcs' responses, recognition_result; fields in it and in its Duration: each number with its wire type. */
const RECOGNITION_RESULT = (1 << 3) | 2;
const MESSAGE_TYPE = 1 << 3;
const TRANSCRIPT = (2 << 3) | 2;
const IS_FINAL = 3 << 3;
const SPEECH_END_OFFSET = (8 << 3) | 2;
const SECONDS = 1 << 3;
const NANOS = 2 << 3;
/** StreamingRecognitionResult.MessageType. */
const IS_TRANSCRIPT = 1;

/**
 * The transcript that a response is, and no more than that: undefined for each other one, which a decoder is to read. Most responses
 * are transcripts, and of these only counts where they end; a decoder would make each word an object. Throws for what is no message.
 */
export function soleTranscriptIn(response: Uint8Array): RecognitionResult | undefined {
  const reader = Reader.create(response);
  if (response.length === 0 || reader.uint32() !== RECOGNITION_RESULT) return undefined;
  if (reader.uint32() + reader.pos !== reader.len) return undefined;
  let isTranscript = false;
  let hasWords = false;
  let isFinal = false;
  let endSeconds = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === MESSAGE_TYPE) isTranscript = reader.uint32() === IS_TRANSCRIPT;
    else if (tag === TRANSCRIPT) {
      const lengthBytes = reader.uint32();
      hasWords = lengthBytes > 0;
      reader.skip(lengthBytes);
    } else if (tag === IS_FINAL) isFinal = reader.bool();
    else if (tag === SPEECH_END_OFFSET) endSeconds = secondsIn(reader);
    else reader.skipType(tag & 7);
  }
  if (!isTranscript) return undefined;
  return { isFinal, hasWords, endSeconds: endSeconds > 0 ? endSeconds : undefined };
}

/** A Duration; no stream lasts longer than 32 bits of seconds. */
function secondsIn(reader: Reader): number {
  const end = reader.uint32() + reader.pos;
  let seconds = 0;
  let nanos = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === SECONDS) seconds = reader.int32();
    else if (tag === NANOS) nanos = reader.int32();
    else reader.skipType(tag & 7);
  }
  return seconds + nanos / 1e9;
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
