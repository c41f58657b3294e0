/** The example page in Chromium: what agents with an application of their own experience. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import {
  ask,
  connected,
  type ExamplePage,
  metadata,
  sequences,
  serveExample,
  session,
  stop,
} from "./example-page.ts";
import { AGENT, OTHER, type Scene, SHARED_TOKEN, signedToken, startScene } from "./scene.ts";

const STORY_MS = 600_000;
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

describe.skipIf(!hasChromium)("the example page", () => {
  let browser: Browser;
  let example: ExamplePage;
  let scene: Scene;
  const pages: Page[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    example = await serveExample(browser);
  }, STORY_MS);
  afterAll(async () => {
    await example?.close();
    await browser?.close();
  }, STORY_MS);
  beforeEach(() => {
    scene = startScene();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    await scene.close();
  });

  async function agentPage(agent = AGENT, token = SHARED_TOKEN): Promise<Page> {
    const page = await example.open({ url: scene.url, token, ...agent });
    pages.push(page);
    await connected(page);
    return page;
  }

  test(
    "asked before the call: it waits, and is there when the call begins",
    async () => {
      const page = await agentPage();
      await ask(page);
      await session(page, "waiting");
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      await session(page, "started");
      await scene.suggest("c1", "one");
      expect(await metadata(page, 1)).toEqual([1]);
    },
    STORY_MS,
  );

  test(
    "asked during the call: what was suggested before is shown, too",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      await scene.suggest("c1", "before");
      const page = await agentPage();
      await ask(page);
      await session(page, "started");
      await scene.suggest("c1", "after");
      expect(await metadata(page, 2)).toEqual([1, 2]);
    },
    STORY_MS,
  );

  test(
    "a reload in mid-call: the page has its session and everything of the call again",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const page = await agentPage();
      await ask(page);
      await session(page, "started");
      await scene.suggest("c1", "one");
      await metadata(page, 1);
      for (let reload = 0; reload < 3; reload += 1) {
        await page.reload();
        await connected(page);
        await session(page, "started");
      }
      await scene.suggest("c1", "two");
      expect(await metadata(page, 2)).toEqual([1, 2]);
      expect(scene.calls.ofType("agent.attached")).toHaveLength(1);
      expect(scene.calls.ofType("agent.detached")).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "two tabs of one agent show the same, and closing one ends nothing",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const first = await agentPage();
      const second = await agentPage();
      await ask(first);
      await session(second, "started");
      await scene.suggest("c1", "one");
      expect([await metadata(first, 1), await metadata(second, 1)]).toEqual([[1], [1]]);
      await first.close();
      await eventually(() => scene.server.count() === 1);
      await scene.suggest("c1", "two");
      expect(await metadata(second, 2)).toEqual([1, 2]);
      expect(scene.calls.ofType("agent.detached")).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "the agent stops: the call and the bot hear of it, and nothing more is shown",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const page = await agentPage();
      await ask(page);
      await session(page, "started");
      await stop(page);
      await session(page, "ended");
      expect(scene.calls.ofType("agent.detached")).toMatchObject([{ reason: "stopped" }]);
      expect(scene.told.at(-1)).toMatchObject({ connected: false });
      await scene.suggest("c1", "unseen");
      await ask(page);
      await page.locator("#sessions li").nth(1).waitFor();
      // The second session gets it; the first one, which ended, showed nothing.
      expect(await metadata(page, 1)).toEqual([1]);
    },
    STORY_MS,
  );

  test(
    "two agents on one call each see it",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      scene.leg("c1", "agent-2", { address: OTHER.phoneNumber });
      const [one, other] = [await agentPage(AGENT), await agentPage(OTHER)];
      await Promise.all([ask(one), ask(other)]);
      await Promise.all([session(one, "started"), session(other, "started")]);
      await scene.suggest("c1", "for both");
      expect([await metadata(one, 1), await metadata(other, 1)]).toEqual([[1], [1]]);
      expect(
        scene.calls
          .ofType("agent.attached")
          .map(({ agentId }) => agentId)
          .toSorted(),
      ).toEqual([AGENT.agentId, OTHER.agentId]);
    },
    STORY_MS,
  );

  test(
    "a wrong number gets no call, and one that is no number is told so",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const wrong = await agentPage({ agentId: "agent-9", phoneNumber: "+1 415 555 0199" });
      await ask(wrong);
      await session(wrong, "waiting");
      expect(scene.calls.delivered).toEqual([]);
      const page = await example.open({
        url: scene.url,
        token: SHARED_TOKEN,
        agentId: "a",
        phoneNumber: "my phone",
      });
      pages.push(page);
      await page.getByText("bad-request: phoneNumber is no phone number").waitFor();
    },
    STORY_MS,
  );

  test(
    "a second agent who claims the first one's number is refused, and gets nothing of the call",
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const owner = await agentPage();
      await ask(owner);
      await session(owner, "started");
      const token = await signedToken({ sub: OTHER.agentId, phone_number: OTHER.phoneNumber });
      const thief = await example.open({ url: scene.url, token, phoneNumber: AGENT.phoneNumber });
      pages.push(thief);
      await thief.getByText("forbidden: init names another agent or number than the token does").waitFor();
      const honest = await agentPage({ agentId: OTHER.agentId, phoneNumber: OTHER.phoneNumber }, token);
      await ask(honest);
      await session(honest, "waiting");
      await scene.suggest("c1", "for the owner");
      expect(await metadata(owner, 1)).toEqual([1]);
      expect([await sequences(thief), await sequences(honest)]).toEqual([[], []]);
    },
    STORY_MS,
  );

  test(
    "a wrong token is told so",
    async () => {
      const page = await example.open({ url: scene.url, token: "wrong", ...AGENT });
      pages.push(page);
      await page.getByText("refused: authentication failed").waitFor();
    },
    STORY_MS,
  );
});
