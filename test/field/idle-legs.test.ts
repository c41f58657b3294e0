/** A leg that sends nothing is closed for idleness, but not while its call lives and its connection answers: it is muted. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { LegStream } from "../../simulators/five9/leg-stream.ts";
import { type Line, openLine } from "../../simulators/line/line.ts";
import { eventually } from "../support/eventually.ts";
import {
  AGENT_CONFIG,
  CUSTOMER_CONFIG,
  type Five9TestServer,
  startFive9TestServer,
} from "../support/five9-server.ts";

const STORY_MS = 600_000;
const IDLE_MS = 120_000;
const CUSTOMER = "customer";
const CHUNK = new Uint8Array(1_600).fill(7);

let clock: SimulatedClock;
let five9: Five9TestServer;
let line: Line;
beforeEach(async () => {
  clock = new SimulatedClock();
  five9 = await startFive9TestServer({ clock, limits: { idleTimeoutMs: IDLE_MS } });
  line = await openLine(five9.address);
});
afterEach(async () => {
  await five9.close();
  await line.close();
});

let written = 0;
/** The customer speaks for so long, a second at a time; returns once the server has heard all of it. */
async function speak(leg: LegStream, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    clock.increment(5_000);
    leg.sendAudio(CHUNK, clock.now());
    written += CHUNK.byteLength;
    await eventually(() => expect(five9.sinks.of("five9-0000000042", CUSTOMER).byteCount).toBe(written));
  }
}

async function openLegs(): Promise<{ agent: LegStream; customer: LegStream }> {
  written = 0;
  const agent = five9.connect({ grpcAddress: line.address });
  agent.sendConfig(AGENT_CONFIG);
  await agent.status(1001);
  return { agent, customer: await five9.openLeg(CUSTOMER_CONFIG) };
}

test(
  "an agent who is muted for half an hour keeps the leg while the customer speaks, and is heard afterwards",
  async () => {
    const { agent, customer } = await openLegs();
    agent.sendAudio(CHUNK, clock.now());
    await eventually(() => expect(five9.sinks.of("five9-0000000042", "agent").byteCount).toBe(1_600));
    await speak(customer, 1_800);
    expect(agent.isOver).toBe(false);
    expect(five9.counted("idleTimeouts")).toBe(0);
    agent.sendAudio(CHUNK, clock.now());
    await eventually(() => expect(five9.sinks.of("five9-0000000042", "agent").byteCount).toBe(3_200));
    // Half an hour without audio, and none of it lost.
    const gaps = five9.directory.ofType("audio.gap").filter(({ speaker }) => speaker === "agent");
    expect(gaps.map(({ reason }) => reason)).toEqual(["quiet"]);
    expect(gaps[0]?.gapMs).toBeGreaterThan(1_790_000);
  },
  STORY_MS,
);

test(
  "a leg whose connection does not answer is closed with 1101",
  async () => {
    const { agent, customer } = await openLegs();
    const release = line.connections()[0]?.holdAnswers();
    await speak(customer, IDLE_MS / 1_000);
    // The PING's answer is waited for.
    await eventually(() => {
      clock.increment(1_000);
      expect(five9.counted("idleTimeouts")).toBe(1);
    });
    release?.();
    await agent.ended;
    expect(agent.statuses.at(-1)?.code).toBe(1101);
    expect(customer.isOver).toBe(false);
  },
  STORY_MS,
);

test(
  "two legs that both send nothing do not keep each other: the call is idle",
  async () => {
    const { agent, customer } = await openLegs();
    await speak(customer, 60);
    clock.increment(60_000);
    // The customer spoke a minute ago, so the agent's leg stays; then nobody has for two.
    for (let count = 0; count < 4; count += 1) {
      await Bun.sleep(0);
      clock.increment(60_000);
    }
    await Promise.all([agent.ended, customer.ended]);
    expect([agent, customer].map(({ statuses }) => statuses.at(-1)?.code)).toEqual([1101, 1101]);
  },
  STORY_MS,
);

test(
  "the only leg of a call is closed as before",
  async () => {
    const customer = await five9.openLeg(CUSTOMER_CONFIG);
    clock.increment(IDLE_MS);
    await customer.ended;
    expect(customer.statuses.at(-1)?.code).toBe(1101);
  },
  STORY_MS,
);
