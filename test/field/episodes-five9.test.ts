/**
 * A Five9 call id that comes again after its call is over, as a queue transfer longer than RECONNECT_GRACE_MS brings it:
 * each life has a conversation, a record and a history of its own, and a question by the id finds the latest.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop, panelUrl } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const SPEED = 40;
const NOTHING_LOST = { lost: [], duplicated: [] };

let scene: TestStage;
let lostCard: Sample;
let lateDelivery: Sample;
beforeAll(async () => {
  [lostCard, lateDelivery] = await Promise.all([readSample("lost-card"), readSample("late-delivery")]);
  // The wait after which the call is over passes in a moment; what comes then is the same after any time.
  scene = await startTestStage({ settings: { RECONNECT_GRACE_MS: "1000" } });
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

async function played(callId: string, sample: Sample, agentId: string): Promise<number[][]> {
  const call = await scene.stage.call(sample, { callId, agentId, speed: SPEED });
  const { ok, legs } = await call.finished;
  expect(ok).toBe(true);
  return legs.map(({ statuses }) => statuses.map(({ code }) => code));
}

async function overAt(callKey: string): Promise<CallDetail> {
  let detail: CallDetail | null = null;
  await eventually(async () => {
    detail = await scene.stage.callDetail(callKey);
    expect(detail?.call.live).toBe(false);
  });
  if (detail === null) throw new Error("the call is not known");
  return detail;
}

const codesOf = ({ call }: CallDetail) => call.alarms.map(({ code }) => code);

test(
  "the second life is heard and kept beside the first, and the first's record stays as it was",
  async () => {
    const callId = newCallId();
    const first = await scene.desktopOf(callId);
    expect(await played(callId, lostCard, "3001")).toEqual([
      [1001, 1011],
      [1001, 1011],
    ]);
    expect(await scene.settledScore(lostCard, first)).toMatchObject(NOTHING_LOST);
    first.close();
    const before = await overAt(`five9-${callId}`);
    expect(codesOf(before)).toEqual([]);

    const placed = await scene.stage.call(lateDelivery, { callId, agentId: "3002", speed: SPEED });
    expect(await placed.started).toBe(true);
    const second: DesktopClient = await scene.desktopOf(callId);
    expect((await placed.finished).legs.map(({ statuses }) => statuses.map(({ code }) => code))).toEqual([
      [1001, 1011],
      [1001, 1011],
    ]);
    expect(await scene.settledScore(lateDelivery, second)).toMatchObject(NOTHING_LOST);
    second.close();
    const after = await overAt(`five9-${callId}_e2`);
    expect(codesOf(after)).toEqual([]);
    expect(after.call).toMatchObject({ vendorCallId: callId, agentIds: ["3002"] });

    const { version: _, episodes: __, ...kept } = before;
    expect(await scene.stage.callDetail(`five9-${callId}`)).toMatchObject(kept);
    const conversations = [`five9-${callId}`, `five9-${callId}_e2`].map((id) =>
      scene.stage.cloud.record.conversation(id),
    );
    expect(conversations.map((conversation) => conversation?.participants.length)).toEqual([2, 2]);
  },
  STORY_MS,
);

test(
  "a page that was opened between two lives goes on with the second, and one of the first stays with it",
  async () => {
    const callId = newCallId();
    const first = await scene.desktopOf(callId);
    await played(callId, lostCard, "3001");
    expect(await scene.settledScore(lostCard, first)).toMatchObject(NOTHING_LOST);
    await overAt(`five9-${callId}`);
    const second = await scene.desktopOf(callId);
    expect(await scene.settledScore(lostCard, second)).toMatchObject(NOTHING_LOST);
    const shown = first.events.length;
    const seen = second.events.length;
    await played(callId, lateDelivery, "3002");
    await eventually(() =>
      expect(scoreCall(lateDelivery, second.events.slice(seen), [])).toMatchObject(NOTHING_LOST),
    );
    expect(first.events).toHaveLength(shown);
    expect(codesOf(await overAt(`five9-${callId}_e2`))).toEqual([]);
    first.close();
    second.close();
  },
  STORY_MS,
);

test(
  "the conversation of a session is found by its newest life",
  async () => {
    const callId = newCallId();
    await played(callId, lostCard, "3001");
    await overAt(`five9-${callId}`);
    await played(callId, lateDelivery, "3002");
    await overAt(`five9-${callId}_e2`);
    const { httpBaseUrl, secrets } = scene.stage;
    const page = await fetch(panelUrl({ httpBaseUrl, callId, launchKey: secrets.launchKey }));
    const token = /"token":"([^"]+)"/.exec(await page.text())?.[1] ?? "";
    const query = new URLSearchParams({ conversationIntegrationKey: `session-${callId}` });
    const answer = await fetch(`${httpBaseUrl}/conversation-name?${query}`, {
      headers: { authorization: token },
    });
    expect(await answer.json()).toEqual({
      conversationName: expect.stringMatching(new RegExp(`/conversations/five9-${callId}_e2$`)),
    });
  },
  STORY_MS,
);

test(
  "a restart between two lives changes nothing",
  async () => {
    const callId = newCallId();
    await played(callId, lostCard, "3001");
    await overAt(`five9-${callId}`);
    await scene.stage.restart("kill");
    await played(callId, lateDelivery, "3002");
    expect(codesOf(await overAt(`five9-${callId}_e2`))).toEqual(["NOBODY_WATCHING"]);
  },
  STORY_MS,
);

test(
  "an event of an ended call, such as its agent's wrap-up, begins no other",
  async () => {
    const callId = newCallId();
    await played(callId, lostCard, "3001");
    await overAt(`five9-${callId}`);
    const { httpBaseUrl, secrets } = scene.stage;
    const answer = await fetch(`${httpBaseUrl}/cti-call-event-destination`, {
      method: "POST",
      headers: { "x-f9-apikey": secrets.apiKey, "content-type": "application/json" },
      body: JSON.stringify({
        payload: { attached_variables: { "Call.call_id": callId, "Call.session_id": `s-${callId}` } },
      }),
    });
    expect(answer.status).toBe(200);
    expect(await scene.stage.callDetail(`five9-${callId}_e2`)).toBeNull();
    // The agent who reads up on it finds the call that was.
    const desktop = await openDesktop({
      httpBaseUrl,
      callId,
      launchKey: secrets.launchKey,
    });
    expect(await scene.settledScore(lostCard, desktop)).toMatchObject(NOTHING_LOST);
    desktop.close();
  },
  STORY_MS,
);
