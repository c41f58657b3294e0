/**
 * A conference, the lives of a call id and a participant who comes late, as agents and operators see them: the panel, the
 * console and the bundle name each speaker the same, and a page that is reloaded shows its own call.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { readSample, type Sample } from "../../samples/sample.ts";
import { panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { Bundle } from "../../src/contract/bundle.ts";
import { openBotCall, saidBy, sayingBy, startOf } from "../support/bot-call.ts";
import { chromiumPath, NO_CHROMIUM } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { configOfLeg, openStream, sendInPieces } from "../support/five9-story.ts";
import { type DeskPage, type OperatorDesk, picture, startOperatorDesk } from "../support/operator-desk.ts";
import { cutAudio, legsOf } from "../support/story-audio.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const BOT_TOKEN = "b".repeat(24);
const WIDE = { width: 1_180, height: 900 };
const hasBrowser = chromiumPath() !== undefined;
if (!hasBrowser) console.info(NO_CHROMIUM);

let desk: OperatorDesk;
let at: DeskPage;
let lostCard: Sample;
let lateDelivery: Sample;

const panelOf = (callId: string, source?: "audiocodes") => {
  const { launchKey } = desk.scene.stage.secrets;
  return panelUrl({ httpBaseUrl: desk.base, callId, launchKey, ...(source ? { source } : {}) });
};
const textsOf = async (page: Page, selector: string) =>
  (await page.locator(selector).allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
const headingOf = async (page: Page) =>
  (await page.getByRole("heading", { level: 1 }).textContent())?.trim() ?? "";
/** Names beside the words that are being spoken. */
const speakingOn = (page: Page) => textsOf(page, "sidetone-transcript .interim .name");
/** Names beside what was said, each once. */
const saidOn = async (page: Page) =>
  [...new Set(await textsOf(page, "sidetone-transcript li .name"))].toSorted();

async function leg(callId: string, agentId: string, callLeg: 0 | 1) {
  const stream = openStream(desk.scene.stage, { tokenIn: "config" });
  stream.sendConfig({ ...configOfLeg(callId), agentId, callLeg });
  await stream.status(1001);
  return stream;
}

/** The middle of what this speaker says first. */
function midSentence(sample: Sample, speaker: "agent" | "customer"): number {
  const first = sample.utterances.find((utterance) => utterance.speaker === speaker);
  if (first === undefined) throw new Error(`${sample.name} lacks the ${speaker}`);
  return first.startMs + Math.round((first.endMs - first.startMs) / 2);
}

