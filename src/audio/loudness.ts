/** Two questions to a piece of audio: is it more than digital silence, and is it as loud as speech. */
import { Buffer } from "node:buffer";
import { bytesPerSample, mulawMagnitude } from "./pcm.ts";
import type { AudioFormat } from "./sink.ts";

type Encoding = AudioFormat["encoding"];

/** Dither and a codec's zeros stay within this of each other; the noise of the stillest line does not. */
const STILL_RANGE = 8;
/** Mean magnitude, about -42 dBFS: above the noise of a line, below speech. */
export const QUIET_MEAN = 256;
/** One sample of so many is enough for a mean. */
const STRIDE = 4;

/**
 * False for digital silence: samples that are all the same, or nearly. Bytes are compared natively; samples are looked at only
 * until two differ enough, which in real audio is at once.
 */
export function hasSound(bytes: Uint8Array, encoding: Encoding): boolean {
  const step = bytesPerSample({ encoding });
  if (bytes.length <= step) return false;
  if (Buffer.compare(bytes.subarray(0, bytes.length - step), bytes.subarray(step)) === 0) return false;
  const first = sampleAt(bytes, 0, encoding);
  for (let at = step; at < bytes.length; at += step)
    if (Math.abs(sampleAt(bytes, at, encoding) - first) > STILL_RANGE) return true;
  return false;
}

/** By the mean of the whole piece: music counts, too. */
export function isLoud(bytes: Uint8Array, encoding: Encoding): boolean {
  const step = bytesPerSample({ encoding }) * STRIDE;
  let sum = 0;
  let count = 0;
  for (let at = 0; at < bytes.length; at += step) {
    sum += Math.abs(sampleAt(bytes, at, encoding));
    count += 1;
  }
  return count > 0 && sum >= QUIET_MEAN * count;
}

/** `at`: where the sample begins; it is whole. */
function sampleAt(bytes: Uint8Array, at: number, encoding: Encoding): number {
  const low = bytes[at] ?? 0;
  if (encoding === "LINEAR16") return (((bytes[at + 1] ?? 0) << 24) >> 16) | low;
  return low < 0x80 ? -mulawMagnitude(low) : mulawMagnitude(low);
}
