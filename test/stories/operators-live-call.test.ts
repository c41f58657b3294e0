/** An operator acts on a call that is going on: what the page, the audit, the caller and others' rights say of it. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { outcomeSchema } from "../../src/contract/operations.ts";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { placeLiveCall } from "../support/operator-calls.ts";
import { type OperatorDesk, picture, startOperatorDesk } from "../support/operator-desk.ts";
import { firstCause, pressOn, shownState, tabTo } from "../support/operator-sights.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

/** Opens the menu of recognition by keyboard, chooses, and says yes. */
async function act(page: Page, label: string, shot?: string): Promise<void> {
  await page.locator("call-actions summary", { hasText: "Recognition" }).focus();
  await page.keyboard.press("Enter");
  await pressOn(page, `call-actions .items button:text("${label}")`, 8);
  await page.getByRole("dialog").getByText("written to the audit").waitFor();
  if (shot !== undefined) await picture(page, shot);
  await pressOn(page, "confirm-dialog button[type=submit]", 5);
}

describe.skipIf(!hasBrowser)("an operator and a call that is going on", () => {
  let desk: OperatorDesk;
  beforeAll(async () => {
    desk = await startOperatorDesk();
  }, STORY_MS);
  afterAll(() => desk.close(), STORY_MS);

  test(
    "stops recognition, starts it again, renews a stream and ends assist; who may only look can do none of it",
    async () => {
      const call = await placeLiveCall(desk.scene, "agent-23");
      const { page, complaints, hosts } = await desk.open();
      const row = page.locator(`calls-list .row[data-key="${call.callKey}"]`);
      await row.getByText("recognizing").nth(1).waitFor();
      await row.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "What happened" }).waitFor();
      const lane = (name: string) => page.locator("call-timeline .labels button", { hasText: name });
      await lane("customer").focus();
      await page.keyboard.press("Enter");
      await eventually(async () => expect(await shownState(page)).toStartWith("recognizing"));
      await page.locator("transcript-panel .masked").nth(1).waitFor();
      await picture(page, "21-live-call");

      await act(page, "Stop recognising the customer", "22-stop-question");
      await page.getByText("Recognition of the customer is being stopped.").waitFor();
      await eventually(async () => expect(await shownState(page)).toStartWith("paused"));
      expect(await firstCause(page)).toContain("Recognition of the customer is stopped: an operator asked");
      await picture(page, "23-stopped");

      await act(page, "Start recognising the customer");
      await eventually(async () => expect(await shownState(page)).toStartWith("recognizing"));

      const streams = page.locator("call-facts tbody tr:not(.more) th", { hasText: "Agent" });
      const numbers = async () => (await streams.allTextContents()).map((text) => text.replace(/\s+/g, " "));
      expect(await numbers()).toEqual(["Agent, stream 1"]);
      await act(page, "Renew the agent's stream");
      await eventually(async () => expect(await numbers()).toEqual(["Agent, stream 2", "Agent, stream 1"]));
      await page.locator("call-facts").scrollIntoViewIfNeeded();
      await picture(page, "24-renewed");

      // At the same time an operator who may only look has the same call open.
      const viewer = await desk.open({ operator: "vera", path: `calls/${call.callKey}` });
      await viewer.page.getByText("Words are hidden").waitFor();
      await viewer.page.getByRole("link", { name: "Download bundle" }).waitFor();
      for (const name of ["End assist", "Reveal words"])
        expect(await viewer.page.getByRole("button", { name }).count()).toBe(0);
      expect(await viewer.page.locator("call-actions summary").count()).toBe(0);
      await picture(viewer.page, "25-viewer");
      const actions = `/calls/${call.callKey}/actions`;
      expect((await desk.ask("vera", actions, { action: "call.end" })).status).toBe(403);
      expect((await desk.ask("vera", `/calls/${call.callKey}/reveal`, {})).status).toBe(403);
      const renewed = await desk.ask("ada", actions, { action: "recognition.rollOver", speaker: "agent" });
      expect(renewed.status).toBe(200);
      expect(outcomeSchema.parse(await renewed.json())).toEqual({ outcome: "done" });
      await eventually(async () => expect((await numbers()).at(0)).toBe("Agent, stream 3"));

      await tabTo(page, "call-actions .button.danger", 200, "Shift+Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.type("wrong profile");
      await pressOn(page, "confirm-dialog button[type=submit]", 5);
      await page.locator("call-head").getByText("ended by operator ada: wrong profile").waitFor();
      await page.locator("call-head .chip").getByText("ended", { exact: true }).waitFor();
      await picture(page, "26-ended");
      await viewer.page.locator("call-head").getByText("ended by operator ada: wrong profile").waitFor();
      for (const leg of (await call.finished).legs) expect(leg.statuses.at(-1)?.code).toBe(1011);

      await page.getByRole("link", { name: "Audit" }).click();
      await page.getByRole("textbox", { name: "Call" }).fill(call.callKey);
      await page.keyboard.press("Enter");
      const acted = page.locator("audit-page tbody tr");
      await eventually(async () => {
        const seen = await acted.evaluateAll((rows) =>
          rows.map((one) =>
            [...one.querySelectorAll("td")].slice(1, 5).map((cell) => cell.textContent?.trim()),
          ),
        );
        const ofCall = (operator: string, action: string, outcome: string) => [
          operator,
          action,
          call.callKey,
          outcome,
        ];
        expect(seen).toEqual([
          ofCall("ada", "call.end", "done"),
          ofCall("ada", "recognition.rollOver", "done"),
          ofCall("vera", "reveal", "refused"),
          ofCall("vera", "call.action", "refused"),
          ofCall("ada", "recognition.rollOver", "done"),
          ofCall("ada", "recognition.start", "done"),
          ofCall("ada", "recognition.stop", "done"),
        ]);
      });
      await picture(page, "27-audit-of-call");
      expect([...complaints, ...viewer.complaints]).toEqual([]);
      expect([...hosts, ...viewer.hosts]).toEqual([desk.base, desk.base]);
    },
    STORY_MS,
  );

  test(
    "reads a live call along as the agent sees it, with nothing to act on, until the sign-out; the agent's side does not change",
    async () => {
      const call = await placeLiveCall(desk.scene, "agent-31");
      try {
        const callNow = async () => (await desk.scene.stage.callDetail(call.callKey))?.call;
        await eventually(async () => expect((await callNow())?.desktops).toBe(1));
        const before = await callNow();

        const viewer = await desk.open({ operator: "vera", path: `calls/${call.callKey}` });
        await viewer.page.getByText("Words are hidden").waitFor();
        expect(await viewer.page.getByRole("button", { name: "Read along" }).count()).toBe(0);
        const refused = await viewer.page.goto(`${desk.base}/operators/calls/${call.callKey}/panel`);
        expect(refused?.status()).toBe(403);
        await viewer.page.getByText("You may not read along").waitFor();
        await viewer.leave();

        const { page } = await desk.open({ path: `calls/${call.callKey}` });
        await page.locator("call-actions").getByRole("button", { name: "Read along" }).focus();
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").getByText("written to the audit").waitFor();
        await picture(page, "61-supervise-question");
        const opening = page.context().waitForEvent("page");
        await pressOn(page, "confirm-dialog button[type=submit]", 5);
        const panel = await opening;
        const complaints: string[] = [];
        panel.on("pageerror", ({ message }) => complaints.push(message));
        await panel.setViewportSize({ width: 1_280, height: 800 });
        await panel.getByText("ada reads this call along").waitFor();
        await panel.locator("sidetone-transcript sidetone-line, sidetone-transcript li").nth(1).waitFor();
        await panel.locator("sidetone-card").first().waitFor();
        expect(await panel.locator("sidetone-card .verdict").count()).toBe(0);
        expect(await panel.getByRole("textbox", { name: /ask|question/i }).count()).toBe(0);
        for (const scheme of ["light", "dark"] as const) {
          await panel.emulateMedia({ colorScheme: scheme });
          expect(await allFindings(panel)).toEqual([]);
          await picture(panel, `62-supervisor-${scheme}`);
        }
        await panel.setViewportSize({ width: 320, height: 640 });
        await picture(panel, "63-supervisor-narrow");
        expect(await panel.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);

        const during = await callNow();
        expect([during?.desktops, during?.view.assist]).toEqual([before?.desktops, before?.view.assist]);
        const actsOfAda = async () => {
          const detail = await desk.scene.stage.callDetail(call.callKey);
          const lines = detail?.history.filter(({ event }) => event === "operator.action") ?? [];
          return lines.map((line) => line.detail?.action);
        };
        expect(await actsOfAda()).toEqual(["supervise"]);

        // No key of the page opens a door to act by: neither the session's cookie nor the operator's token.
        const { conversationName } = (await desk.scene.stage.callDetail(call.callKey)) ?? {};
        const body = { conversationName, id: "0".repeat(32), sections: [{ title: "Result", text: "Mine." }] };
        const statuses = await panel.evaluate(
          async (data) =>
            await Promise.all(
              ["feedback", "summary"].map(async (path) => {
                const init = { method: "POST", body: JSON.stringify(data) };
                return (await fetch(`/agent-assist-ui-modules/${path}`, init)).status;
              }),
            ),
          body,
        );
        expect(statuses).toEqual([401, 401]);

        await page.getByRole("button", { name: "Sign out" }).click();
        await panel.waitForURL(/\/operators\/login\?next=/);
        await eventually(async () => expect(await actsOfAda()).toEqual(["supervise", "supervise.end"]));
        await panel.close();
        expect(complaints).toEqual([]);
      } finally {
        call.hangUp();
      }
    },
    STORY_MS,
  );
});
