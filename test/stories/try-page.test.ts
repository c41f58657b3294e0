/** The demo's page /try/ in Chromium: one's own words through every fault that it offers, beside panel and console. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startTryServer, type TryServer } from "../../scripts/demo/try/try-server.ts";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { type BrowserTab, openTab, type TabLook } from "../support/browser-tab.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
/** Its calls are in real time, so nothing need wait for a slow machine's fast ones. */
const AS_DEMO = { LAST_WORDS_DEADLINE_MS: "20000", REPLAY_SPEED: "4", RECONNECT_GRACE_MS: "2000" };
/** Else the page is asked in each of its 60 frames a second, which it draws for nothing else. */
const LOOK_AGAIN_MS = 100;
const PICTURES = join(import.meta.dir, "../../artefacts/try");
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const WORDS = `Agent: Thank you for calling. How can I help you today?
Customer: I lost my card yesterday and I would like to have it blocked at once.
Agent: I am sorry to hear that. May I have your date of birth, please?
Customer: It is the second of May, and thank you very much for your help.
Agent: The card is blocked. A new one arrives within five working days.`;
/** Chromium's microphone hears this again and again (chromium.googlesource.com, media/base/media_switches.cc). */
const MICROPHONE = [
  // Without windows there is nobody who could be asked for leave, and what a page is granted does not count.
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${join(import.meta.dir, "../../samples/lost-card/customer.wav")}`,
];
const SPOKEN = WORDS.split("\n").flatMap((line) => line.split(" ").slice(1));

describe.skipIf(!hasChromium)("the page /try/", () => {
  let scene: TestStage;
  let server: TryServer;
  let browser: Browser;
  let tab: BrowserTab;
  let directory: string;
  let page: Page;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sidetone-try-"));
    [scene, browser] = await Promise.all([
      startTestStage({ cloud: { samples: [] }, settings: AS_DEMO }),
      launchBrowser(MICROPHONE),
    ]);
    const rulesPath = join(import.meta.dir, "../../samples/suggestions.json");
    server = await startTryServer({ stage: scene.stage, port: 0, rulesPath, directory });
    tab = await openTab(browser);
    page = tab.page;
  }, STORY_MS);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await scene.close();
    await rm(directory, { recursive: true, force: true });
  }, STORY_MS);

  const state = () => page.locator("#state");
  const sees = (text: string) => page.locator("#state", { hasText: text }).waitFor();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const hasAskedTwice = async () => {
    for (let count = 0; count < 2; count++)
      await page.waitForResponse((response) => response.url().endsWith("/try/api/state"));
  };
  const picture = (name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  /** So many words of the call are on the agent's screen. */
  const hasShown = (count: number) =>
    page.waitForFunction(
      (least) =>
        Number(/(\d+) of \d+ spoken words/.exec(document.querySelector("#state")?.textContent ?? "")?.[1]) >=
        least,
      count,
      { polling: LOOK_AGAIN_MS },
    );

  test(
    "cut, killed, held and transferred, a call loses no word; panel and console show it",
    async () => {
      await tab.begin({ width: 1_400, height: 1_000, reducedMotion: "reduce" });
      await page.goto(server.url);
      await page.getByLabel("Your words, a line for each turn").fill(WORDS);
      await press("Play your own call");
      await hasShown(4);
      await press("Cut the streams");
      await hasShown(14);
      await picture("in-progress-light");
      await press("Kill the recogniser for 5 s");
      await press("Hold");
      await sees("On hold:");
      await press("Resume");
      await sees("In progress:");
      await hasShown(26);
      await press("Transfer");
      await sees("Over:");
      const count = SPOKEN.length;
      expect(await state().textContent()).toEndWith(
        `. ${count} of ${count} spoken words on the screen, 0 words lost, 0 doubled.`,
      );
      const panel = page.frameLocator("#panel");
      await panel.getByRole("tab", { name: "Transcript" }).click();
      const words = panel.locator("sidetone-transcript");
      await words.getByText("blocked.", { exact: false }).first().waitFor();
      await panel.getByRole("tab", { name: "Suggestions" }).click();
      await panel.getByText("(simulated)", { exact: false }).first().waitFor();
      await page.frameLocator("#console").getByText("What happened").first().waitFor();
      await picture("over-light");
    },
    STORY_MS,
  );

  /** The microphone hears somebody in the middle of a word. */
  const isSpeaking = () =>
    page.waitForFunction(() => (document.querySelector("meter")?.value ?? 0) > 0.1, undefined, {
      polling: 20,
    });
  const write = async (speaker: string, text: string) => {
    await page.getByLabel(`${speaker} says`).fill(text);
    await page.keyboard.press("Enter");
  };
  const openSpeaking = async (look: TabLook = {}) => {
    await tab.begin({ width: 1_400, height: 1_000, reducedMotion: "reduce", ...look });
    const { origin } = new URL(server.url);
    await page.context().grantPermissions(["microphone"], { origin });
    await page.goto(`${server.url}#speak`);
  };

  test(
    "a voice goes through every fault, each in the middle of a word, and no word that is written for it is lost",
    async () => {
      await openSpeaking();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("speak");
      await page.getByLabel("The browser writes down what I say").uncheck();
      await press("Speak");
      await sees("In progress: Your own voices.");
      await isSpeaking();
      await write("Customer", "I lost my card");
      await write("Agent", "Let us block it together");
      await hasShown(9);
      await isSpeaking();
      await press("Cut the streams");
      await write("Customer", "it was yesterday evening");
      await hasShown(13);
      await isSpeaking();
      await press("Kill the recogniser for 5 s");
      await write("Customer", "somewhere in the old town");
      await hasShown(18);
      await picture("speaking-light");
      await isSpeaking();
      await press("Hold");
      await write("Customer", "please wait a moment");
      await sees("On hold:");
      await press("Resume");
      await hasShown(22);
      await isSpeaking();
      await press("Transfer");
      await write("Customer", "is anybody there");
      await write("Agent", "I am another agent now");
      await hasShown(30);
      await isSpeaking();
      await press("Hang up");
      await sees("Over:");
      const [, shown, spoken] = /(\d+) of (\d+) spoken/.exec((await state().textContent()) ?? "") ?? [];
      expect(shown).toBe(spoken ?? "");
      expect(await state().textContent()).toEndWith("0 words lost, 0 doubled.");
      const panel = page.frameLocator("#panel");
      // A stream that was cut may have told the sentence in two parts.
      const words = panel.locator("sidetone-transcript");
      await words.getByText("evening", { exact: false }).first().waitFor({ state: "attached" });
      await panel.getByText("(simulated)", { exact: false }).first().waitFor();
      expect(await page.locator("#voices").isHidden()).toBe(true);
    },
    STORY_MS,
  );

  test(
    "what the browser recognises is laid over the voice; where it recognises nothing, the page says so",
    async () => {
      await openSpeaking({ width: 320, colorScheme: "dark" });
      // Chromium's own has no service here.
      await press("Speak");
      await page.getByText("speech recognition does not work here (", { exact: false }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(await allFindings(page)).toEqual([]);
      await picture("speaking-dark-320");
      // Else the hang-up waits for words to what was said last.
      await write("Customer", "so I write it down");
      await press("Hang up");
      await sees("Over:");
      await page.evaluate(() => {
        class Played extends EventTarget {
          start() {
            Object.assign(globalThis, { hearWords: (text: string) => this.#say(text) });
            this.dispatchEvent(new Event("start"));
          }
          stop() {}
          abort() {}
          // As the Web Speech API has it: a list of results, each a list of alternatives.
          #say(transcript: string) {
            const results = [Object.assign([{ transcript, confidence: 0.9 }], { isFinal: true })];
            this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results }));
          }
        }
        Object.assign(globalThis, { SpeechRecognition: Played, webkitSpeechRecognition: Played });
      });
      await page.getByLabel("The browser writes down what I say").check();
      // A slow demo: meanwhile the page goes on asking for the state of the call before.
      await page.route("**/try/api/speak", async (route) => {
        await hasAskedTwice();
        await route.continue();
      });
      await press("Speak");
      await sees("In progress:");
      for (const [index, text] of ["I have lost my card", "and I am glad to be heard"].entries()) {
        let isTaken = false;
        while (!isTaken) {
          const answered = page.waitForResponse((response) => response.url().endsWith("/api/say"));
          await page.waitForFunction(() => "hearWords" in globalThis);
          await page.evaluate((text) => Reflect.get(globalThis, "hearWords")(text), text);
          isTaken = ((await (await answered).json()) as { isTaken: boolean }).isTaken;
        }
        await hasShown(index === 0 ? 5 : 12);
      }
      await write("Customer", "and good bye");
      await press("Hang up");
      await sees("Over:");
      expect(await state().textContent()).toEndWith("0 words lost, 0 doubled.");
    },
    STORY_MS,
  );

  test(
    "a hang-up ends the call where it is; what is no recording is told in one sentence",
    async () => {
      await tab.begin({ width: 320, height: 800, colorScheme: "dark" });
      await page.goto(server.url);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      expect(await allFindings(page)).toEqual([]);
      await page.locator("#sample").selectOption("late-delivery");
      // By the keyboard alone.
      await page.locator("#sample").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await sees("In progress:");
      await page.getByRole("button", { name: "Hang up" }).focus();
      await page.keyboard.press("Enter");
      await sees("Over:");
      await picture("over-dark-320");
      await page
        .locator("#recording")
        .setInputFiles({ name: "x.wav", mimeType: "audio/wav", buffer: Buffer.from("no audio at all") });
      await press("Play your own call");
      const problem = page.locator("#problem", {
        hasText: "is no recording that can be read. WAV, FLAC, Ogg Opus and MP3 can.",
      });
      await problem.waitFor();
      await hasAskedTwice();
      expect(await problem.isVisible()).toBe(true);
    },
    STORY_MS,
  );

  test("without the key nobody gets anything, and no page of another site acts", async () => {
    const { origin, pathname, searchParams } = new URL(server.url);
    const cookie = { cookie: `sidetone-try=${searchParams.get("key")}` };
    const statusOf = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${origin}${path}`, { headers, redirect: "manual" })).status;
    for (const path of [
      pathname,
      `${pathname}?key=0`,
      ...["/try/api/state", "/try/api/microphone?speaker=agent", "/operators/api/calls"],
    ])
      expect(await statusOf(path)).toBe(403);
    expect(await statusOf("/try/api/state", { ...cookie, origin: "https://elsewhere.example" })).toBe(403);
    expect(await statusOf("/operators/api/calls", cookie)).toBe(200);
  });
});
