import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { SidetoneError } from "../base/errors.ts";
import { createLogger } from "../base/log.ts";
import { AgentEvents } from "./agent-events.ts";

const call = { callKey: "vaic-c1", source: "audiocodes", vendorCallId: "c1" };
const news = { call, sessionId: "s", connected: true, agentId: "agent-7", metadataToBot: { queue: "cards" } };

function scene(answer: () => Promise<void>) {
  const simulated = new SimulatedClock();
  const posted: Record<string, unknown>[] = [];
  const warned: unknown[] = [];
  const logger = createLogger("warn", { write: (line: string) => void warned.push(JSON.parse(line)) });
  const events = new AgentEvents({
    webhook: {
      post: async (message) => {
        await answer();
        posted.push(message);
      },
    },
    form: "bot-api",
    conversationOf: (callKey) => ({ callKey, name: "", room: `projects/p/conversations/${callKey}` }),
    clock: {
      now: () => simulated.now(),
      setTimeout: (fn, ms) => simulated.setTimeout(fn, ms),
      clearTimeout: (id) => simulated.clearTimeout(id as number),
    },
    logger,
  });
  const pass = async (ms: number) => {
    simulated.increment(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { events, posted, warned, pass };
}

const notYet = () => Promise.reject(new SidetoneError("STORAGE_FAILED", "not yet", { retryable: true }));

test("an agent is told once, in the order of the session, when the queue has started", async () => {
  let isStarted = false;
  const { events, posted, pass } = scene(() => (isStarted ? Promise.resolve() : notYet()));
  events.tell({ ...news, place: 1 });
  await pass(0);
  await pass(15_000);
  expect(posted).toEqual([]);
  isStarted = true;
  await pass(15_000);
  events.tell({ ...news, place: 2, connected: false });
  await pass(0);
  expect(posted).toMatchObject([
    { id: "s#1", sequence: 1, callKey: "vaic-c1", conversationId: "c1", format: "sidetone.agent-event" },
    { id: "s#2", sequence: 2 },
  ]);
  expect(posted[0]?.event).toMatchObject({ name: "agentConnected", value: { agentId: "agent-7" } });
});

test("what cannot be told is logged without the agent's metadata, and the tries have an end", async () => {
  const { events, posted, warned, pass } = scene(notYet);
  events.tell({ ...news, place: 1 });
  for (let attempt = 0; attempt < 20; attempt += 1) await pass(15_000);
  expect(posted).toEqual([]);
  expect(warned).toMatchObject([{ msg: "the bot was not told of an agent", code: "STORAGE_FAILED" }]);
  expect(JSON.stringify(warned)).not.toContain("cards");
});

test("a queue that is full is not asked again, and nothing is tried after the end", async () => {
  const full = scene(() => Promise.reject(new SidetoneError("LIMIT_EXCEEDED", "full")));
  full.events.tell({ ...news, place: 1 });
  await full.pass(60_000);
  expect(full.warned).toHaveLength(1);
  const away = scene(notYet);
  away.events.tell({ ...news, place: 1 });
  await away.pass(0);
  away.events.close();
  await away.pass(60_000);
  expect(away.warned).toEqual([]);
});
