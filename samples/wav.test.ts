/** WAV files of every kind a person may hand to the caller. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { runs } from "../test/support/property.ts";
import { decodeWav, encodeWav, linear16Of } from "./wav.ts";

interface Header {
  tag?: number;
  channels?: number;
  rateHz?: number;
  bits?: number;
}

function chunk(name: string, body: Uint8Array, size = body.byteLength): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "ascii");
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.byteLength % 2)]);
}

function format({ tag = 1, channels = 1, rateHz = 8000, bits = 16 }: Header = {}): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt16LE(bits, 14);
  return chunk("fmt ", body);
}

function riff(...chunks: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVE", "ascii"), ...chunks]);
}

const SAMPLES = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0]);

describe("reading a WAV file", () => {
  test("mono: the samples without header, past chunks it does not know", () => {
    const wav = decodeWav(riff(format(), chunk("LIST", Buffer.from("odd")), chunk("data", SAMPLES)));
    expect(wav).toEqual({ sampleRateHertz: 8000, channels: [Int16Array.of(1, 2, 3, 4)] });
    expect(wav.channels.map((channel) => Buffer.from(linear16Of(channel)))).toEqual([SAMPLES]);
  });

  test("stereo becomes two channels", () => {
    const wav = decodeWav(riff(format({ channels: 2 }), chunk("data", SAMPLES)));
    expect(wav.channels).toEqual([Int16Array.of(1, 3), Int16Array.of(2, 4)]);
  });

  test("what was written is read again, at any rate", () => {
    const property = fc.property(fc.int16Array(), fc.nat(192_000), (samples, sampleRateHertz) => {
      const read = decodeWav(encodeWav({ sampleRateHertz, samples }));
      expect(read).toEqual({ sampleRateHertz, channels: [samples] });
    });
    fc.assert(property, runs(200));
  });

  test("a recorder's endless data size means to the end of the file, and half a sample is left out", () => {
    const wav = decodeWav(riff(format(), chunk("data", SAMPLES.subarray(0, 5), 0xffffffff)));
    expect(wav.channels.map((channel) => channel.byteLength)).toEqual([6]);
  });

  const refused: [string, Buffer, string][] = [
    ["no WAV", Buffer.from("ID3 something"), "not a WAV file"],
    ["no data", riff(format()), "no data"],
    ["data before format", riff(chunk("data", SAMPLES), format()), "before its format"],
    ["a short format", riff(chunk("fmt ", Buffer.alloc(8)), chunk("data", SAMPLES)), "cut short"],
    ["another width", riff(format({ bits: 24 }), chunk("data", SAMPLES)), "16-bit PCM"],
    ["another coding", riff(format({ tag: 7, bits: 8 }), chunk("data", SAMPLES)), "16-bit PCM"],
    ["five channels", riff(format({ channels: 5 }), chunk("data", SAMPLES)), "one or two channels"],
  ];
  test.each(refused)("%s is refused with a sentence", (_name, file, words) => {
    expect(() => decodeWav(file)).toThrow(words);
  });
});
