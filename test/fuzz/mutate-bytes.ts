/** Bytes like the seeds': with bits turned, pieces cut, doubled, moved in from another seed, lengths made to lie. */
import fc from "fast-check";

type Change = (bytes: Uint8Array) => Uint8Array;

const TELLING = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x12, 0x22, 0x5b, 0x7b];
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Uint8Array, share: number) => Math.min(bytes.length, Math.floor(share * bytes.length));

const turnBit = fc.tuple(place, fc.nat(7)).map(
  ([share, bit]): Change =>
    (bytes) => {
      const index = at(bytes, share);
      return bytes.with(Math.min(index, bytes.length - 1), (bytes[index] ?? 0) ^ (1 << bit));
    },
);
const setByte = fc.tuple(place, fc.constantFrom(...TELLING)).map(
  ([share, value]): Change =>
    (bytes) =>
      bytes.with(Math.min(at(bytes, share), bytes.length - 1), value),
);
const cut = fc.tuple(place, fc.nat(40)).map(
  ([share, length]): Change =>
    (bytes) =>
      join(bytes.subarray(0, at(bytes, share)), bytes.subarray(at(bytes, share) + length)),
);
const end = place.map(
  (share): Change =>
    (bytes) =>
      bytes.subarray(0, at(bytes, share)),
);
const double = fc.tuple(place, fc.nat(60), fc.integer({ min: 1, max: 8 })).map(
  ([share, length, times]): Change =>
    (bytes) => {
      const start = at(bytes, share);
      const piece = bytes.subarray(start, start + length);
      return join(
        bytes.subarray(0, start),
        ...Array.from({ length: times }, () => piece),
        bytes.subarray(start),
      );
    },
);
const insert = fc.tuple(place, fc.uint8Array({ maxLength: 24 })).map(
  ([share, piece]): Change =>
    (bytes) =>
      join(bytes.subarray(0, at(bytes, share)), piece, bytes.subarray(at(bytes, share))),
);

export function mutatedBytes(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const seed = fc.constantFrom(...seeds);
  const splice = fc.tuple(place, seed, place).map(
    ([share, other, from]): Change =>
      (bytes) =>
        join(bytes.subarray(0, at(bytes, share)), other.subarray(at(other, from))),
  );
  const changes = fc.array(fc.oneof(turnBit, setByte, cut, end, double, insert, splice), { maxLength: 5 });
  return fc
    .tuple(seed, changes)
    .map(([bytes, all]) => all.reduce((now, change) => (now.length === 0 ? now : change(now)), bytes));
}

export function join(...pieces: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}
