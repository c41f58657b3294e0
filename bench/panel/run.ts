/** What the agent's page costs its browser: until the first line of the transcript, and after an hour's call. */
import { cpus } from "node:os";
import { launchBrowser } from "../../test/support/browser.ts";
import { median, round } from "../statistics.ts";
import { firstLine, type Opening } from "./first-line.ts";
import { hourlyCall } from "./hourly-call.ts";

const ROUNDS = 7;
const LANGUAGES = ["en", "ar"];
const LIMIT = { firstLineMs: 500, heapMb: 6, firstPaintBytes: 60_000 };

const browser = await launchBrowser();
console.log(
  `Chromium ${browser.version()}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? "unknown processor"}`,
);
for (const language of LANGUAGES) {
  const rounds: Opening[] = [];
  for (let index = 0; index < ROUNDS; index += 1) rounds.push(await firstLine(browser, language));
  const middle = (read: (round: (typeof rounds)[number]) => number) => round(median(rounds.map(read)), 0);
  const shown = middle(({ shownMs }) => shownMs);
  const slowest = Math.max(...rounds.map(({ shownMs }) => shownMs));
  console.log(
    `${language}: first line after ${shown} ms (slowest ${round(slowest, 0)}; limit ${LIMIT.firstLineMs}), ` +
      `${middle(({ processorMs }) => processorMs)} ms of the page's main thread, ` +
      `first paint of ${middle(({ bytes }) => bytes)} bytes (limit ${LIMIT.firstPaintBytes})`,
  );
}
for (const isTranslated of [false, true]) {
  const { emptyMb, fullMb, lines, cards, elements } = await hourlyCall(browser, isTranslated);
  console.log(
    `an hour's call${isTranslated ? ", translated" : ""} (${lines} lines, ${cards} cards, ${elements} elements): ${round(fullMb, 1)} MB of heap ` +
      `(limit ${LIMIT.heapMb}), ${round(fullMb - emptyMb, 1)} MB beyond an empty page's ${round(emptyMb, 1)}`,
  );
}
await browser.close();
process.exit(0);
