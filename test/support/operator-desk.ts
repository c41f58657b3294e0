/**
 * Operators at a running Sidetone with a real browser: each signs in on the page, and everything that page complains
 * about or asks of another host is kept. Pictures of the steps go to artefacts/operators.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { StageOptions } from "../../simulators/stage/stage.ts";
import { askAgain } from "./ask-again.ts";
import { launchBrowser } from "./browser.ts";
import { type BrowserTab, openTab, type TabLook } from "./browser-tab.ts";
import { startTestStage, type TestStage } from "./test-stage.ts";

/** Ada may do everything, Vera may only look. */
const TOKENS = { ada: "token-of-ada-at-the-desk", vera: "token-of-vera-at-the-desk" } as const;
const OPERATOR_TOKENS = `ada:view+reveal+act+supervise:${TOKENS.ada},vera:view:${TOKENS.vera}`;
const PICTURES = join(import.meta.dir, "../../artefacts/operators");

export type DeskOperator = keyof typeof TOKENS;

/** What an operator has before them, until they leave. */
export type DeskPage = Pick<BrowserTab, "page" | "complaints" | "hosts" | "leave">;

export interface DeskPageOptions extends TabLook {
  operator?: DeskOperator;
  /** Below /operators/. */
  path?: string;
}

export interface OperatorDesk {
  scene: TestStage;
  base: string;
  /** A tab without a session, at the page asked for: that is the sign-in page. */
  arrive(options?: DeskPageOptions): Promise<DeskPage>;
  /** The same, signed in by keyboard, with the live feed connected. */
  open(options?: DeskPageOptions): Promise<DeskPage>;
  signIn(page: Page, operator: DeskOperator): Promise<void>;
  /** The operators' API with an operator's token. */
  ask(operator: DeskOperator, path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

const ANSWER_DEADLINE_MS = 120_000;
/** The calls wait for the operators: recognition that hears nothing for long must not be ended meanwhile. */
const PATIENT_CLOUD = { audioTimeoutMs: 600_000 };

export async function startOperatorDesk(
  options: Omit<StageOptions, "dataDirectory"> = {},
): Promise<OperatorDesk> {
  const settings = { OPERATOR_TOKENS, ...options.settings };
  const cloud = { ...PATIENT_CLOUD, ...options.cloud };
  const [scene, browser] = await Promise.all([
    startTestStage({ ...options, settings, cloud }),
    launchBrowser(),
  ]);
  const idle: BrowserTab[] = [];
  const base = scene.stage.httpBaseUrl;

  const desk: OperatorDesk = {
    scene,
    base,
    async arrive({ path = "", operator: _, ...look } = {}) {
      const tab = idle.pop() ?? (await openTab(browser));
      await tab.begin({ height: 900, ...look });
      await tab.page.goto(`${base}/operators/${path}`);
      const { page, complaints, hosts } = tab;
      const leave = async () => {
        await tab.leave();
        idle.push(tab);
      };
      return { page, complaints, hosts, leave };
    },
    async open(wanted = {}) {
      const arrived = await desk.arrive(wanted);
      await desk.signIn(arrived.page, wanted.operator ?? "ada");
      return arrived;
    },
    async signIn(page, operator) {
      // The field has the focus: no mouse is needed.
      await page.locator("#token:focus").waitFor();
      await page.keyboard.type(TOKENS[operator]);
      await page.keyboard.press("Enter");
      await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
    },
    ask: (operator, path, body) =>
      askAgain(() =>
        fetch(`${base}/operators/api${path}`, {
          method: body === undefined ? "GET" : "POST",
          headers: { authorization: `Bearer ${TOKENS[operator]}`, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
        }),
      ),
    async close() {
      await browser.close();
      await scene.close();
    },
  };
  return desk;
}

/** Keeps what the page looks like now as artefacts/operators/NAME.png. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  // Every element has drawn what it was last told, and no dialog is half open.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: "disabled" });
}
