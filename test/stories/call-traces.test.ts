import { afterEach, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { traceIdOf } from "../../src/telemetry/traces/trace-ids.ts";
import { eventually } from "../support/eventually.ts";
import { type CollectedSpan, type OtlpCollector, startOtlpCollector } from "../support/otlp-collector.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const STORY_MS = 300_000;
const lostCard = await readSample("lost-card");
const AWAY_WARNING = "spans could not be sent to the collector";

let scene: TestStage | undefined;
let collector: OtlpCollector | undefined;

afterEach(async () => {
  await scene?.close();
  await collector?.close();
});

const named = (spans: readonly CollectedSpan[], name: string) => spans.filter((span) => span.name === name);

async function spansMetric(stage: TestStage["stage"], outcome: string): Promise<number> {
  const response = await fetch(`${stage.httpBaseUrl}/metrics`, {
    headers: { authorization: `Bearer ${stage.secrets.operatorToken}` },
  });
  const line = new RegExp(`^sidetone_trace_spans\\{outcome="${outcome}"\\} (\\d+)$`, "m");
  return Number((await response.text()).match(line)?.[1] ?? Number.NaN);
}

describe("a collector of traces", () => {
  test(
    "gets one trace of a call with a span for each recognition stream, and no word of it",
    async () => {
      const here = startOtlpCollector();
      collector = here;
      scene = await startTestStage({
        settings: {
          OTLP_TRACES_URL: here.url,
          OTLP_HEADERS: "x-api-key=a-key-of-the-collector",
          ROLL_OVER_AFTER_MS: "1000",
          ROLL_OVER_LATEST_MS: "1600",
        },
      });
      const callId = newCallId();
      const call = await scene.stage.call(lostCard, { callId, speed: 3 });
      await call.finished;
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
        expect(span.endMs).toBeLessThanOrEqual(root?.endMs ?? Number.NaN);
      }
      expect(named(mine(), "conversation.open")).toHaveLength(1);
      expect(named(mine(), "conversation.complete")).toHaveLength(1);
      for (const speaker of ["agent", "customer"]) {
        const facts = actors.find(({ actor }) => actor === `participant:${speaker}`)?.facts;
        const streams = named(mine(), "recognition.stream").filter(
          ({ attributes }) => attributes["sidetone.speaker"] === speaker,
        );
        const ends = streams.map(({ attributes }) => attributes["sidetone.ended"]);
        expect(Number(facts?.rollOvers)).toBeGreaterThan(2);
        expect(streams).toHaveLength(Number(facts?.streams));
        expect(ends.filter((how) => how === "rolledOver")).toHaveLength(Number(facts?.rollOvers));
        expect(ends.at(-1)).toBe("drained");
      }
      const jobs = named(here.spans, "mediastream.job");
      expect(jobs.length).toBeGreaterThan(0);
      for (const job of jobs) {
        expect(job.links.map((link) => [link.traceId, link.spanId])).toEqual([[traceId, root?.spanId ?? ""]]);
      }
      expect(here.headers[0]?.get("x-api-key")).toBe("a-key-of-the-collector");
      const everything = here.bodies.join("\n").toLowerCase();
      for (const { text } of lostCard.utterances) expect(everything).not.toContain(text.toLowerCase());
    },
    STORY_MS,
  );

  test(
    "finds a call that outlived its process as one trace of two linked spans",
    async () => {
      const here = startOtlpCollector();
      collector = here;
      scene = await startTestStage({
        settings: { OTLP_TRACES_URL: here.url, DRAIN_DEADLINE_MS: "0", AWAIT_MEDIA_MS: "2000" },
      });
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
      await scene.ended(callId);
      const traceId = traceIdOf(`five9-${callId}`);
      const calls = () => named(here.spans, "call").filter((span) => span.traceId === traceId);
      await eventually(() => expect(calls()).toHaveLength(2));
      const [first, second] = calls();
      expect(first?.attributes["sidetone.ended"]).toBe("suspended");
      expect(second?.attributes).toMatchObject({ "sidetone.restored": true, "sidetone.ended": "ended" });
      expect(second?.links.map(({ spanId }) => spanId)).toEqual([first?.spanId ?? ""]);
    },
    STORY_MS,
  );

  test(
    "that is away costs no word, a line of the log and a count; once it is back it gets the trace",
    async () => {
      const here = startOtlpCollector();
      collector = here;
      here.answer(503);
      scene = await startTestStage({ settings: { OTLP_TRACES_URL: here.url } });
      const { stage } = scene;
      const callId = newCallId();
      const desktop = await scene.desktopOf(callId);
      const call = await stage.call(lostCard, { callId, speed: 3 });
      await call.finished;
      expect(await scene.settledScore(lostCard, desktop)).toMatchObject({ lost: [], duplicated: [] });
      desktop.close();
      await scene.ended(callId);
      await eventually(async () => expect(await spansMetric(stage, "waiting")).toBeGreaterThan(3));
      await eventually(() => expect(stage.sidetone.logLines().join("\n")).toContain(AWAY_WARNING));
      expect(stage.sidetone.logLines().filter((line) => line.includes(AWAY_WARNING))).toHaveLength(1);
      expect(here.spans).toEqual([]);
      here.answer(200);
      await eventually(() => expect(named(here.spans, "call")).toHaveLength(1));
    },
    STORY_MS,
  );
});
