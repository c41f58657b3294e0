import { expect, test } from "bun:test";
import { Arrivals } from "./arrivals.ts";
import { fillByte, STAMP_BYTES, stampTimeMs, writeStamp } from "./stamped-audio.ts";

const CHUNK_BYTES = 320;

function chunkAt(position: number): Uint8Array {
  const bytes = Uint8Array.from({ length: CHUNK_BYTES }, (_, index) => fillByte(position + index));
  writeStamp(new DataView(bytes.buffer), 0, {
    leg: 1,
    position,
    length: CHUNK_BYTES,
    sentAtMs: stampTimeMs(),
  });
  return bytes;
}

test("finds nothing wrong with joined chunks in their order", () => {
  const arrivals = new Arrivals();
  const take = arrivals.openStream(true);
  take(Buffer.concat([chunkAt(0), chunkAt(320)]));
  take(chunkAt(640));
  expect(arrivals.collect()).toMatchObject({ messages: 2, chunks: 3, bytes: 960, misplaced: 0 });
  expect(arrivals.collect()).toMatchObject({ messages: 0, latencyMs: null });
});

test("notices a chunk that is missing, doubled, cut or spoilt", () => {
  const spoilt = chunkAt(0);
  spoilt[STAMP_BYTES + 5] = ~(spoilt[STAMP_BYTES + 5] ?? 0) & 0xff;
  const wrongs = [
    [chunkAt(0), chunkAt(640)],
    [chunkAt(0), chunkAt(0)],
    [chunkAt(0).subarray(0, 300)],
    [chunkAt(0).subarray(2)],
    [spoilt],
  ];
  for (const pieces of wrongs) {
    const arrivals = new Arrivals();
    const take = arrivals.openStream(true);
    for (const piece of pieces) take(piece);
    expect(arrivals.collect().misplaced).toBeGreaterThan(0);
  }
});
