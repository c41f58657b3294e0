/** A collector of OpenTelemetry on a real socket: takes OTLP over HTTP as JSON and keeps the spans it was sent. */

interface AnyValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
}

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: AnyValue }[];
  events: { name: string; timeUnixNano: string }[];
  links: { traceId: string; spanId: string }[];
  status: { code: number; message?: string };
}

interface WireRequest {
  resourceSpans: {
    resource: { attributes: WireSpan["attributes"] };
    scopeSpans: { spans: WireSpan[] }[];
  }[];
}

export interface CollectedSpan extends Omit<WireSpan, "attributes" | "events"> {
  attributes: Record<string, unknown>;
  eventNames: string[];
  startMs: number;
  endMs: number;
  service: unknown;
}

export interface OtlpCollector {
  url: string;
  spans: CollectedSpan[];
  /** Of each request. */
  headers: Headers[];
  /** Every request body, as it came. */
  bodies: string[];
  /** What it answers from now on. */
  answer(status: number): void;
  close(): Promise<void>;
}

export function startOtlpCollector(): OtlpCollector {
  let status = 200;
  const collector: Omit<OtlpCollector, "url" | "answer" | "close"> = { spans: [], headers: [], bodies: [] };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = await request.text();
      collector.headers.push(request.headers);
      collector.bodies.push(body);
      if (status === 200) collector.spans.push(...decoded(JSON.parse(body)));
      return Response.json({}, { status });
    },
  });
  return {
    ...collector,
    url: `http://127.0.0.1:${server.port}/v1/traces`,
    answer(next) {
      status = next;
    },
    close: () => server.stop(true),
  };
}

function decoded({ resourceSpans }: WireRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, events, ...span }) => ({
        ...span,
        attributes: valuesOf(attributes),
        eventNames: events.map(({ name }) => name),
        startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        service: valuesOf(resource.attributes)["service.name"],
      })),
    ),
  );
}

function valuesOf(attributes: WireSpan["attributes"]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
