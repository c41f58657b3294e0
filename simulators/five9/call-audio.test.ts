import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeWav } from "../../samples/wav.ts";
import { audioOfWavs } from "./call-audio.ts";

test("a file at another rate than Five9's is refused with the way to convert it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sidetone-test-"));
  const path = join(directory, "music.wav");
  await Bun.write(path, encodeWav({ sampleRateHertz: 44_100, samples: Int16Array.of(1, 2) }));
  await expect(audioOfWavs(path)).rejects.toThrow(/music\.wav: .*8000 Hz, not 44100 Hz; convert it with/);
  await Bun.write(path, encodeWav({ sampleRateHertz: 8_000, samples: Int16Array.of(1, 2) }));
  expect((await audioOfWavs(path)).legs.agent).toEqual(Uint8Array.of(1, 0, 2, 0));
  rmSync(directory, { recursive: true });
});
