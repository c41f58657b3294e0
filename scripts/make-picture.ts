/**
 * make picture: the demo's call in the agent's panel, filmed in Chromium, and the console's pages, as pictures for README and
 * guides. Arguments choose: panel, console; both without any.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { readSample, type Sample } from "../samples/sample.ts";
import { panelUrl } from "../simulators/stage/desktop-client.ts";
import { newCallId, type Stage, startStage } from "../simulators/stage/stage.ts";
import { launchBrowser } from "../test/support/browser.ts";
import { animatedWebp } from "./picture/animated-webp.ts";
import { type StillPicture, stillOf, takeConsolePictures } from "./picture/console-pictures.ts";
import { film, framesOf } from "./picture/film.ts";

const PLACE = join(import.meta.dir, "../docs/images");
const SCHEMES = ["light", "dark"] as const;
const SIZE = { width: 460, height: 560 };
const SCALE = 1.5;
const SHOT_EVERY_MS = 700;
const FILMED_MS = 22_000;
const LAST_MS = 3_000;
const MOST_BYTES = 600_000;

/** Of one picture that does not move. */
const MOST_STILL_BYTES = 160_000;

const wanted = process.argv.slice(2);
const browser = await launchBrowser();
try {
  if (wanted.length === 0 || wanted.includes("panel")) await filmPanel(browser);
  if (wanted.length === 0 || wanted.includes("console"))
    for (const picture of await takeConsolePictures(browser)) await keep(picture);
} finally {
  await browser.close();
}
process.exit();

async function keep({ name, webp }: StillPicture): Promise<void> {
  if (webp.length > MOST_STILL_BYTES)
    throw new Error(`${name} would have ${webp.length} bytes, more than ${MOST_STILL_BYTES}.`);
  await Bun.write(join(PLACE, name), webp);
  console.log(`docs/images/${name}: ${Math.round(webp.length / 1000)} kB`);
}

async function filmPanel(browser: Browser): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "sidetone-picture-"));
  const sample = await readSample("lost-card");
  const stage = await startStage({ dataDirectory: directory, cloud: { samples: [sample] } });
  try {
    await makePictures(stage, browser, sample);
  } finally {
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function makePictures(stage: Stage, browser: Browser, sample: Sample): Promise<void> {
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
    const last = shots.at(-1);
    if (last !== undefined) await keep({ name: `panel-${scheme}.webp`, webp: await stillOf(page, last.png) });
    const picture = animatedWebp(SIZE.width * SCALE, SIZE.height * SCALE, frames);
    const name = `panel-moving-${scheme}.webp`;
    if (picture.length > MOST_BYTES)
      throw new Error(`${name} would have ${picture.length} bytes, more than ${MOST_BYTES}.`);
    await Bun.write(join(PLACE, name), picture);
    console.log(`docs/images/${name}: ${frames.length} frames, ${Math.round(picture.length / 1000)} kB`);
  }
}
