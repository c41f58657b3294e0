import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { traceIdOf } from "../../src/telemetry/traces/trace-ids.ts";
import { CallerClock } from "../support/caller-clock.ts";
import { eventually } from "../support/eventually.ts";
import { type CollectedSpan, type OtlpCollector, startOtlpCollector } from "../support/otlp-collector.ts";
import { speakThroughRenewals } from "../support/speak-through-renewals.ts";
import { PATIENT_REPLAY, rollOversOf, startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 600_000;
const lostCard = await readSample("lost-card");
const AWAY_WARNING = "spans could not be sent to the collector";

let scene: TestStage;
let collector: OtlpCollector;

beforeAll(async () => {
  collector = startOtlpCollector();
  scene = await startTestStage({
    settings: {
      OTLP_TRACES_URL: collector.url,
      OTLP_HEADERS: "x-api-key=a-key-of-the-collector",
      ...PATIENT_REPLAY,
      ROLL_OVER_AFTER_MS: "300",
      ROLL_OVER_LATEST_MS: "600",
      DRAIN_DEADLINE_MS: "0",
    },
  });
}, STORY_MS);
afterAll(async () => {
  await scene?.close();
  await collector?.close();
}, STORY_MS);

const named = (spans: readonly CollectedSpan[], name: string) => spans.filter((span) => span.name === name);

describe("a collector of traces", () => {
  test(
    "gets one trace of a call with a span for each recognition stream, and no word of it",
    async () => {
      const here = collector;
      const callId = newCallId();
      const clock = new CallerClock();
      const call = await scene.stage.call(lostCard, { callId, clock });
      const renewals = async () => rollOversOf(await scene.stage.callDetail(`five9-${callId}`));
      await speakThroughRenewals({ clock, times: 3, partMs: 8_000, renewals });
      await call.finished;
      clock.stop();
      const { actors } = await scene.ended(callId);
      const traceId = traceIdOf(`five9-${callId}`);
      const mine = () => here.spans.filter((span) => span.traceId === traceId);
      await eventually(() => expect(named(mine(), "call")).toHaveLength(1));

      const [root] = named(mine(), "call");
      expect(root?.parentSpanId).toBeUndefined();
      expect(root?.attributes).toMatchObject({
        "sidetone.call_key": `five9-${callId}`,
        "sidetone.source": "five9",
        "sidetone.ended": "ended",
      });
      for (const name of ["leg.opened", "leg.firstAudio", "leg.closed", "ledger.closed"]) {
        expect(root?.eventNames).toContain(name);
      }
      for (const span of mine()) {
        if (span !== root) expect(span.parentSpanId).toBe(root?.spanId ?? "");
        expect(span.startMs).toBeGreaterThanOrEqual(root?.startMs ?? Number.NaN);
        // A report may be handled when its call is over.
        if (span.name === "mediastream.job") continue;
        expect(span.endMs).toBeLessThanOrEqual(root?.endMs ?? Number.NaN);
      }
      expect(named(mine(), "conversation.open")).toHaveLength(1);
      expect(named(mine(), "conversation.complete")).toHaveLength(1);
      for (const speaker of ["agent", "customer"]) {
        const facts = actors.find(({ actor }) => actor === `participant:${speaker}`)?.facts;
        const spans = () =>
          named(mine(), "recognition.stream").filter(
            ({ attributes }) => attributes["sidetone.speaker"] === speaker,
          );
        await eventually(() => expect(spans()).toHaveLength(Number(facts?.streams)));
        const streams = spans();
        const ends = streams.map(({ attributes }) => attributes["sidetone.ended"]);
        expect(Number(facts?.rollOvers)).toBeGreaterThan(2);
        expect(ends.filter((how) => how === "rolledOver")).toHaveLength(Number(facts?.rollOvers));
        expect(ends.at(-1)).toBe("drained");
      }
      const jobs = () => named(here.spans, "mediastream.job");
      await eventually(() => expect(jobs().length).toBeGreaterThan(0));
      for (const job of jobs()) {
        expect([job.traceId, job.parentSpanId]).toEqual([traceId, root?.spanId ?? ""]);
      }
      expect(here.headers[0]?.get("x-api-key")).toBe("a-key-of-the-collector");
      const everything = here.bodies.join("\n").toLowerCase();
      for (const { text } of lostCard.utterances) expect(everything).not.toContain(text.toLowerCase());
    },
    STORY_MS,
  );

  test(
    "that is away costs no word, a line of the log and a count; once it is back it gets the trace",
    async () => {
      collector.answer(503);
      const { stage } = scene;
      const callId = newCallId();
      const traceId = traceIdOf(`five9-${callId}`);
      const mine = () => collector.spans.filter((span) => span.traceId === traceId);
      const desktop = await scene.desktopOf(callId);
      const call = await stage.call(lostCard, { callId, speed: 40 });
      await call.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({ lost: [], duplicated: [] });
      desktop.close();
      await scene.ended(callId);
      const waiting = async () => (await readMetrics(stage)).sum("sidetone_trace_spans", 'outcome="waiting"');
      await eventually(async () => expect(await waiting()).toBeGreaterThan(3));
      await eventually(() => expect(stage.sidetone.logLines().join("\n")).toContain(AWAY_WARNING));
      expect(stage.sidetone.logLines().filter((line) => line.includes(AWAY_WARNING))).toHaveLength(1);
      expect(mine()).toEqual([]);
      collector.answer(200);
      await eventually(() => expect(named(mine(), "call")).toHaveLength(1));
    },
    STORY_MS,
  );

  test(
    "finds a call that outlived its process as one trace of two linked spans",
    async () => {
      const callId = newCallId();
      const { stage } = scene;
      const call = await stage.call(lostCard, { callId, speed: 1 });
      const failed = call.finished.catch(() => {});
      await eventually(async () => {
        const detail = await stage.callDetail(`five9-${callId}`);
        expect(detail?.call.view.participants.agent).toBe("recognizing");
      });
      await stage.restart("stop");
      await failed;
      await scene.endedByOperator(callId);
      const traceId = traceIdOf(`five9-${callId}`);
      const calls = () => named(collector.spans, "call").filter((span) => span.traceId === traceId);
      await eventually(() => expect(calls()).toHaveLength(2));
      const [first, second] = calls();
      expect(first?.attributes["sidetone.ended"]).toBe("suspended");
      expect(second?.attributes).toMatchObject({ "sidetone.restored": true, "sidetone.ended": "ended" });
      expect(second?.links.map(({ spanId }) => spanId)).toEqual([first?.spanId ?? ""]);
    },
    STORY_MS,
  );
});