describe.skipIf(!hasBrowser)("on the screens", () => {
  beforeAll(async () => {
    [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
    desk = await startOperatorDesk({
      settings: {
        ...{ RECONNECT_GRACE_MS: "1000", AUDIOCODES_BOT_TOKEN: BOT_TOKEN },
        AUDIOCODES_ROLES: "caller=customer,agent*=agent,boss=supervisor",
      },
    });
    at = await desk.open(WIDE);
  }, STORY_MS);
  afterAll(() => desk?.close(), STORY_MS);

  async function bundleOf(callKey: string): Promise<Bundle> {
    return (await (await desk.ask("ada", `/calls/${callKey}/bundle`)).json()) as Bundle;
  }

  test(
    "two agents of a conference who speak at once each have a line, and have the same numbers everywhere",
    async () => {
      const { page } = at;
      const callId = newCallId();
      const callKey = `five9-${callId}`;
      const first = await leg(callId, "3001", 0);
      const second = await leg(callId, "3002", 0);
      const customer = await leg(callId, "3001", 1);
      await page.goto(panelOf(callId));
      // What is being said is told only to pages that are there.
      await eventually(async () =>
        expect((await desk.scene.stage.callDetail(callKey))?.call.desktops).toBe(1),
      );
      const audio = { first: (await legsOf(lostCard)).agent, second: (await legsOf(lateDelivery)).agent };
      const mid = { first: midSentence(lostCard, "agent"), second: midSentence(lateDelivery, "agent") };
      // The second one is heard first, which must not make it the first.
      sendInPieces(second, cutAudio(audio.second, 0, mid.second));
      await eventually(async () => expect(await speakingOn(page)).toEqual(["Agent 2"]));
      sendInPieces(first, cutAudio(audio.first, 0, mid.first));
      await eventually(async () => expect(await speakingOn(page)).toEqual(["Agent 1", "Agent 2"]));
      await picture(page, "conference-panel-speaking");
      sendInPieces(second, cutAudio(audio.second, mid.second));
      sendInPieces(first, cutAudio(audio.first, mid.first));
      sendInPieces(customer, (await legsOf(lostCard)).customer);
      const all = ["Agent 1", "Agent 2", "Customer"];
      await eventually(async () => expect(await saidOn(page)).toEqual(all));
      await picture(page, "conference-panel");
      await page.goto(`${desk.base}/operators/calls/${callKey}`);
      const inTranscript = async () =>
        [...new Set(await textsOf(page, "transcript-panel li:not([data-kind=suggestion]) .who"))].filter(
          (name) => name !== "Conversation",
        );
      await eventually(async () => expect((await inTranscript()).toSorted()).toEqual(all));
      const titles = async (selector: string) => [...new Set(await textsOf(page, selector))].toSorted();
      expect(await titles("call-facts b[data-speaker]")).toEqual(all);
      expect(await titles("audio-panel h3[data-speaker]")).toEqual(
        all.map((name) => expect.stringContaining(name)),
      );
      const legs = await textsOf(page, "call-facts section[aria-labelledby=legs] li");
      expect(legs.find((text) => text.startsWith("Agent 2"))).toContain("agent 3002");
      await picture(page, "conference-call");
      for (const [name, part] of [
        ["said", "transcript-panel"],
        ["facts", "call-facts"],
        ["audio", "audio-panel"],
      ] as const) {
        await page.locator(part).scrollIntoViewIfNeeded();
        await picture(page, `conference-${name}`);
      }
      await page.goto(`${desk.base}/operators/`);
      await page.locator(`.row[data-key="${callKey}"]`).waitFor();
      const lamps = await textsOf(page, `.row[data-key="${callKey}"] .region`);
      expect(lamps.filter((name) => all.includes(name)).toSorted()).toEqual(all);
      for (const stream of [first, second, customer]) stream.sendStatus(1);
      await desk.scene.ended(callId);
      const { masked, detail } = await bundleOf(callKey);
      expect([...new Set(masked.entries.flatMap(({ speaker = [] }) => speaker))].toSorted()).toEqual([
        "agent",
        "agent-2",
        "customer",
      ]);
      expect(Object.keys(detail.ledgers).toSorted()).toEqual(["agent", "agent-2", "customer"]);
      expect(detail.call.alarms.map(({ code }) => code)).toEqual([]);
    },
    STORY_MS,
  );

  test(
    "words as text: an agent who comes late has a line and a number of their own",
    async () => {
      const { page } = at;
      const call = await openBotCall({ httpBaseUrl: desk.base, botToken: BOT_TOKEN });
      const named = (names: string[]) =>
        startOf({ participants: names.map((participant) => ({ participant })) });
      await call.hear(named(["caller", "agent-x"]));
      await page.goto(panelOf(call.conversationId, "audiocodes"));
      await page.getByText("Live", { exact: true }).waitFor();
      await call.hear(saidBy({ participant: "caller" }, "my parcel is lost"));
      await call.hear(named(["caller", "agent-x", "agent-y", "boss"]));
      await call.hear(
        sayingBy({ participant: "agent-y" }, "let me"),
        sayingBy({ participant: "agent-x" }, "one moment"),
        sayingBy({ participant: "boss" }, "I am"),
      );
      await eventually(async () =>
        expect(await speakingOn(page)).toEqual(["Agent 1", "Agent 2", "Supervisor"]),
      );
      await call.hear(
        saidBy({ participant: "agent-y" }, "let me look"),
        saidBy({ participant: "boss" }, "I am here, too"),
        saidBy({ participant: "agent-x" }, "one moment please"),
      );
      const all = ["Agent 1", "Agent 2", "Customer", "Supervisor"];
      await eventually(async () => expect(await saidOn(page)).toEqual(all));
      await eventually(async () => expect(await speakingOn(page)).toEqual([]));
      await picture(page, "late-participants-panel");
      await page.goto(`${desk.base}/operators/calls/${call.callKey}`);
      await eventually(async () =>
        expect(await textsOf(page, "transcript-panel li .who")).toEqual(expect.arrayContaining(all)),
      );
      await picture(page, "late-participants-call");
      await call.end();
    },
    STORY_MS,
  );

  test(
    "a page that is reloaded shows its own call, marked as ended, and one that is opened anew the newest of its id",
    async () => {
      const { page } = at;
      const callId = newCallId();
      const audio = { agent: (await legsOf(lostCard)).agent };
      const play = async (sample: Sample, agentId: string) => {
        const legs = { agent: (await legsOf(sample)).agent };
        const call = await desk.scene.stage.call(sample, {
          ...{ callId, agentId, speed: 100, audio: { legs, holds: [] } },
        });
        expect(await call.started).toBe(true);
        return call;
      };
      const firstSentence = ({ utterances }: Sample) =>
        utterances.find(({ speaker }) => speaker === "agent")?.text ?? "";
      const wordsOn = () => textsOf(page, "sidetone-transcript li p");

      expect(audio.agent.byteLength).toBeGreaterThan(0);
      const first = await play(lostCard, "3001");
      await page.goto(panelOf(callId));
      await eventually(async () => expect(await wordsOn()).toContain(firstSentence(lostCard)));
      await first.finished;
      await desk.scene.ended(callId);
      await eventually(async () => expect(await headingOf(page)).toBe("Call ended"));
      const spoken = await wordsOn();
      await page.reload();
      await eventually(async () => expect(await wordsOn()).toEqual(spoken));
      expect(await headingOf(page)).toBe("Call ended");
      await picture(page, "reloaded-after-the-end");

      const gate = await play(lateDelivery, "3002");
      await gate.finished;
      await page.reload();
      await eventually(async () => expect(await wordsOn()).toEqual(spoken));
      expect(await headingOf(page)).toBe("Call ended");
      const anew = await page.context().browser()?.newPage();
      if (anew === undefined) throw new Error(NO_CHROMIUM);
      await anew.goto(panelOf(callId));
      await eventually(async () =>
        expect(await textsOf(anew, "sidetone-transcript li p")).toContain(firstSentence(lateDelivery)),
      );
      await anew.close();

      await page.goto(`${desk.base}/operators/calls/five9-${callId}_e2`);
      const lives = page.locator("call-episodes");
      await lives.waitFor();
      await picture(page, "two-lives-call");
      await page.goto(`${desk.base}/operators/`);
      const row = page.locator(`.row[data-key="five9-${callId}_e2"]`);
      await eventually(async () => expect(await row.locator(".source").textContent()).toContain("episode 2"));
      await picture(page, "two-lives-list");
    },
    STORY_MS,
  );
});
