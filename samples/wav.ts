/** Reads and writes WAV files of signed 16-bit PCM (RIFF, little-endian). */

const FORMAT_PCM = 1;
const FORMAT_EXTENSIBLE = 0xfffe;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

export interface MonoPcm {
  sampleRateHertz: number;
  samples: Int16Array;
}

/** One channel, or two: left and right. */
export interface WavAudio {
  sampleRateHertz: number;
  channels: Int16Array[];
}

/** Makes the bytes of a mono file. */
export function encodeWav({ sampleRateHertz, samples }: MonoPcm): Uint8Array {
  const dataBytes = samples.length * BYTES_PER_SAMPLE;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, value: string) => bytes.set(new TextEncoder().encode(value), offset);
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHertz, true);
  view.setUint32(28, sampleRateHertz * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  bytes.set(linear16Of(samples), HEADER_BYTES);
  return bytes;
}

/**
 * Reads a file, skipping chunks it does not know; the samples are a copy. Throws an Error with one sentence on what is
 * wrong and how to convert the file.
 */
export function decodeWav(file: Uint8Array): WavAudio {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 12 || ascii(file, 0) !== "RIFF" || ascii(file, 8) !== "WAVE") {
    throw new Error("This is not a WAV file (no RIFF header).");
  }
  let format: WavFormat | undefined;
  let offset = 12;
  while (offset + 8 <= file.byteLength) {
    const name = ascii(file, offset);
    const sizeBytes = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (name === "fmt ") format = readFormat(view, start, sizeBytes);
    if (name === "data") {
      if (format === undefined) throw new Error("The WAV file has its data before its format.");
      // A recorder that streams leaves a size that is too large: the file's end counts then.
      const end = Math.min(start + sizeBytes, file.byteLength);
      return { sampleRateHertz: format.sampleRateHertz, channels: readChannels(view, start, end, format) };
    }
    offset = start + sizeBytes + (sizeBytes % 2);
  }
  throw new Error("The WAV file has no data.");
}

/** Reads a mono file from disk; throws as decodeWav does, and for more channels than one. */
export async function readWav(path: string): Promise<MonoPcm> {
  const { sampleRateHertz, channels } = decodeWav(await Bun.file(path).bytes());
  const [samples] = channels;
  if (samples === undefined || channels.length > 1) throw new Error(`${path} has more channels than one`);
  return { sampleRateHertz, samples };
}

/** Samples as LINEAR16 has them on the wire: two bytes each, the lower one first. */
export function linear16Of(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * BYTES_PER_SAMPLE);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => {
    view.setInt16(index * BYTES_PER_SAMPLE, sample, true);
  });
  return bytes;
}

interface WavFormat {
  sampleRateHertz: number;
  channels: number;
}

function readFormat(view: DataView, start: number, sizeBytes: number): WavFormat {
  if (sizeBytes < 16 || start + sizeBytes > view.byteLength)
    throw new Error("The WAV file's format chunk is cut short.");
  const tag = view.getUint16(start, true);
  // In an extensible header the real format opens the sub-format id.
  const isExtensible = tag === FORMAT_EXTENSIBLE && sizeBytes >= 26;
  const coding = isExtensible ? view.getUint16(start + 24, true) : tag;
  const bits = view.getUint16(start + 14, true);
  if (coding !== FORMAT_PCM || bits !== 8 * BYTES_PER_SAMPLE) {
    throw new Error(
      `The WAV file must hold 16-bit PCM, not format ${coding} with ${bits} bits; convert it with: sox in.wav -b 16 -e signed-integer out.wav`,
    );
  }
  const channels = view.getUint16(start + 2, true);
  if (channels !== 1 && channels !== 2) {
    throw new Error(`The WAV file must have one or two channels, not ${channels}.`);
  }
  return { sampleRateHertz: view.getUint32(start + 4, true), channels };
}

function readChannels(view: DataView, start: number, end: number, { channels }: WavFormat): Int16Array[] {
  const frameBytes = BYTES_PER_SAMPLE * channels;
  const frames = Math.floor((end - start) / frameBytes);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Int16Array(frames);
    const from = start + channel * BYTES_PER_SAMPLE;
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = view.getInt16(from + frame * frameBytes, true);
    }
    return samples;
  });
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
