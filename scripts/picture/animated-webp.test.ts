/** Moving pictures: their form, and the size of those in the README. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import { animatedWebp } from "./animated-webp.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const still = (body: number[]) =>
  Buffer.concat([
    Buffer.from("RIFF\0\0\0\0WEBPVP8 "),
    Buffer.from([body.length, 0, 0, 0, ...body, ...(body.length % 2 ? [0] : [])]),
  ]);

/** Names and bodies of the chunks from here on. */
function chunksOf(bytes: Uint8Array): [string, Uint8Array][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: [string, Uint8Array][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    chunks.push([text(bytes.subarray(at, at + 4)), bytes.subarray(at + 8, at + 8 + length)]);
    at += 8 + length + (length % 2);
  }
  return chunks;
}

test("frames lie in their place, for their time, with their picture and nothing else of its file", () => {
  const picture = animatedWebp(300, 200, [
    { x: 0, y: 0, width: 300, height: 200, durationMs: 700, webp: still([1, 2, 3]) },
    { x: 10, y: 258, width: 20, height: 30, durationMs: 70_000, webp: still([4, 5]) },
  ]);
  const [riff] = chunksOf(picture);
  expect(riff?.[0]).toBe("RIFF");
  expect(text(riff?.[1].subarray(0, 4) ?? new Uint8Array())).toBe("WEBP");
  const chunks = chunksOf(riff?.[1].slice(4) ?? new Uint8Array());
  expect(chunks.map(([name]) => name)).toEqual(["VP8X", "ANIM", "ANMF", "ANMF"]);
  expect([...(chunks[0]?.[1] ?? [])]).toEqual([2, 0, 0, 0, 43, 1, 0, 199, 0, 0]);
  const second = chunks[3]?.[1].slice() ?? new Uint8Array();
  expect([...second.subarray(0, 16)]).toEqual([5, 0, 0, 129, 0, 0, 19, 0, 0, 29, 0, 0, 112, 17, 1, 2]);
  expect(chunksOf(second.slice(16))).toEqual([["VP8 ", Uint8Array.from([4, 5])]]);
  expect(() =>
    animatedWebp(1, 1, [{ x: 0, y: 0, width: 1, height: 1, durationMs: 1, webp: new Uint8Array(40) }]),
  ).toThrow("no WebP");
});

test("those of the README are there, light and dark, below 600 kB", () => {
  const root = join(import.meta.dir, "../..");
  const paths = [...new Glob("docs/images/*-moving-*.webp").scanSync({ cwd: root })].sort();
  expect(paths).toEqual(["docs/images/panel-moving-dark.webp", "docs/images/panel-moving-light.webp"]);
  for (const path of paths) expect(Bun.file(join(root, path)).size).toBeWithin(50_000, 600_000);
});
