/** An operator sees a job that was given up, tries it again, and takes the instance out of service: it leaves in order. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { status } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { jobsSchema, outcomeSchema } from "../../src/contract/operations.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { placeLiveCall } from "../support/operator-calls.ts";
import { type OperatorDesk, picture, startOperatorDesk } from "../support/operator-desk.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

describe.skipIf(!hasBrowser)("an operator and the instance", () => {
  let desk: OperatorDesk;
  /** Where suggestions are posted: it refuses them finally until told otherwise. */
  let recipient: ReturnType<typeof Bun.serve>;
  let isRefusing = true;
  let taken = 0;
  beforeAll(async () => {
    recipient = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch() {
        if (isRefusing) return new Response(null, { status: 410 });
        taken += 1;
        return new Response(null, { status: 204 });
      },
    });
    const settings = {
      WEBHOOK_URL: `http://127.0.0.1:${recipient.port}/`,
      WEBHOOK_SECRET: "shared-with-the-recipient",
      DRAIN_DEADLINE_MS: "600000",
    };
    desk = await startOperatorDesk({ settings });
  }, STORY_MS);
  afterAll(async () => {
    await desk.close();
    await recipient.stop(true);
  }, STORY_MS);

  test(
    "a job that was given up is on the page of its call and of jobs, and goes through when it is tried again",
    async () => {
      const sample = await readSample("late-delivery");
      const call = await desk.scene.stage.call(sample, { speed: 10, agentId: "agent-31" });
      await call.finished;
      await desk.scene.ended(call.callId);
      const callKey = `five9-${call.callId}`;
      const givenUp = async () => {
        const jobs = jobsSchema.parse(await (await desk.ask("vera", "/jobs")).json());
        return jobs.queues.find(({ name }) => name === "webhook")?.deadLetters ?? [];
      };
      await eventually(async () => expect(await givenUp()).toHaveLength(sample.suggestions.length));

      const { page, complaints, leave } = await desk.open({ path: `calls/${callKey}` });
      const ofCall = page.locator("call-facts li details");
      await ofCall.first().waitFor();
      expect(await ofCall.count()).toBe(sample.suggestions.length);
      expect(await ofCall.first().textContent()).toContain("UPSTREAM_REFUSED: the webhook answered 410");
      await page.getByRole("link", { name: "All jobs" }).click();
      const rows = page.locator("jobs-page tbody tr");
      await eventually(async () => expect(await rows.count()).toBe(sample.suggestions.length));
      await picture(page, "31-jobs");

      isRefusing = false;
      await rows.first().getByRole("button", { name: "Try again" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
      await page.getByText("The job is tried again.").waitFor();
      await eventually(() => expect(taken).toBe(1));
      await picture(page, "32-job-tried-again");

      const [letter] = await givenUp();
      const retry = (operator: "ada" | "vera", id = letter?.id) =>
        desk.ask(operator, `/jobs/webhook/${id}/retry`, {});
      expect((await retry("vera")).status).toBe(403);
      const tried = await retry("ada");
      expect(outcomeSchema.parse(await tried.json())).toEqual({ outcome: "done" });
      await eventually(() => expect(taken).toBe(2));
      expect((await retry("ada", "no-such-job")).status).toBe(404);
      expect(complaints).toEqual([]);
      await leave();
    },
    STORY_MS,
  );

  test(
    "drained by its word, it asks calls to reconnect elsewhere and ends with status 0",
    async () => {
      const call = await placeLiveCall(desk.scene, "agent-33");
      const { page, leave } = await desk.open({ path: "instance" });
      // Google is away, so last words do not come before the page has been seen.
      const { faults } = desk.scene.stage.cloud;
      faults.refuseStreams = { code: status.UNAVAILABLE, message: "The service is currently unavailable." };
      faults.breakAllStreams();
      expect((await desk.ask("vera", "/drain", {})).status).toBe(403);
      await page.getByRole("button", { name: "Drain this instance" }).click();
      const drain = page.getByRole("dialog").getByRole("button", { name: "Drain" });
      expect(await drain.isDisabled()).toBe(true);
      await page.keyboard.type("a new version");
      await page.keyboard.press("Tab");
      await page.keyboard.type("drain");
      await picture(page, "33-drain-question");
      const answered = page.waitForResponse((response) => response.url().endsWith("/operators/api/drain"));
      await page.keyboard.press("Enter");
      expect(outcomeSchema.parse(await (await answered).json())).toEqual({ outcome: "draining" });
      await page.locator("app-header .state").getByText("draining").waitFor();
      expect((await desk.ask("ada", "/drain", {})).status).toBe(409);
      await picture(page, "34-draining");
      faults.refuseStreams = undefined;

      for (const leg of (await call.finished).legs)
        expect(leg.statuses.map(({ code }) => code)).toContain(1012);
      const lines = () => desk.scene.stage.sidetone.logLines().join("\n");
      await eventually(() => expect(lines()).toContain('"stopped"'));
      expect(lines()).toContain("drained by operator ada");
      expect(await desk.scene.stage.sidetone.stop()).toBe(0);
      await page.locator("app-header .connection").getByText("Reconnecting").waitFor();
      await picture(page, "35-gone");
      await leave();
    },
    STORY_MS,
  );
});
