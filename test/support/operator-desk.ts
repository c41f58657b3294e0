/**
 * Operators at a running Sidetone with a real browser: each signs in on the page, and everything that page complains
 * about or asks of another host is kept. Pictures of the steps go to artefacts/operators.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { StageOptions } from "../../simulators/stage/stage.ts";
import { launchBrowser } from "./browser.ts";
import { startTestStage, type TestStage } from "./test-stage.ts";

/** Ada may do everything, Vera may only look. */
const TOKENS = { ada: "token-of-ada-at-the-desk", vera: "token-of-vera-at-the-desk" } as const;
const OPERATOR_TOKENS = `ada:view+reveal+act:${TOKENS.ada},vera:view:${TOKENS.vera}`;
const PICTURES = join(import.meta.dir, "../../artefacts/operators");

export type DeskOperator = keyof typeof TOKENS;

export interface DeskPage {
  page: Page;
  /** Errors and warnings of the page, breaches of its content policy included. */
  complaints: string[];
  /** Origins that were asked for anything. */
  hosts: Set<string>;
}

export interface DeskPageOptions {
  operator?: DeskOperator;
  /** Below /operators/. */
  path?: string;
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
}

export interface OperatorDesk {
  scene: TestStage;
  base: string;
  /** A browser of its own, not signed in yet, at the page asked for: that is the sign-in page. */
  arrive(options?: DeskPageOptions): Promise<DeskPage>;
  /** The same, signed in by keyboard, with the live feed connected. */
  open(options?: DeskPageOptions): Promise<DeskPage>;
  signIn(page: Page, operator: DeskOperator): Promise<void>;
  /** The operators' API with an operator's token. */
  ask(operator: DeskOperator, path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

export async function startOperatorDesk(
  options: Omit<StageOptions, "dataDirectory"> = {},
): Promise<OperatorDesk> {
  const settings = { OPERATOR_TOKENS, ...options.settings };
  const [scene, browser] = await Promise.all([startTestStage({ ...options, settings }), launchBrowser()]);
  const base = scene.stage.httpBaseUrl;

  const desk: OperatorDesk = {
    scene,
    base,
    async arrive({ path = "", width = 1_280, height = 900, colorScheme = "light" } = {}) {
      const arrived = await newPage(browser, { viewport: { width, height }, colorScheme });
      await arrived.page.goto(`${base}/operators/${path}`);
      return arrived;
    },
    async open(wanted = {}) {
      const arrived = await desk.arrive(wanted);
      await desk.signIn(arrived.page, wanted.operator ?? "ada");
      return arrived;
    },
    async signIn(page, operator) {
      // The field has the focus: nobody needs a mouse here.
      await page.locator("#token:focus").waitFor();
      await page.keyboard.type(TOKENS[operator]);
      await page.keyboard.press("Enter");
      await page.locator("app-header").getByText("Live", { exact: true }).waitFor();
    },
    ask: (operator, path, body) =>
      fetch(`${base}/operators/api${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${TOKENS[operator]}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      }),
    async close() {
      await browser.close();
      await scene.close();
    },
  };
  return desk;
}

async function newPage(
  browser: Browser,
  look: { viewport: { width: number; height: number }; colorScheme: "light" | "dark" },
): Promise<DeskPage> {
  const context = await browser.newContext({ ...look, timezoneId: "UTC", acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(origin);
  });
  return { page, complaints, hosts };
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
