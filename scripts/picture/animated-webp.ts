/** Puts still WebP pictures together to a moving one (developers.google.com/speed/webp/docs/riff_container). */

export interface WebpFrame {
  /** Place of the frame's upper left corner; both even, as the format wants. */
  x: number;
  y: number;
  width: number;
  height: number;
  durationMs: number;
  /** A still WebP file of this width and height. */
  webp: Uint8Array;
}

const ANIMATION_FLAG = 0x02;
/** The frame's pixels replace what was there. */
const DO_NOT_BLEND = 0x02;
/** Chunks of a still picture that belong into a frame. */
const PICTURE_CHUNKS = ["ALPH", "VP8 ", "VP8L"];

/** Plays again and again. */
export function animatedWebp(width: number, height: number, frames: readonly WebpFrame[]): Uint8Array {
  const header = bytes([ANIMATION_FLAG], [0, 0, 0], uint(width - 1, 3), uint(height - 1, 3));
  const forever = bytes([255, 255, 255, 255], [0, 0]);
  const body = [
    chunk("VP8X", header),
    chunk("ANIM", forever),
    ...frames.map((frame) => chunk("ANMF", frameBody(frame))),
  ];
  return chunk("RIFF", bytes(text("WEBP"), ...body));
}

function frameBody({ x, y, width, height, durationMs, webp }: WebpFrame): Uint8Array {
  return bytes(
    ...[uint(x / 2, 3), uint(y / 2, 3), uint(width - 1, 3), uint(height - 1, 3)],
    ...[uint(durationMs, 3), [DO_NOT_BLEND]],
    ...pictureChunks(webp),
  );
}

/** Throws on what is no WebP file. */
function pictureChunks(webp: Uint8Array): Uint8Array[] {
  const name = (at: number) => new TextDecoder().decode(webp.subarray(at, at + 4));
  if (name(0) !== "RIFF" || name(8) !== "WEBP") throw new Error("a frame is no WebP picture");
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 12; at + 8 <= webp.length; ) {
    const length = view.getUint32(at + 4, true);
    if (PICTURE_CHUNKS.includes(name(at)))
      found.push(chunk(name(at), webp.subarray(at + 8, at + 8 + length)));
    at += 8 + length + (length % 2);
  }
  return found;
}

/** Padded to an even length, which its own length does not count. */
function chunk(name: string, body: Uint8Array): Uint8Array {
  return bytes(text(name), uint(body.length, 4), body, body.length % 2 === 1 ? [0] : []);
}

const text = (name: string) => new TextEncoder().encode(name);

const uint = (value: number, length: number) =>
  Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256);

function bytes(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
