/** make picture: the demo's call in the agent's panel, filmed in Chromium, as moving pictures for the README. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { readSample } from "../samples/sample.ts";
import { panelUrl } from "../simulators/stage/desktop-client.ts";
import { newCallId, type Stage, startStage } from "../simulators/stage/stage.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { animatedWebp } from "./picture/animated-webp.ts";
import { film, framesOf } from "./picture/film.ts";

const PLACE = join(import.meta.dir, "../docs/images");
const SCHEMES = ["light", "dark"] as const;
const SIZE = { width: 460, height: 560 };
const SCALE = 1.5;
const SHOT_EVERY_MS = 700;
const FILMED_MS = 22_000;
const LAST_MS = 3_000;
const MOST_BYTES = 600_000;

const directory = await mkdtemp(join(tmpdir(), "sidetone-picture-"));
const sample = await readSample("lost-card");
const stage = await startStage({ dataDirectory: directory, cloud: { samples: [sample] } });
const browser = await launchBrowser();
try {
  await makePictures(stage, browser);
} finally {
  await browser.close();
  await stage.close();
  await rm(directory, { recursive: true, force: true });
}
process.exit();

async function makePictures(stage: Stage, browser: Browser): Promise<void> {
  const { httpBaseUrl, secrets } = stage;
  const callId = newCallId();
  const address = panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey });
  const pages = await Promise.all(
    SCHEMES.map(async (colorScheme) => {
      const look = { viewport: SIZE, deviceScaleFactor: SCALE, colorScheme };
      const context = await browser.newContext({ ...look, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(address);
      return page;
    }),
  );
  const call = await stage.call(sample, { callId });
  const cameras = pages.map((page) => film(page, SHOT_EVERY_MS));
  await Bun.sleep(FILMED_MS);
  const films = await Promise.all(cameras.map((camera) => camera.stop()));
  await call.hangUp();
  for (const [index, scheme] of SCHEMES.entries()) {
    const page = pages[index];
    const shots = films[index];
    if (page === undefined || shots === undefined) continue;
    await page.goto("about:blank");
    const frames = await framesOf(page, shots, LAST_MS);
    const picture = animatedWebp(SIZE.width * SCALE, SIZE.height * SCALE, frames);
    const name = `panel-moving-${scheme}.webp`;
    if (picture.length > MOST_BYTES)
      throw new Error(`${name} would have ${picture.length} bytes, more than ${MOST_BYTES}.`);
    await Bun.write(join(PLACE, name), picture);
    console.log(`docs/images/${name}: ${frames.length} frames, ${Math.round(picture.length / 1000)} kB`);
  }
}
