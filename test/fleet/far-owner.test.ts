/** Legs on one instance, the owner of their call on another: the owner dies, and the instance of the legs leaves. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample, type Sample } from "../../samples/sample.ts";
import { type FleetStage, startFleetStage } from "../../simulators/stage/fleet-stage.ts";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { checkWords, wordsOf } from "../../simulators/stage/word-check.ts";
import { roomOf } from "../../src/assist/conversation.ts";
import { createLogger } from "../../src/base/log.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import type { Storage } from "../../src/storage/port.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import {
  redisServerPath,
  redisSkipNote,
  startRedisServer,
  type TestRedisServer,
} from "../support/redis-server.ts";
import { QUICK_CALLS } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const FOR_EVER_MS = 86_400_000;
const WAIT_MS = 180_000;
/** In mid-sentence, after two finals. */
const MID_SENTENCE_MS = 9_000;
/** Some words, for the second owner. */
const BETWEEN_MS = 6_000;
/** An entry of a call's log. */
const SUGGESTED = {
  ...{ messageId: "untold", dataType: "human-agent-assistant-event", data: "{}", attributes: {} },
  publishTime: "2026-11-27T05:00:00Z",
};
const LOST = "another instance has taken a call over";

describe.skipIf(redisServerPath === null)(`a call whose legs and owner are apart${redisSkipNote}`, () => {
  let redis: TestRedisServer;
  let stage: FleetStage;
  let storage: Storage;
  let closeStorage: () => Promise<void>;
  let lostCard: Sample;
  beforeAll(async () => {
    lostCard = await readSample("lost-card");
    redis = await startRedisServer();
    const opened = await openStorage({ redisUrl: redis.url }, { logger: createLogger("silent") });
    ({ storage, close: closeStorage } = opened);
    stage = await startFleetStage({
      redisUrl: redis.url,
      roles: ["grpc", "grpc", "worker", "worker"],
      settings: { ...QUICK_CALLS, DRAIN_DEADLINE_MS: "30000" },
    });
  }, STORY_MS);
  afterAll(async () => {
    await stage?.close();
    await closeStorage?.();
    await redis?.close();
  }, STORY_MS);

  async function ownerOf(instances: readonly SidetoneProcess[]): Promise<SidetoneProcess> {
    let owner: SidetoneProcess | undefined;
    await eventually(async () => {
      for (const instance of instances) if ((await stage.ownedCalls(instance)) > 0) owner = instance;
      return owner !== undefined;
    }, WAIT_MS);
    if (owner === undefined) throw new Error("nobody owns the call");
    return owner;
  }

  const heardOf = (callId: string) =>
    (stage.cloud.record.conversation(`five9-${callId}`)?.participants ?? []).flatMap(({ words }) => words);

  function checkAll(callId: string) {
    const said = lostCard.utterances.flatMap(({ text }) => wordsOf(text)).sort();
    return checkWords(said, heardOf(callId).flatMap(wordsOf).sort());
  }

  async function placed(legsTo: () => SidetoneProcess) {
    const callId = newCallId();
    const clock = new CallerClock();
    const options = { callId, clock, chunkMs: 20, patienceMs: FOR_EVER_MS };
    const call = await stage.call(lostCard, legsTo, options);
    expect(await call.started).toBe(true);
    clock.advance(MID_SENTENCE_MS);
    await eventually(() => heardOf(callId).length >= 4, WAIT_MS);
    return { callId, clock, call };
  }

  test(
    "an owner that is stopped past its lock, and one that is killed, cost no word: the streams go on under the next owner",
    async () => {
      const [grpc, , ...workers] = stage.instances as [
        SidetoneProcess,
        SidetoneProcess,
        ...SidetoneProcess[],
      ];
      const { callId, clock, call } = await placed(() => grpc);
      const first = await ownerOf(workers);
      process.kill(first.pid, "SIGSTOP");
      const second = await ownerOf(workers.filter((worker) => worker !== first));
      process.kill(first.pid, "SIGCONT");
      const learnt = () => first.logLines().some((line) => line.includes(LOST));
      await eventually(learnt, WAIT_MS);
      clock.advance(BETWEEN_MS);
      await second.kill();
      const next = await ownerOf([first]);
      const { calls, deliveryLog } = storage;
      const conversation = stage.cloud.record.conversation(`five9-${callId}`);
      // As by an instance that dies before it tells the owner.
      const { sequence: untold } = await deliveryLog.append(roomOf(conversation?.name ?? ""), SUGGESTED);
      clock.run(40);
      const report = await call.finished;
      clock.stop();
      expect(report.legs.map(({ resumedAtMs }) => resumedAtMs)).toEqual([[], []]);
      await eventually(() => checkAll(callId).lost.length === 0, WAIT_MS).catch(() => {});
      expect(checkAll(callId)).toMatchObject({ lost: [], duplicated: [] });
      await eventually(async () => (await stage.ownedCalls(next)) === 0, WAIT_MS);
      expect(conversation?.completedAtMs).toBeDefined();
      const told = (await calls.readHistory(`five9-${callId}`, 10_000))
        .filter(({ event }) => event === "assist.logged")
        .map(({ detail }) => Number(detail?.sequence))
        .sort((one, other) => one - other);
      expect(told).toContain(untold);
      expect(told).toEqual(told.map((_, place) => place + 1));
    },
    STORY_MS,
  );

  test(
    "SIGTERM of the instance with the legs moves them at a pause, and costs no word",
    async () => {
      const [first, second] = stage.instances as [SidetoneProcess, SidetoneProcess];
      let legsTo = first;
      const { callId, clock, call } = await placed(() => legsTo);
      legsTo = second;
      const stopping = first.stop();
      clock.run(1);
      expect(await stopping).toBe(0);
      clock.run(40);
      const report = await call.finished;
      clock.stop();
      for (const leg of report.legs) {
        expect(leg.statuses.map(({ code }) => code)).toEqual([1001, 1012, 1001, 1011]);
      }
      await eventually(() => checkAll(callId).lost.length === 0, WAIT_MS).catch(() => {});
      expect(checkAll(callId)).toMatchObject({ lost: [], duplicated: [] });
      const conversation = () => stage.cloud.record.conversation(`five9-${callId}`);
      await eventually(() => conversation()?.completedAtMs !== undefined, WAIT_MS);
    },
    STORY_MS,
  );
});
