/** A supervisor's page over real sockets: what it reads, what it leaves behind, and when it ends. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { io as connect, type Socket } from "socket.io-client";
import { SimulatedClock } from "xstate";
import {
  type DesktopStage,
  STAGE_CALL,
  STAGE_CONVERSATION,
  startDesktopStage,
} from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import type { ShownAssistEvent } from "../../assist/event.ts";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import type { ActionAnswer, CallConsole } from "../../calls/port.ts";
import type { OperatorIdentity } from "../../operators/access.ts";
import type { Deed } from "../../operators/auditor.ts";
import { createOperatorAdmission } from "./operator-admission.ts";
import { SUPERVISOR_NAMESPACE, serveSupervisors } from "./supervisor-feed.ts";

type OperatorDeed = Parameters<CallConsole["act"]>[1];

let stage: DesktopStage;
let clock: SimulatedClock;
let identity: OperatorIdentity | null;
/** What the call and the audit were told, in order. */
let told: string[];
let act: (action: OperatorDeed["action"]) => Promise<ActionAnswer>;
let audit: (deed: Deed) => Promise<void>;
let sockets: Socket[];

beforeEach(() => {
  stage = startDesktopStage();
  clock = new SimulatedClock();
  identity = { name: "ada", roles: ["view", "supervise"], via: "bearer" };
  told = [];
  sockets = [];
  act = async () => ({ outcome: "done" });
  audit = async () => {};
  const logger = createLogger("silent");
  const { io } = stage.desktopServer;
  const note = async (deed: Deed) => {
    told.push(`audit ${deed.action} ${deed.callKey} ${deed.outcome}`);
    await audit(deed);
  };
  serveSupervisors({
    io,
    admission: createOperatorAdmission({
      door: { identify: async () => identity },
      ...{ maxConsoles: 5, onIdentified: () => {}, addressOf: () => "192.0.2.1" },
      guesses: { wrong: async () => 0 },
      ...{ identifyDeadlineMs: 1_000, clock, logger },
    }),
    delivery: stage.delivery,
    callState: { watch: () => () => {}, ended: async () => null },
    calls: Object.assign(stage.calls, {
      act: async (callKey: string, { action }: OperatorDeed, operator: string) => {
        told.push(`call ${action} ${callKey} ${operator}`);
        return await act(action);
      },
    }),
    auditor: { require: note, note },
    conversationNameOf: (callKey) => `projects/p/locations/global/conversations/${callKey}`,
    homeLocation: "global",
    ...{ clock, logger },
  });
});
afterEach(async () => {
  for (const socket of sockets) socket.disconnect();
  await stage.close();
});

interface Page {
  socket: Socket;
  events: ShownAssistEvent[];
  join(name?: string): Promise<boolean>;
}

async function openPage(): Promise<Page> {
  const socket = connect(`${stage.url}${SUPERVISOR_NAMESPACE}`, {
    ...{ transports: ["websocket"], forceNew: true, reconnection: false },
  });
  sockets.push(socket);
  const events: ShownAssistEvent[] = [];
  socket.on("assist-event", (event: ShownAssistEvent) => events.push(event));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return {
    socket,
    events,
    join: (name = STAGE_CONVERSATION) =>
      new Promise((resolve) => socket.emit("join-conversation", name, resolve)),
  };
}

const BEGUN = [`call supervise ${STAGE_CALL} ada`, `audit supervise ${STAGE_CALL} done`];
const ENDED = [`audit supervise.end ${STAGE_CALL} done`, `call supervise.end ${STAGE_CALL} ada`];

test("reads all of the call, without what judging needs; the call hears of no desktop, and no measure counts it", async () => {
  const agent = await stage.connect();
  await agent.join();
  await stage.suggest("one");
  const page = await openPage();
  expect(await page.join()).toBe(true);
  await stage.suggest("two");
  await eventually(() => expect(page.events).toHaveLength(2));
  for (const event of page.events) {
    if (event.type !== "suggestion") throw new Error("no suggestion came");
    expect(event.suggestions.map(({ origin }) => origin.records)).toEqual([[]]);
  }
  expect(told).toEqual(BEGUN);
  expect(stage.calls.ofType("desktop.joined")).toHaveLength(1);
  expect(stage.calls.ofType("assist.logged").map(({ desktops }) => desktops)).toEqual([1, 1]);
  expect(stage.delivery.stats().desktops).toBe(1);
  expect(stage.desktopServer.count()).toBe(1);
  page.socket.disconnect();
  await eventually(() => expect(told).toEqual([...BEGUN, ...ENDED]));
  expect(stage.calls.ofType("desktop.left")).toEqual([]);
});

test("no word is sent where the call does not live, or the audit cannot keep it", async () => {
  await stage.suggest("one");
  const page = await openPage();
  act = async () => ({ outcome: "unknown" });
  expect(await page.join()).toBe(false);
  expect(told.splice(0)).toEqual([
    `call supervise ${STAGE_CALL} ada`,
    `audit supervise ${STAGE_CALL} refused`,
  ]);
  act = async () => ({ outcome: "done" });
  audit = () => Promise.reject(new SidetoneError("STORAGE_FAILED", "away"));
  expect(await page.join()).toBe(false);
  expect(told.splice(0)).toEqual([...BEGUN, `call supervise.end ${STAGE_CALL} ada`]);
  audit = async () => {};
  expect(await page.join("projects/q/locations/global/conversations/five9-1")).toBe(false);
  expect(told).toEqual([]);
  expect(page.events).toEqual([]);
  expect(await page.join()).toBe(true);
  await eventually(() => expect(page.events).toHaveLength(1));
});

test("a page that leaves while the call is asked reads nothing, and the end follows the beginning", async () => {
  await stage.suggest("one");
  const page = await openPage();
  const asked = Promise.withResolvers<ActionAnswer>();
  act = () => asked.promise;
  const joining = page.join();
  await eventually(() => expect(told).toHaveLength(1));
  page.socket.emit("leave-conversation", STAGE_CONVERSATION, () => asked.resolve({ outcome: "done" }));
  expect(await joining).toBe(false);
  expect(told).toEqual([...BEGUN, ...ENDED]);
  expect(page.events).toEqual([]);
});

test("a sign-out, wherever it was, ends the reading within five seconds", async () => {
  const page = await openPage();
  expect(await page.join()).toBe(true);
  const gone = new Promise((resolve) => page.socket.once("disconnect", resolve));
  clock.increment(5_000);
  await stage.suggest("one");
  await eventually(() => expect(page.events).toHaveLength(1));
  identity = null;
  clock.increment(5_000);
  await gone;
  await stage.suggest("two");
  expect(told).toEqual([...BEGUN, ...ENDED]);
  expect(page.events).toHaveLength(1);
  await expect(openPage()).rejects.toThrow("authentication failed");
});

test("the right to look is not enough", async () => {
  identity = { name: "vera", roles: ["view", "reveal", "act"], via: "bearer" };
  await expect(openPage()).rejects.toThrow("authentication failed");
});
