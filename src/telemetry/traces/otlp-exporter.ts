/**
 * Spans to a collector: OTLP over HTTP, as JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Loaded only where
 * a collector is configured.
 */
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { FinishedSpan } from "./span.ts";
import type { ExportOutcome, SpanExporter } from "./span-queue.ts";

export interface OtlpOptions {
  /** The whole address, with its path. */
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Of this program. */
  version: string;
}

type ReadableSpan = Parameters<OTLPTraceExporter["export"]>[0][number];
type ExportResult = Parameters<Parameters<OTLPTraceExporter["export"]>[1]>[0];

/** The SDK's ExportResultCode.SUCCESS. */
const SUCCESS = 0;
/** Statuses of OTLP/HTTP after which the same request may succeed later. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export function createOtlpExporter(options: OtlpOptions): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: options.url,
    headers: { ...options.headers },
    timeoutMillis: options.timeoutMs,
  });
  const resource = resourceFromAttributes({
    "service.name": "sidetone",
    "service.version": options.version,
  });
  const scope = { name: "sidetone", version: options.version };
  return {
    send: (spans) =>
      new Promise<ExportOutcome>((resolve, reject) => {
        const readable = spans.map((span) => readableOf(span, resource, scope));
        exporter.export(readable, (result) => {
          const refusal = refusalOf(result);
          if (result.code === SUCCESS) resolve({ sent: true });
          else if (refusal !== null) resolve({ sent: false, reason: refusal });
          else reject(result.error ?? new Error("the export failed"));
        });
      }),
    close: () => exporter.shutdown(),
  };
}

function readableOf(
  span: FinishedSpan,
  resource: ReadableSpan["resource"],
  instrumentationScope: ReadableSpan["instrumentationScope"],
): ReadableSpan {
  const contextOf = (spanId: string, traceId = span.traceId) => ({
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
  });
  const context = contextOf(span.spanId);
  const { parentSpanId, error } = span;
  return {
    name: span.name,
    kind: SpanKind.INTERNAL,
    spanContext: () => context,
    ...(parentSpanId === undefined ? {} : { parentSpanContext: contextOf(parentSpanId) }),
    startTime: timeOf(span.startMs),
    endTime: timeOf(span.endMs),
    duration: timeOf(span.endMs - span.startMs),
    status:
      error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes: { ...span.attributes },
    links: span.links.map(({ traceId, spanId }) => ({ context: contextOf(spanId, traceId) })),
    events: span.events.map(({ name, atMs, attributes }) => ({
      name,
      time: timeOf(atMs),
      attributes: { ...attributes },
    })),
    ended: true,
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: span.droppedEvents,
    droppedLinksCount: 0,
  };
}

/** Seconds and nanoseconds. */
function timeOf(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1_000_000)];
}

/** Null if the same spans may be taken later. */
function refusalOf({ error }: ExportResult): string | null {
  const status = error !== undefined && "code" in error ? Number(error.code) : Number.NaN;
  if (!(status >= 400 && status < 600) || RETRYABLE_STATUSES.has(status)) return null;
  return `the collector answers with status ${status}`;
}
