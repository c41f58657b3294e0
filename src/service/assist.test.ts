import { expect, test } from "bun:test";
import { STAGE_CONVERSATION, STAGE_ROOM } from "../../test/support/desktop-stage.ts";
import { googleEvent } from "../../test/support/google-event.ts";
import { createMemoryDeliveryLog } from "../../test/support/memory-delivery-log.ts";
import { RecordingCallDirectory } from "../../test/support/recording-call-directory.ts";
import { TEST_SETTINGS } from "../../test/support/settings.ts";
import type { AssistEvent, AssistEventIntake } from "../assist/event.ts";
import type { AssistConversations, AssistEventSource, AssistProvider } from "../assist/provider.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { createMeters } from "../telemetry/meters.ts";
import { startAssist } from "./assist.ts";
import { startAssistEvents } from "./assist-events.ts";
import { startDelivery } from "./delivery.ts";

const clock = systemClock;
const logger = createLogger("silent");
const options = { settings: TEST_SETTINGS, tracks: { find: () => undefined }, fleet: null, clock, logger };

function provider(name: string, more: Partial<AssistProvider> = {}) {
  const made = {
    name,
    closed: 0,
    close: async () => {
      made.closed += 1;
    },
    ...more,
  };
  return made;
}

/** Only its identity is asked here. */
const conversations = { open: () => Promise.reject(new Error("not here")) } as unknown as AssistConversations;

function source(subscription: string, health: Partial<ReturnType<AssistEventSource["health"]>> = {}) {
  const rejected = { id: subscription, subscription, reason: "not_json", sizeBytes: 1 };
  return {
    health: () => ({
      healthy: true,
      isSettled: true,
      faults: [],
      rejectedTotal: 1,
      pull: [{ subscription, lastEventAgeMs: 5 }],
      push: [],
      ...health,
    }),
    rejected: () => [{ ...rejected, atMs: subscription.length }],
    eventAgesMs: () => ({ [subscription]: 5 }),
    close: async () => {},
  };
}

test("calls are held at the first provider that holds conversations, and all of them are closed", async () => {
  const [helper, holder] = [provider("helper"), provider("holder", { conversations })];
  const assist = await startAssist([async () => helper, async () => holder], options);
  expect(assist.conversations).toBe(conversations);
  expect(assist.providers.map(({ name }) => name)).toEqual(["helper", "holder"]);
  await assist.stop?.();
  expect([helper.closed, holder.closed]).toEqual([1, 1]);
});

test("where a provider cannot be made, or none holds conversations, the start fails and nothing stays open", async () => {
  const helper = provider("helper");
  const broken = () => Promise.reject(new Error("no such profile"));
  await expect(startAssist([async () => helper, broken], options)).rejects.toThrow("no such profile");
  expect(helper.closed).toBe(1);
  await expect(startAssist([async () => helper], options)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});

test("what every provider brings is one list of sources, healthy while all are", async () => {
  const brings = (one: AssistEventSource) => provider("p", { bringEvents: async () => one });
  const intake = { accept: async () => {} };
  const events = await startAssistEvents({
    providers: [brings(source("longer", { healthy: false })), provider("silent"), brings(source("a"))],
    intake,
  });
  expect(events.health()).toMatchObject({ healthy: false, rejectedTotal: 2 });
  expect(events.health().pull.map(({ subscription }) => subscription)).toEqual(["longer", "a"]);
  expect(events.rejected().map(({ id }) => id)).toEqual(["a", "longer"]);
  expect(events.eventAgesMs()).toEqual({ longer: 5, a: 5 });
  expect([events.maxBodyBytes, events.routes.groups]).toEqual([0, []]);
});

const said = (messageId: string) =>
  googleEvent({
    dataType: "new-message-event",
    payload: { conversation: STAGE_CONVERSATION, newMessagePayload: { content: "lost card" } },
    messageId,
    publishTime: "2026-11-20T10:00:00Z",
  });

function answerTo({ conversation, id, publishedAt }: AssistEvent): AssistEvent {
  const content = { kind: "replies" as const, replies: ["Shall I block it?"] };
  return {
    type: "suggestion",
    conversation,
    id: `canned-${id}`,
    publishedAt,
    features: ["SMART_REPLY"],
    suggestions: [{ content, origin: { records: [], detail: "none" } }],
    raw: null,
  };
}

test("a provider that hears words answers them in the same log, once, however often the words come", async () => {
  let intake: AssistEventIntake | undefined;
  let isAway = true;
  const log = createMemoryDeliveryLog();
  const canned = provider("canned", {
    async hear(event) {
      if (event.type !== "message") return;
      if (isAway) throw new Error("away");
      await intake?.accept(answerTo(event));
    },
  });
  const { delivery, stop } = startDelivery({
    settings: TEST_SETTINGS,
    log,
    bus: null,
    calls: new RecordingCallDirectory(),
    webhook: null,
    providers: [provider("silent"), canned],
    meters: createMeters(),
    clock,
    logger,
  });
  intake = delivery;
  await expect(delivery.accept(said("1"))).rejects.toThrow("away");
  isAway = false;
  await Promise.all([delivery.accept(said("1")), delivery.accept(said("1")), delivery.accept(said("2"))]);
  const kept = log.entries(STAGE_ROOM).map(({ messageId, dataType }) => [messageId, dataType]);
  expect(kept.toSorted()).toEqual([
    ["1", "new-message-event"],
    ["2", "new-message-event"],
    ["canned-1", "human-agent-assistant-event"],
    ["canned-2", "human-agent-assistant-event"],
  ]);
  await stop?.();
});
