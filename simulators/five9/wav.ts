/** Reads WAV files into raw samples, one byte array per channel, and refuses what Five9 would never send. */

const SAMPLE_RATE_HZ = 8000;
const BYTES_PER_SAMPLE = 2;

const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;

/** Channels of signed 16-bit little-endian samples at 8000 Hz: one for mono, two for stereo (left, right). */
export interface WavAudio {
  channels: Uint8Array[];
  durationMs: number;
}

interface WavFormat {
  tag: number;
  channels: number;
  rateHz: number;
  bits: number;
}

/** Parses a RIFF file. Throws an Error with one sentence on what is wrong and how to convert the file. */
export function parseWav(file: Uint8Array): WavAudio {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 12 || ascii(file, 0) !== "RIFF" || ascii(file, 8) !== "WAVE") {
    throw new Error("This is not a WAV file (no RIFF header).");
  }
  let format: WavFormat | undefined;
  let offset = 12;
  while (offset + 8 <= file.byteLength) {
    const name = ascii(file, offset);
    const size = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (name === "fmt ") format = readFormat(view, start, size);
    if (name === "data") {
      if (format === undefined) throw new Error("The WAV file has its data before its format.");
      // A recorder that streams leaves a size that is too large: the file's end counts then.
      return split(file.subarray(start, Math.min(start + size, file.byteLength)), format);
    }
    offset = start + size + (size % 2);
  }
  throw new Error("The WAV file has no data.");
}

function readFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16 || start + size > view.byteLength)
    throw new Error("The WAV file's format chunk is cut short.");
  const tag = view.getUint16(start, true);
  // In an extensible header the real format opens the sub-format id.
  const isExtensible = tag === FORMAT_EXTENSIBLE && size >= 26;
  const format: WavFormat = {
    tag: isExtensible ? view.getUint16(start + 24, true) : tag,
    channels: view.getUint16(start + 2, true),
    rateHz: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  };
  const remedy = `convert it with: sox in.wav -r ${SAMPLE_RATE_HZ} -b 16 -e signed-integer out.wav`;
  if (format.tag !== FORMAT_PCM || format.bits !== 16) {
    throw new Error(
      `The WAV file must hold 16-bit PCM, not format ${format.tag} with ${format.bits} bits; ${remedy}`,
    );
  }
  if (format.rateHz !== SAMPLE_RATE_HZ) {
    throw new Error(
      `The WAV file must be sampled at ${SAMPLE_RATE_HZ} Hz, not ${format.rateHz} Hz; ${remedy}`,
    );
  }
  if (format.channels !== 1 && format.channels !== 2) {
    throw new Error(`The WAV file must have one or two channels, not ${format.channels}.`);
  }
  return format;
}

function split(data: Uint8Array, format: WavFormat): WavAudio {
  const frameBytes = BYTES_PER_SAMPLE * format.channels;
  const frames = Math.floor(data.byteLength / frameBytes);
  const durationMs = (frames * 1000) / SAMPLE_RATE_HZ;
  if (format.channels === 1) return { channels: [data.slice(0, frames * frameBytes)], durationMs };
  const channels = [0, 1].map((channel) => {
    const samples = new Uint8Array(frames * BYTES_PER_SAMPLE);
    for (let frame = 0; frame < frames; frame++) {
      const from = frame * frameBytes + channel * BYTES_PER_SAMPLE;
      samples.set(data.subarray(from, from + BYTES_PER_SAMPLE), frame * BYTES_PER_SAMPLE);
    }
    return samples;
  });
  return { channels, durationMs };
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
