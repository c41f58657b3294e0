/** The spans of one trace that have not ended: applies operations to them and passes on finished ones. */
import type { FinishedSpan, SpanAttributes, SpanEvent, SpanOperation } from "./span.ts";
import { spanIdOf } from "./trace-ids.ts";

/** As OpenTelemetry's own default (OTEL_SPAN_EVENT_COUNT_LIMIT). */
const MAX_EVENTS = 128;

interface OpenSpan {
  name: string;
  startMs: number;
  parentSpanId?: string;
  linkedSpanId?: string;
  attributes: SpanAttributes;
  events: SpanEvent[];
  droppedEvents: number;
}

export class OpenSpans {
  readonly #traceId: string;
  readonly #shared: SpanAttributes;
  readonly #open = new Map<string, OpenSpan>();

  /** Every span has the `shared` attributes, so that each is found by them. */
  constructor(traceId: string, shared: SpanAttributes = {}) {
    this.#traceId = traceId;
    this.#shared = shared;
  }

  /** Returns the spans that ended. What is said of a span that is not open changes nothing. */
  apply(operations: readonly SpanOperation[]): FinishedSpan[] {
    const finished: FinishedSpan[] = [];
    for (const operation of operations) {
      const { key } = operation;
      if (operation.do === "start") {
        this.#open.set(key, this.#started(operation));
        continue;
      }
      const span = this.#open.get(key);
      if (span === undefined) continue;
      if (operation.do === "event") {
        const { name, atMs, attributes } = operation;
        if (span.events.length < MAX_EVENTS) span.events.push({ name, atMs, attributes });
        else span.droppedEvents += 1;
        continue;
      }
      span.attributes = { ...span.attributes, ...operation.attributes };
      if (operation.do === "set") continue;
      this.#open.delete(key);
      finished.push(this.#finished(key, span, operation));
    }
    return finished;
  }

  #started(operation: Extract<SpanOperation, { do: "start" }>): OpenSpan {
    const { name, atMs, attributes, parent, continues } = operation;
    return {
      name,
      startMs: atMs,
      attributes: { ...this.#shared, ...attributes },
      events: [],
      droppedEvents: 0,
      ...(parent === undefined ? {} : { parentSpanId: spanIdOf(this.#traceId, parent) }),
      ...(continues === undefined ? {} : { linkedSpanId: spanIdOf(this.#traceId, continues) }),
    };
  }

  #finished(key: string, span: OpenSpan, end: Extract<SpanOperation, { do: "end" }>): FinishedSpan {
    const traceId = this.#traceId;
    const { linkedSpanId, ...rest } = span;
    return {
      ...rest,
      traceId,
      spanId: spanIdOf(traceId, key),
      // A clock that was set back makes no span of negative length.
      endMs: Math.max(span.startMs, end.atMs),
      links: linkedSpanId === undefined ? [] : [{ traceId, spanId: linkedSpanId }],
      ...(end.error === undefined ? {} : { error: end.error }),
    };
  }
}
