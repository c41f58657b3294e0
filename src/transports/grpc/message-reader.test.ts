import { expect, test } from "bun:test";
import { deflateSync, gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import fc from "fast-check";
import { messageFrame, messageIn } from "./message-frame.ts";
import { MessageReader, PREFIX_BYTES } from "./message-reader.ts";

const MAX_BYTES = 1_000;

function frameOf(message: Uint8Array, flag = 0): Buffer {
  const frame = messageFrame(message.length);
  frame[0] = flag;
  frame.set(message, PREFIX_BYTES);
  return frame;
}

function read(pieces: readonly Buffer[], encoding?: string): string[] {
  const messages: string[] = [];
  const reader = new MessageReader({
    maxMessageBytes: MAX_BYTES,
    encoding,
    onMessage: (message) => void messages.push(message.toString("hex")),
  });
  for (const piece of pieces) reader.read(piece);
  return messages;
}

test("messages come whole and in order, wherever the bytes are cut", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(messages, cuts, (sent, lengths) => {
      const bytes = Buffer.concat(sent.map((message) => frameOf(message)));
      const pieces: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        pieces.push(bytes.subarray(at, at + length));
        at += length;
      }
      expect(read(pieces)).toEqual(sent.map((message) => Buffer.from(message).toString("hex")));
    }),
  );
});

test("a frame has its message behind flag and length", () => {
  const frame = frameOf(Buffer.from("word"));
  expect([...frame.subarray(0, PREFIX_BYTES)]).toEqual([0, 0, 0, 0, 4]);
  expect(messageIn(frame).toString()).toBe("word");
});

test("what is compressed is unpacked", () => {
  const word = Buffer.from("word");
  expect(read([frameOf(gzipSync(word), 1), frameOf(word)], "gzip")).toEqual([
    word.toString("hex"),
    word.toString("hex"),
  ]);
  expect(read([frameOf(deflateSync(word), 1)], "deflate")).toEqual([word.toString("hex")]);
});

test.each<[string, Buffer, string | undefined, status]>([
  [
    "longer than allowed, before its bytes are there",
    messageFrame(MAX_BYTES + 1).subarray(0, PREFIX_BYTES),
    undefined,
    status.RESOURCE_EXHAUSTED,
  ],
  [
    "small and unpacks to too much",
    frameOf(gzipSync(Buffer.alloc(MAX_BYTES + 1)), 1),
    "gzip",
    status.RESOURCE_EXHAUSTED,
  ],
  ["no gzip", frameOf(Buffer.from("word"), 1), "gzip", status.INTERNAL],
  ["compressed in no named way", frameOf(gzipSync(Buffer.from("word")), 1), undefined, status.INTERNAL],
  ["compressed in an unknown way", frameOf(Buffer.from("word"), 1), "snappy", status.UNIMPLEMENTED],
])("a message that is %s ends the reading", (_, bytes, encoding, code) => {
  let caught: unknown;
  try {
    read([bytes], encoding);
  } catch (error) {
    caught = error;
  }
  expect(caught).toMatchObject({ code });
});
