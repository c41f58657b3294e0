/** Finds the audio in an encoded BidiStreamingAnalyzeContentRequest without decoding the rest. */

/** Field 2, `input`, and in it field 1, `audio`; both length-delimited (participant.proto, v2beta1). */
const INPUT_TAG = (2 << 3) | 2;
const AUDIO_TAG = (1 << 3) | 2;

/** A view on the audio; undefined if the message begins with anything else, as a configuration does. */
export function audioOfRequest(message: Uint8Array): Uint8Array | undefined {
  if (message[0] !== INPUT_TAG) return undefined;
  const input = fieldAt(message, 1);
  return input?.[0] === AUDIO_TAG ? fieldAt(input, 1) : undefined;
}

function fieldAt(bytes: Uint8Array, offset: number): Uint8Array | undefined {
  let length = 0;
  let at = offset;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return at + length <= bytes.length ? bytes.subarray(at, at + length) : undefined;
}
