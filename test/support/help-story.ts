/** "Why did the agent get no suggestions?", asked in Chromium: at the agent's page, on the call's page and in the bundle. */
import { expect } from "bun:test";
import type { Sample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { Bundle } from "../../src/contract/bundle.ts";
import { eventually } from "./eventually.ts";
import type { DeskPage, OperatorDesk } from "./operator-desk.ts";

/** What operators are told of a cause. */
export interface ToldCause {
  /** In the bundle, and at the end of the agent's sentence. */
  code: string;
  /** On the call's page: the cause's own code, and what its sentence and its remedy have. */
  cause: string;
  says: string;
  remedy: string;
  /** The page and the heading of the guide. */
  guide: string;
}

export const guidePath = (guide: string) => `/docs/guides/${guide.replace(/#|$/, (end) => `.md${end}`)}`;

export class HelpStory {
  readonly #desk: OperatorDesk;
  readonly #at: DeskPage;

  constructor(desk: OperatorDesk, at: DeskPage) {
    this.#desk = desk;
    this.#at = at;
  }

  /** Opens the agent's page. */
  async openPanel(callId: string, source?: "audiocodes"): Promise<void> {
    const { launchKey } = this.#desk.scene.stage.secrets;
    const address = { httpBaseUrl: this.#desk.base, callId, launchKey, ...(source ? { source } : {}) };
    await this.#at.page.goto(panelUrl(address));
  }

  /** The page that is open says so in one sentence. */
  async agentReads(text: string, code: string): Promise<void> {
    const reason = this.#at.page.locator("sidetone-suggestions .empty p");
    await eventually(async () => expect(await reason.textContent()).toContain(text));
    expect(await reason.textContent()).toContain(`For your supervisor: ${code}.`);
  }

  /** The call's page has the cause with its remedy and a link to its guide, and the bundle the code. */
  async operatorReads(callKey: string, told: ToldCause): Promise<void> {
    const { page } = this.#at;
    await page.goto(`${this.#desk.base}/operators/calls/${callKey}`);
    const item = page.locator(`cause-list li[data-code="${told.cause}"]`).first();
    await eventually(async () => expect(await item.textContent()).toContain(told.says));
    expect(await item.locator(".help").textContent()).toContain(told.remedy);
    const link = item.getByRole("link", { name: "Guide" });
    expect(await link.getAttribute("href")).toBe(guidePath(told.guide));
    const bundle = (await (await this.#desk.ask("ada", `/calls/${callKey}/bundle`)).json()) as Bundle;
    expect(bundle.detail.call.view.noHelp).toBe(told.code);
  }

  /** A call whose audio soon comes to its end, and which stays until it is told to go. `speed`: times real time. */
  async call(sample: Sample, callId: string = newCallId(), speed = 100) {
    const gate = Promise.withResolvers<void>();
    const { scene } = this.#desk;
    const call = await scene.stage.call(sample, {
      ...{ callId, speed, order: "cti-first", stayUntil: gate.promise },
    });
    await call.started;
    return {
      ...{ callId, callKey: `five9-${callId}` },
      async end() {
        gate.resolve();
        await scene.endedByOperator(callId).catch(() => scene.ended(callId));
      },
    };
  }
}
