import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { allFindings } from "../support/axe.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import type { TabLook } from "../support/browser-tab.ts";
import { type ChartScene, startChartScene } from "../support/chart-scene.ts";

const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);
/** Only a hang takes as long. */
const STORY_MS = 600_000;
const WIDE: TabLook = { width: 1_280, height: 900 };

describe.skipIf(!hasChromium)("the operators' charts in Chromium", () => {
  let scene: ChartScene;
  beforeAll(async () => {
    scene = await startChartScene();
  }, STORY_MS);
  afterAll(() => scene.close(), STORY_MS);
  const open = async (look: TabLook): Promise<ChartScene> => {
    await scene.open(look);
    return scene;
  };

  test(
    "a call's states are lit, what is around them is marked, and the last transition is traced to its end",
    async () => {
      const { page, show } = await open(WIDE);
      await show("call");
      const looks = (look: string) =>
        page
          .locator(`[data-look="${look}"][data-id]`)
          .evaluateAll((all) => all.map((one) => one.getAttribute("data-id")));
      expect((await looks("lit")).sort()).toEqual([
        "call.live.assist.attended",
        "call.live.conversation.opening.trying",
        "call.live.media.streaming",
      ]);
      expect(await looks("around")).toContain("call.live.conversation.opening");
      const traced = page.locator('path[data-look="traced"]');
      expect(await traced.evaluateAll((all) => all.map((one) => one.getAttribute("data-line")))).toEqual([
        "call.live.conversation.none call.live.conversation.opening",
      ]);
      expect(await traced.first().evaluate((line) => getComputedStyle(line).animationName)).toBe("run");
      const chart = page.getByRole("group", {
        name: "Call chart: media streaming, conversation opening, trying, assist attended",
      });
      expect(await chart.isVisible()).toBe(true);
    },
    STORY_MS,
  );

  test(
    "a transition through a junction is traced on both of its lines",
    async () => {
      const { page, show } = await open(WIDE);
      await show("participant");
      expect(await page.locator('path[data-look="traced"]').count()).toBe(2);
    },
    STORY_MS,
  );

  test(
    "a change touches only the states concerned: all other elements stay the same",
    async () => {
      const { page, show } = await open(WIDE);
      await show("call");
      const changed = await page.evaluate(async () => {
        const view = document.querySelector("chart-scene")?.shadowRoot?.querySelector("statechart-view");
        const svg = view?.shadowRoot?.querySelector("svg");
        if (view === null || view === undefined || svg === null || svg === undefined)
          throw new Error("No chart");
        const seen = new Set<string>();
        const watch = (mutations: MutationRecord[]) => {
          for (const { target, type } of mutations) {
            if (type === "childList") throw new Error("Elements were made again");
            if (target instanceof Element)
              seen.add(target.getAttribute("data-id") ?? target.getAttribute("data-line") ?? target.tagName);
          }
        };
        const observer = new MutationObserver(watch);
        observer.observe(svg, { subtree: true, childList: true, attributes: true });
        Object.assign(view, {
          state: { live: { media: "held", conversation: { opening: "trying" }, assist: "attended" } },
          last: { from: "call.live.media.streaming", to: ["call.live.media.held"] },
        });
        await view.updateComplete;
        watch(observer.takeRecords());
        return [...seen].sort();
      });
      expect(changed).toEqual([
        "call.live.conversation.none call.live.conversation.opening",
        "call.live.media.held",
        "call.live.media.streaming",
        "call.live.media.streaming call.live.media.held",
        "g",
        "svg",
      ]);
    },
    STORY_MS,
  );

  test(
    "with the keyboard alone an operator walks from state to state, reads a card and comes back",
    async () => {
      const { page, show } = await open(WIDE);
      await show("call");
      await page.locator('[data-id="call.live"]').focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      const card = page.getByRole("dialog", { name: "awaiting" });
      await card.waitFor();
      const text = (await card.textContent()) ?? "";
      expect(text).toContain("The call is known and has no leg");
      expect(text).toContain("streaming: [a leg is open]");
      expect(await card.getByRole("link").getAttribute("href")).toBe(
        "/operators/charts#call.live.media.awaiting",
      );
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "detached" });
      const focused = page.locator('[data-id="call.live.media.awaiting"]');
      expect(
        await focused.evaluate((state) => (state.getRootNode() as ShadowRoot).activeElement === state),
      ).toBe(true);
      expect(await page.locator('[data-id][tabindex="0"]').count()).toBe(1);
    },
    STORY_MS,
  );

  test(
    "texts stay inside their boxes, and the call's are at least 11 px high where it fits into 1280 px",
    async () => {
      const { page, show } = await open(WIDE);
      for (const view of ["call", "participant"] as const) {
        await show(view);
        const wide = await page.locator(".label, .state, .junction").evaluateAll((all) =>
          all.flatMap((group) => {
            const room = group.querySelector("rect")?.getBoundingClientRect();
            const texts = [...group.querySelectorAll("text")];
            return texts
              .filter((one) => {
                const box = one.getBoundingClientRect();
                return room === undefined || box.left < room.left - 1 || box.right > room.right + 1;
              })
              .map((one) => one.textContent);
          }),
        );
        expect(wide).toEqual([]);
      }
      await show("call");
      const heightPx = await page
        .locator(".label text")
        .first()
        .evaluate((one) => {
          const scale = (one as SVGTextElement).getScreenCTM()?.a ?? 0;
          return Number.parseFloat(getComputedStyle(one).fontSize) * scale;
        });
      expect(heightPx).toBeGreaterThanOrEqual(11);
    },
    STORY_MS,
  );

  test(
    "an operator who wants no motion sees the trace without it",
    async () => {
      const { page, show } = await open({ ...WIDE, reducedMotion: "reduce" });
      await show("call");
      const traced = page.locator('path[data-look="traced"]');
      expect(await traced.evaluate((line) => getComputedStyle(line).animationName)).toBe("none");
    },
    STORY_MS,
  );

  test(
    "on a phone the regions come as a list, and the chart can be opened and scrolls",
    async () => {
      const { page, show } = await open({ width: 390, height: 844 });
      await show("call");
      expect(await page.locator("dl.rows").textContent()).toMatch(
        /media\s*streaming\s*conversation\s*opening, trying/,
      );
      await page.getByRole("button", { name: "List" }).click();
      const overflow = await page
        .locator(".stage")
        .evaluate((stage) => stage.scrollWidth > stage.clientWidth);
      expect(overflow).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    },
    STORY_MS,
  );

  test(
    "axe finds nothing, best practices included, in either theme and on a phone",
    async () => {
      for (const options of [WIDE, { ...WIDE, colorScheme: "dark" as const }, { width: 390, height: 844 }]) {
        const { page, show } = await open(options);
        for (const view of ["call", "participant", "tree", "charts"] as const) {
          await show(view);
          if (view === "call" && options.width === 1_280) {
            await page.locator('[data-id="call.live.media.streaming"]').click();
          }
          expect({ view, found: await allFindings(page) }).toEqual({ view, found: [] });
        }
      }
    },
    STORY_MS,
  );
});
