/** Many hundreds of calls, opened and ended in every way there is: afterwards nothing of them is left. */
import { expect, test } from "bun:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { readSample } from "../../samples/sample.ts";
import { LegStream } from "../../simulators/five9/leg-stream.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { WireStreamingConfig } from "../../src/transports/five9/voice-proto.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_TRUST_TOKEN } from "../support/five9-server.ts";
import { type LeakBed, openLeakBed, openSockets } from "../support/leak-bed.ts";
import { cutAudio, legsOf } from "../support/story-audio.ts";

/** Two thirds of the ways begin a call; the others end before. Each way is played some ninety times, beside all others. */
const ENDS = Number(process.env.SIDETONE_LEAK_ENDS ?? 1_600);
const AT_ONCE = 64;
const MOST_IDLE_CONNECTIONS = 16;
const MOST_GROWTH_BYTES = ENDS * 10 * 1024;

const bed = await openLeakBed();
const { agent, customer } = await legsOf(await readSample("lost-card"));
const words = cutAudio(agent, 600, 1_200);
const answer = cutAudio(customer, 4_500, 5_000);

type Change = Partial<WireStreamingConfig>;

function connect(tokenIn: "metadata" | "none" = "metadata"): LegStream {
  return new LegStream({
    grpcAddress: bed.address,
    trustToken: TEST_TRUST_TOKEN,
    tokenIn,
    shareConnection: true,
  });
}

function begin(callId: string, change: Change = {}, tokenIn: "metadata" | "none" = "metadata"): LegStream {
  const leg = connect(tokenIn);
  const voiceConfig = { encoding: 1, sampleRateHertz: 8000 };
  leg.sendConfig({
    voiceConfig,
    vccCallId: callId,
    domainId: "1",
    subscriptionId: "s1",
    callLeg: 0,
    ...change,
  });
  return leg;
}

async function opened(callId: string, change: Change = {}): Promise<LegStream> {
  const leg = begin(callId, change);
  await leg.status(1001);
  leg.sendAudio(change.callLeg === 1 ? answer : words, Date.now());
  return leg;
}

/** Each plays one call to its end. */
const WAYS: Record<string, (callId: string) => Promise<unknown>> = {
  async bothLegsSayThatTheCallHasEnded(callId) {
    const legs = [await opened(callId), await opened(callId, { callLeg: 1 })];
    for (const leg of legs) leg.sendStatus(1);
    return Promise.all(legs.map((leg) => leg.ended));
  },
  async cancelled(callId) {
    const leg = await opened(callId);
    leg.cancel();
    return leg.ended;
  },
  async halfClosed(callId) {
    const leg = await opened(callId, { callLeg: 2 });
    leg.halfClose();
    return leg.ended;
  },
  async disconnected(callId) {
    const leg = await opened(callId);
    leg.sendStatus(4);
    return leg.ended;
  },
  async endedByAnErrorOfFive9(callId) {
    const leg = await opened(callId);
    leg.sendStatus(102);
    return leg.ended;
  },
  async leftOnHold(callId) {
    const leg = await opened(callId);
    leg.sendStatus(2);
    leg.sendAudio(words, Date.now());
    leg.halfClose();
    return leg.ended;
  },
  async takenOver(callId) {
    const old = await opened(callId);
    const young = await opened(callId);
    await old.ended;
    young.halfClose();
    return young.ended;
  },
  async streamedByTwoSubscriptions(callId) {
    const first = await opened(callId);
    const second = begin(callId, { subscriptionId: "s2" });
    await second.ended;
    first.sendStatus(1);
    return first.ended;
  },
  async reconnected(callId) {
    const old = await opened(callId);
    old.cancel();
    await old.ended;
    const young = await opened(callId);
    young.sendStatus(1);
    return young.ended;
  },
  async leftBeforeItsConfiguration() {
    const leg = connect();
    leg.cancel();
    return leg.ended;
  },
  async cancelledBeforeOur1001(callId) {
    const leg = begin(callId);
    leg.cancel();
    return leg.ended;
  },
  async silentBeforeItsConfiguration() {
    return connect().ended;
  },
  async withoutAToken(callId) {
    return begin(callId, {}, "none").ended;
  },
  async withAWrongConfiguration(callId) {
    return begin(callId, { callLeg: 9 }).ended;
  },
  async withNothingAtAll() {
    const leg = connect();
    leg.halfClose();
    return leg.ended;
  },
  async idle(callId) {
    return (await opened(callId)).ended;
  },
  async oversized(callId) {
    const leg = await opened(callId);
    leg.sendAudio(new Uint8Array(200_000), Date.now());
    return leg.ended;
  },
  async withoutAudio(callId) {
    const leg = begin(callId);
    await leg.status(1001);
    leg.sendStatus(1);
    return leg.ended;
  },
};

/** Plays calls, some at once, all ways in turn. */
async function play(count: number): Promise<void> {
  const ways = Object.values(WAYS);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const way = ways[next++ % ways.length];
      await way?.(newCallId());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function nothingIsLeft({ directory, tracks, five9, dialogflow, cloud, clock }: LeakBed): Promise<void> {
  await eventually(() => {
    expect(directory.list()).toHaveLength(0);
    expect(five9.openLegs()).toBe(0);
    expect(tracks.size).toBe(0);
    expect(dialogflow.pool.counts.busy).toBe(0);
    expect(cloud.faults.liveStreams()).toHaveLength(0);
    expect(clock.waiting()).toEqual([]);
  }, 600_000);
  expect(dialogflow.pool.counts.idle).toBeLessThanOrEqual(MOST_IDLE_CONNECTIONS);
}

function heapBytes(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}

test(`${ENDS} ends of calls leave no actor, timer, stream, track, connection or socket behind`, async () => {
  await play(Math.ceil(ENDS / 5));
  await nothingIsLeft(bed);
  const [heapBefore, socketsBefore, startedAtMs] = [heapBytes(), await openSockets(), performance.now()];
  await play(Math.floor((ENDS * 7) / 10));
  bed.cloud.faults.refuseConversations = { code: grpcStatus.FAILED_PRECONDITION, message: "no profile" };
  await play(Math.floor(ENDS / 20));
  bed.cloud.faults.refuseConversations = undefined;
  bed.cloud.faults.refuseStreams = { code: grpcStatus.FAILED_PRECONDITION, message: "no audio here" };
  await play(Math.floor(ENDS / 20));
  bed.cloud.faults.refuseStreams = undefined;
  await nothingIsLeft(bed);
  const [heapAfter, socketsAfter] = [heapBytes(), await openSockets()];
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  console.log(
    `${ENDS} ends, ${bed.callsStarted()} calls begun, last 80 % in ${seconds} s; heap ${mb(heapBefore)} -> ${mb(heapAfter)} MB, ` +
      `resident ${mb(process.memoryUsage().rss)} MB, sockets ${socketsBefore} -> ${socketsAfter}, connections ${JSON.stringify(bed.dialogflow.pool.counts)}`,
  );
  expect(bed.callsStarted()).toBeGreaterThanOrEqual(ENDS * 0.625);
  expect(heapAfter - heapBefore).toBeLessThan(MOST_GROWTH_BYTES);
  if (socketsBefore !== undefined) expect(socketsAfter).toBeLessThanOrEqual(socketsBefore + 4);
  await bed.close();
  await eventually(() => expect(bed.clock.waiting()).toEqual([]));
  if (socketsBefore !== undefined) {
    await eventually(async () => expect(await openSockets()).toBeLessThanOrEqual(4));
  }
}, 600_000);

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
