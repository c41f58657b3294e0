/** An operator asks why an agent got no suggestions: from the list of calls to the cause, and away with a bundle. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { type PlayedCall, playFailingCall, playGoodCalls } from "../support/operator-calls.ts";
import { type DeskPage, type OperatorDesk, picture, startOperatorDesk } from "../support/operator-desk.ts";
import {
  firstCause,
  laterEntries,
  litStates,
  position,
  pressOn,
  receivedMs,
  shownState,
  slider,
  tabTo,
  textOf,
} from "../support/operator-sights.ts";
import { runsFound, runsOfWords } from "../support/said-words.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const ROOT = join(import.meta.dir, "../..");
const CAUSE = /^Recognition of the customer failed at \d\d:\d\d:\d\d: PERMISSION_DENIED \(7\)/;
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

let desk: OperatorDesk;
let failing: PlayedCall;
let folder: string;

/** What has to be true of every page at the end of a story. */
async function leave({ complaints, hosts, leave: goAway }: DeskPage): Promise<void> {
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([desk.base]);
  await goAway();
}

describe.skipIf(!hasBrowser)("an operator at the console of a running Sidetone", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sidetone-bundle-"));
    desk = await startOperatorDesk();
    [failing] = await Promise.all([playFailingCall(desk.scene), playGoodCalls(desk.scene, 5)]);
  }, STORY_MS);
  afterAll(async () => {
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  }, STORY_MS);

  const callPath = () => `calls/${failing.callKey}`;
  const openCall = async () => {
    const at = await desk.open({ path: callPath() });
    await at.page.getByRole("heading", { name: "What happened" }).waitFor();
    return at;
  };

  test(
    "finds the failing call among the others, reads why, and steps over the moment, all by keyboard",
    async () => {
      const at = await desk.arrive();
      const { page } = at;
      await picture(page, "01-sign-in");
      await desk.signIn(page, "ada");
      const rows = page.locator("calls-list .row");
      await eventually(async () => expect(await rows.count()).toBe(6));
      await picture(page, "02-list");

      await tabTo(page, "list-filters select#alarm");
      await page.keyboard.type("RECOGNITION_F");
      await eventually(async () => expect(await rows.count()).toBe(1));
      expect(page.url()).toEndWith("?alarm=RECOGNITION_FAILED");
      expect(await rows.first().textContent()).toContain("serious: RECOGNITION_FAILED");
      await picture(page, "03-list-filtered");
      await pressOn(page, "calls-list .row");

      await eventually(() => expect(page.url()).toEndWith(`/operators/${callPath()}`));
      await page.getByRole("heading", { name: "What happened" }).waitFor();
      expect(await firstCause(page)).toMatch(CAUSE);
      await picture(page, "04-call");

      await pressOn(page, "cause-list .jump");
      await page.getByText("You are looking at").waitFor();
      await eventually(async () => expect(await shownState(page)).toBe("failed"));
      expect(await litStates(page)).toEqual(["participant.failed"]);
      expect(await textOf(page, "actor-tree [aria-selected=true]")).toContain("failed");
      const failedAt = await position(page);
      const then = { received: await receivedMs(page), later: await laterEntries(page) };
      expect(await slider(page).getAttribute("aria-valuetext")).toContain("stream.failed");
      expect(then.later).toBeGreaterThan(0);
      await picture(page, "05-moment-of-failure");

      // The slider has the focus by now.
      await page.locator("call-timeline .area:focus").waitFor();
      await page.keyboard.press("ArrowLeft");
      await eventually(async () => expect(await shownState(page)).not.toBe("failed"));
      expect(await position(page)).toBe(failedAt - 1);
      expect(await litStates(page)).toEqual(["participant.engaged.recognizing.fresh"]);
      expect(await textOf(page, "actor-tree [aria-selected=true]")).toContain("recognizing");
      expect(await firstCause(page)).not.toMatch(CAUSE);
      await picture(page, "06-one-line-before");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await eventually(async () => expect(await position(page)).toBe(failedAt + 1));
      await eventually(async () => expect(await shownState(page)).toBe("failed"));
      expect(await firstCause(page)).toMatch(CAUSE);
      await picture(page, "07-one-line-after");
      await page.keyboard.press("End");
      await eventually(async () => expect(await laterEntries(page)).toBe(0));
      expect(await receivedMs(page)).toBeGreaterThan(then.received);
      await leave(at);
    },
    STORY_MS,
  );

  test(
    "sees no word until they ask for them, and the audit tells that they asked",
    async () => {
      const at = await openCall();
      const { page } = at;
      const [sentence = ""] = failing.said;
      await page.locator("transcript-panel .masked").first().waitFor();
      expect(await page.content()).not.toContain(sentence);
      expect(await page.getByText(sentence).count()).toBe(0);
      await pressOn(page, "transcript-panel .tools button", 80);
      await page.getByRole("dialog").getByText("written to the audit").waitFor();
      await picture(page, "08-reveal-question");
      await pressOn(page, "confirm-dialog button[type=submit]", 5);
      await page.getByText(sentence).waitFor();
      await page.locator("transcript-panel li").last().scrollIntoViewIfNeeded();
      await picture(page, "09-words-revealed");
      await page.getByRole("link", { name: "Audit" }).click();
      const row = page.locator("audit-page tbody tr", { hasText: "reveal" }).first();
      await row.getByText(failing.callKey).waitFor();
      expect(await row.textContent()).toContain("ada");
      await picture(page, "10-audit");
      await leave(at);
    },
    STORY_MS,
  );

  test(
    "downloads the call as a bundle, opens it again elsewhere, and runs it through the charts",
    async () => {
      const at = await openCall();
      const { page } = at;
      const download = async (name: string) => {
        await page.locator("call-actions summary", { hasText: "Bundle" }).click();
        const begun = page.waitForEvent("download");
        await page.getByRole(name.endsWith("without words") ? "link" : "button", { name }).click();
        if (name.endsWith("with words")) await page.getByRole("dialog").getByRole("button", { name }).click();
        const file = join(folder, `${name}.json`);
        await (await begun).saveAs(file);
        return file;
      };
      const full = await download("Download with words");
      const bare = await download("Download without words");
      const runs = failing.said.flatMap((sentence) => runsOfWords(sentence));
      expect(runs.length).toBeGreaterThan(50);
      expect(runsFound(runs, await Bun.file(full).text()).length).toBeGreaterThan(20);
      expect(runsFound(runs, await Bun.file(bare).text())).toEqual([]);

      await page.getByRole("link", { name: "Open bundle" }).click();
      await page.getByLabel("Choose a bundle file").setInputFiles(bare);
      await page.getByText("From a bundle").waitFor();
      expect(await firstCause(page)).toMatch(CAUSE);
      await page.locator("cause-list .jump").first().click();
      await eventually(async () => expect(await shownState(page)).toBe("failed"));
      await slider(page).focus();
      await page.keyboard.press("ArrowLeft");
      await eventually(async () => expect(await shownState(page)).not.toBe("failed"));
      // The timeline stays in sight below the rest, as on the page of a live call.
      const box = await page.locator("call-timeline").boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(900, 0);
      await picture(page, "11-bundle");
      await leave(at);

      const replay = Bun.spawn([process.execPath, "run", "replay", bare], {
        cwd: ROOT,
        stdout: "pipe",
        stderr: "pipe",
      });
      expect(await new Response(replay.stdout).text()).toContain("same");
      expect(await replay.exited).toBe(0);
    },
    STORY_MS,
  );

  test(
    "comes by a link to a line, signs in, and is at that line",
    async () => {
      const at = await desk.open({ path: `${callPath()}#line=5`, operator: "vera" });
      await at.page.getByText("You are looking at").waitFor();
      expect(await position(at.page)).toBe(5);
      await leave(at);
    },
    STORY_MS,
  );

  test(
    "erases a call that is over, by keyboard, and is told what is gone; the audit has it under a pseudonym",
    async () => {
      const vera = await desk.open({ path: callPath(), operator: "vera" });
      await vera.page.getByRole("heading", { name: "What happened" }).waitFor();
      expect(await vera.page.getByRole("button", { name: "Erase call" }).count()).toBe(0);
      await leave(vera);

      const at = await desk.open({ path: callPath(), width: 320, height: 700, colorScheme: "dark" });
      const { page } = at;
      const erase = page.locator("call-actions").getByRole("button", { name: "Erase call" });
      await erase.first().waitFor();
      await picture(page, "erase-1-the-button-narrow-and-dark");
      await erase.first().focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByText("cannot be brought back").waitFor();
      await picture(page, "erase-2-the-question-narrow-and-dark");
      await page.setViewportSize({ width: 1_280, height: 900 });
      await page.emulateMedia({ colorScheme: "light" });
      await picture(page, "erase-3-the-question-wide-and-light");
      expect(await dialog.getByRole("button", { name: "Erase call" }).isDisabled()).toBeTrue();
      await dialog.getByLabel("Type erase to confirm").focus();
      await page.keyboard.type("erase");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "The call is erased" }).waitFor();
      await picture(page, "erase-4-what-is-gone");
      await dialog.getByRole("button", { name: "To the list" }).click();
      await page.waitForURL(`${desk.base}/operators/`);
      await leave(at);

      expect((await desk.ask("ada", `/calls/${failing.callKey}`)).status).toBe(404);
      const audit = await (await desk.ask("ada", "/audit?action=call.erase")).text();
      expect(audit).toContain("erased-");
      expect(audit).not.toContain(failing.callKey);
    },
    STORY_MS,
  );
});
