import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  type DesktopStage,
  STAGE_CONVERSATION,
  STAGE_ROOM,
  startDesktopStage,
} from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { systemClock } from "../../base/clock.ts";

let stage: DesktopStage;
beforeEach(() => {
  stage = startDesktopStage();
});
afterEach(() => stage.close());

const USED = { name: "smart-reply-selected", detail: { answer: { reply: "One moment." } } };

test("what an agent takes from a suggestion reaches the call's other desktops, as Google's modules name it", async () => {
  const [panel, crm, apart] = [await stage.connect(), await stage.connect(), await stage.connect()];
  await panel.join();
  await crm.join();
  const heard: unknown[] = [];
  crm.socket.on("smart-reply-selected", (message) => heard.push(message));
  panel.socket.emit("suggestion-used", STAGE_CONVERSATION, USED);
  await eventually(() => expect(heard).toEqual([{ conversation_name: STAGE_ROOM, detail: USED.detail }]));
  expect(panel.received).toEqual([]);
  expect(apart.received).toEqual([]);
});

test("it reaches the call's desktops at other instances, too, and none of another call there", async () => {
  const here = startDesktopStage({ shareUse: (use) => stage.desktopServer.hearUse(use) });
  try {
    const [panel, colleague] = [await here.connect(), await here.connect()];
    const [crm, apart] = [await stage.connect(), await stage.connect()];
    for (const desktop of [panel, colleague, crm]) await desktop.join();
    const heard: string[] = [];
    for (const [name, { socket }] of Object.entries({ panel, colleague, crm, apart }))
      socket.on("smart-reply-selected", ({ detail }) => heard.push(`${name}: ${detail.answer.reply}`));
    panel.socket.emit("suggestion-used", STAGE_CONVERSATION, USED);
    await eventually(() => expect(heard.toSorted()).toEqual(["colleague: One moment.", "crm: One moment."]));
  } finally {
    await here.close();
  }
});

test.each<[string, unknown[], string]>([
  ["of a conversation that it is not in", [STAGE_CONVERSATION, USED], "FORBIDDEN"],
  ["of no kind", [STAGE_CONVERSATION, { name: "call-state", detail: {} }], "PROTOCOL_VIOLATION"],
  ["without a text", [STAGE_CONVERSATION, { ...USED, detail: {} }], "PROTOCOL_VIOLATION"],
  ["of no conversation", [7, USED], "PROTOCOL_VIOLATION"],
])("a desktop that tells of a use %s is refused, and nobody hears of it", async (_, args, code) => {
  const [stranger, crm] = [await stage.connect(), await stage.connect()];
  await crm.join();
  stranger.socket.emit("suggestion-used", ...args);
  await eventually(() => expect(stranger.notices).toMatchObject([{ code }]));
  expect(crm.received).toEqual([]);
});

test("more than a person can use in a second are refused", async () => {
  const nowMs = systemClock.now();
  const still = startDesktopStage({ clock: { ...systemClock, now: () => nowMs } });
  try {
    const panel = await still.connect();
    await panel.join();
    for (let count = 0; count < 21; count += 1)
      panel.socket.emit("suggestion-used", STAGE_CONVERSATION, USED);
    await eventually(() => expect(panel.notices.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED"]));
  } finally {
    await still.close();
  }
});
