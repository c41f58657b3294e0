/** Reads and writes the one WAV form the samples use: RIFF, PCM, mono, signed 16-bit little-endian. */

export interface MonoPcm {
  sampleRateHertz: number;
  samples: Int16Array;
}

const HEADER_BYTES = 44;
const FORMAT_PCM = 1;

/** Makes the bytes of a mono 16-bit PCM WAV file. */
export function encodeWav({ sampleRateHertz, samples }: MonoPcm): Uint8Array {
  const dataBytes = samples.length * 2;
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
  view.setUint32(28, sampleRateHertz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  samples.forEach((sample, index) => {
    view.setInt16(HEADER_BYTES + index * 2, sample, true);
  });
  return bytes;
}

/**
 * Reads a mono 16-bit PCM WAV file, skipping chunks it does not know. The samples are a copy.
 * Throws an Error when the file is of any other form.
 */
export function decodeWav(bytes: Uint8Array): MonoPcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (offset: number) => new TextDecoder().decode(bytes.subarray(offset, offset + 4));
  if (bytes.length < HEADER_BYTES || tag(0) !== "RIFF" || tag(8) !== "WAVE")
    throw new Error("not a WAV file");
  let sampleRateHertz = 0;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const chunkBytes = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (tag(offset) === "fmt ") {
      const isMonoPcm16 =
        view.getUint16(body, true) === FORMAT_PCM &&
        view.getUint16(body + 2, true) === 1 &&
        view.getUint16(body + 14, true) === 16;
      if (!isMonoPcm16) throw new Error("not a mono 16-bit PCM WAV file");
      sampleRateHertz = view.getUint32(body + 4, true);
    } else if (tag(offset) === "data" && sampleRateHertz > 0) {
      const count = Math.floor(Math.min(chunkBytes, bytes.length - body) / 2);
      const samples = new Int16Array(count);
      for (let index = 0; index < count; index++) samples[index] = view.getInt16(body + index * 2, true);
      return { sampleRateHertz, samples };
    }
    offset = body + chunkBytes + (chunkBytes % 2);
  }
  throw new Error("WAV file without format or data");
}

/** Reads a WAV file from disk; see decodeWav. */
export async function readWav(path: string): Promise<MonoPcm> {
  return decodeWav(new Uint8Array(await Bun.file(path).arrayBuffer()));
}
