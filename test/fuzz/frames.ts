/** Inputs in the form of two binary protocols: protobuf fields, and HTTP/2 frames. */
import fc from "fast-check";
import { join, mutatedBytes } from "./mutate-bytes.ts";

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

const number = fc.oneof(
  fc.nat(9),
  fc.constantFrom(127, 128, 8000, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
  fc.maxSafeNat(),
);
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.string({ maxLength: 12 }).map((text) => Buffer.from(text)),
);

/** A field of any wire type (Protocol Buffers, Encoding), its content another message as often as not. */
const { field } = fc.letrec<{ field: Uint8Array; message: Uint8Array }>((tie) => ({
  message: fc.array(tie("field"), { maxLength: 5 }).map((fields) => join(...fields)),
  field: fc
    .tuple(
      fc.nat(9),
      fc.constantFrom(0, 1, 2, 2, 2, 3, 4, 5, 6, 7),
      number,
      fc.oneof(payload, tie("message")),
      fc.boolean(),
    )
    .map(([id, type, value, content, lies]) => {
      const tag = varint(id * 8 + type);
      if (type === 0) return join(tag, varint(value));
      if (type === 2) return join(tag, varint(lies ? value : content.length), content);
      return join(tag, content.subarray(0, type === 5 ? 4 : 8));
    }),
}));

export function mutatedProto(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { arbitrary: mutatedBytes(seeds), weight: 3 },
    { arbitrary: fc.array(field, { maxLength: 6 }).map((fields) => join(...fields)), weight: 2 },
  );
}

/** Every type of RFC 9113 section 6, and one that is none. */
const frame = fc
  .record({
    type: fc.oneof(fc.nat(10), fc.constant(0xbe)),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 0x20), fc.nat(255)),
    stream: fc.constantFrom(0, 1, 1, 1, 2, 3, 5, 2 ** 31 - 1, 2 ** 31),
    content: fc.uint8Array({ maxLength: 40 }),
    /** Added to the true length. */
    lie: fc.oneof(
      { arbitrary: fc.constant(0), weight: 5 },
      { arbitrary: fc.integer({ min: -4, max: 70_000 }), weight: 1 },
    ),
  })
  .map(({ type, flags, stream, content, lie }) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(Math.max(0, content.length + lie), 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    return join(head, content);
  });

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

export function mutatedHttp2(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const frames = fc.array(frame, { maxLength: 6 }).map((all) => join(PREFACE, SETTINGS, ...all));
  return fc.oneof({ arbitrary: mutatedBytes(seeds), weight: 2 }, { arbitrary: frames, weight: 2 });
}
