/** Inputs in the form of two binary protocols: protobuf fields, and HTTP/2 frames. */
import fc from "fast-check";
import { varint } from "../../simulators/line/grpc-bytes.ts";
import { CLIENT_PREFACE, FRAME, http2Frame } from "../../simulators/line/http2-frame.ts";
import { join, mutatedBytes } from "./mutate-bytes.ts";

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
      const tag = Uint8Array.from(varint(id * 8 + type));
      if (type === 0) return join(tag, Uint8Array.from(varint(value)));
      if (type === 2) return join(tag, Uint8Array.from(varint(lies ? value : content.length)), content);
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
  .map(({ type, flags, stream, content, lie }) =>
    http2Frame(type, flags, stream, content, Math.max(0, content.length + lie)),
  );

/** What every client says first; a server answers it with its own settings. */
export const GREETING = Buffer.concat([CLIENT_PREFACE, http2Frame(FRAME.settings, 0, 0)]);

export function mutatedHttp2(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const frames = fc.array(frame, { maxLength: 6 }).map((all) => join(GREETING, ...all));
  return fc.oneof({ arbitrary: mutatedBytes(seeds), weight: 2 }, { arbitrary: frames, weight: 2 });
}
