import { afterEach, expect, test } from "bun:test";
import { type OtlpCollector, startOtlpCollector } from "../../../test/support/otlp-collector.ts";
import { createOtlpExporter } from "./otlp-exporter.ts";
import type { FinishedSpan } from "./span.ts";

const SPAN: FinishedSpan = {
  traceId: "0123456789abcdef0123456789abcdef",
  spanId: "0123456789abcdef",
  parentSpanId: "fedcba9876543210",
  name: "recognition.stream",
  startMs: 1_795_267_153_797.5,
  endMs: 1_795_267_154_000,
  attributes: { "sidetone.speaker": "agent", "sidetone.stream": 2, "sidetone.restored": true },
  events: [{ name: "stream.opened", atMs: 1_795_267_153_900, attributes: {} }],
  droppedEvents: 0,
  links: [{ traceId: "0123456789abcdef0123456789abcdef", spanId: "1111111111111111" }],
  error: "RECOGNITION_14",
};

let collector: OtlpCollector | undefined;

function exporterTo(url: string) {
  return createOtlpExporter({ url, headers: { "api-key": "s3cret" }, timeoutMs: 500, version: "1.2.3" });
}

afterEach(() => collector?.close());

test("a span arrives as it was, with the collector's header", async () => {
  collector = startOtlpCollector();
  expect(await exporterTo(collector.url).send([SPAN])).toEqual({ sent: true });
  expect(collector.headers[0]?.get("api-key")).toBe("s3cret");
  expect(collector.spans).toHaveLength(1);
  expect(collector.spans[0]).toMatchObject({
    traceId: SPAN.traceId,
    spanId: SPAN.spanId,
    parentSpanId: SPAN.parentSpanId ?? "",
    name: SPAN.name,
    startTimeUnixNano: "1795267153797500000",
    endTimeUnixNano: "1795267154000000000",
    attributes: SPAN.attributes,
    eventNames: ["stream.opened"],
    links: [SPAN.links[0]],
    status: { code: 2, message: "RECOGNITION_14" },
    service: "sidetone",
  });
});

test.each([400, 401, 413])(
  "status %d is a refusal: the same spans are not worth another try",
  async (status) => {
    collector = startOtlpCollector();
    collector.answer(status);
    expect(await exporterTo(collector.url).send([SPAN])).toEqual({
      sent: false,
      reason: `the collector answers with status ${status}`,
    });
  },
);

test.each([429, 500, 503])("status %d may pass: the spans are to be kept", async (status) => {
  collector = startOtlpCollector();
  collector.answer(status);
  await expect(exporterTo(collector.url).send([SPAN])).rejects.toThrow();
});

test("where nobody listens, the spans are to be kept", async () => {
  collector = startOtlpCollector();
  const { url } = collector;
  await collector.close();
  await expect(exporterTo(url).send([SPAN])).rejects.toThrow();
});
