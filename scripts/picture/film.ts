/** Films a page: what it looks like at each change, and only the part that has changed. */
import type { Page } from "playwright-core";
import type { WebpFrame } from "./animated-webp.ts";

export interface Shot {
  atMs: number;
  png: Buffer;
}

/** A picture each `everyMs` until it is told to stop; those that are like the one before are left out. */
export function film(page: Page, everyMs: number): { stop(): Promise<Shot[]> } {
  const shots: Shot[] = [];
  let isOver = false;
  const startMs = performance.now();
  async function run(): Promise<void> {
    for (let number = 0; !isOver; number++) {
      await Bun.sleep(Math.max(0, startMs + number * everyMs - performance.now()));
      const atMs = Math.round(performance.now() - startMs);
      const png = await page.screenshot({ caret: "hide" });
      if (shots.at(-1)?.png.equals(png) !== true) shots.push({ atMs, png });
    }
  }
  const running = run();
  return {
    async stop() {
      isOver = true;
      await running;
      return shots;
    },
  };
}

/** Encodes the shots in any page of a browser. The last one stays for `lastMs`. */
export async function framesOf(page: Page, shots: readonly Shot[], lastMs: number): Promise<WebpFrame[]> {
  const frames: WebpFrame[] = [];
  for (const [index, { atMs, png }] of shots.entries()) {
    const before = shots[index - 1]?.png.toString("base64");
    const changed = await page.evaluate(encodeChange, { before, now: png.toString("base64") });
    const durationMs = (shots[index + 1]?.atMs ?? atMs + lastMs) - atMs;
    const last = frames.at(-1);
    if (changed === null && last !== undefined) last.durationMs += durationMs;
    if (changed === null) continue;
    const { webp, ...place } = changed;
    frames.push({ ...place, durationMs, webp: Buffer.from(webp, "base64") });
  }
  return frames;
}

/** Runs in the browser: the smallest rectangle with all changed pixels, from an even corner on. Null without any. */
async function encodeChange({ before, now }: { before: string | undefined; now: string }) {
  const read = async (png: string) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context?.drawImage(bitmap, 0, 0);
    const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] };
    return { canvas, pixels: new Uint32Array(new Uint8Array(data).buffer) };
  };
  const { canvas, pixels } = await read(now);
  const { width, height } = canvas;
  const former = before === undefined ? undefined : (await read(before)).pixels;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const [at, pixel] of pixels.entries()) {
    if (former?.[at] === pixel) continue;
    const x = at % width;
    const y = (at - x) / width;
    left = Math.min(left, x - (x % 2));
    top = Math.min(top, y - (y % 2));
    right = Math.max(right, x + 1);
    bottom = Math.max(bottom, y + 1);
  }
  if (right <= left) return null;
  const cut = new OffscreenCanvas(right - left, bottom - top);
  cut.getContext("2d")?.drawImage(canvas, -left, -top);
  const blob = await cut.convertToBlob({ type: "image/webp", quality: 0.8 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { x: left, y: top, width: right - left, height: bottom - top, webp: btoa(binary) };
}
