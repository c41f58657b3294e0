/** Traces of calls for a collector, where one is configured: read from the calls' histories, a few times a second. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { VERSION } from "../base/version.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { LocalCall } from "../calls/local-call.ts";
import type { MediastreamEvent } from "../jobs/mediastream-event.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { CallTraces } from "../telemetry/traces/call-traces.ts";
import type { SpanCounts } from "../telemetry/traces/span-queue.ts";
import { SpanQueue } from "../telemetry/traces/span-queue.ts";
import { five9CallKey, isFive9CallId } from "../transports/five9/call-key.ts";
import type { Part } from "./part.ts";

export interface Traces {
  /** Takes up a directory's calls, live ones and those to come. */
  follow(directory: Pick<LocalDirectory, "list" | "onChange">): void;
  /** Runs a job as a span below that of its call; settles as the work does. */
  job<T>(name: string, callKey: string | undefined, work: () => Promise<T>): Promise<T>;
  counts(): SpanCounts;
  /** After the calls have been suspended: ends their spans and sends what is left, within a deadline. */
  close(): Promise<void>;
}

/** How long changes are gathered; a call's own path only takes a note. */
const GATHER_MS = 250;
const CLOSE_DEADLINE_MS = 3_000;
/** The exporter's own; it tries again within it. */
const SEND_TIMEOUT_MS = 5_000;

type TraceSettings = Pick<Settings, "OTLP_TRACES_URL" | "OTLP_HEADERS" | "TRACES_SAMPLE_RATIO">;

/** Null if no collector is configured: then nothing of OpenTelemetry is loaded. */
export async function startTraces(options: {
  settings: TraceSettings;
  clock: Clock;
  logger: Logger;
}): Promise<Traces | null> {
  const { settings, clock, logger } = options;
  const { OTLP_TRACES_URL: url, OTLP_HEADERS: headers, TRACES_SAMPLE_RATIO: sampleRatio } = settings;
  if (url === undefined) return null;
  const { createOtlpExporter } = await import("../telemetry/traces/otlp-exporter.ts");
  const exporter = createOtlpExporter({ url, headers, timeoutMs: SEND_TIMEOUT_MS, version: VERSION });
  const queue = new SpanQueue({ exporter, clock, logger });
  const traces = new CallTraces({ sampleRatio, onFinished: (spans) => queue.add(spans) });
  const changed = new Map<string, LocalCall>();
  let timer: unknown = null;
  let unfollow = () => {};

  function read(): void {
    clock.clearTimeout(timer);
    timer = null;
    const calls = [...changed.values()];
    changed.clear();
    for (const call of calls) traces.read(call);
  }
  return {
    follow(directory) {
      const note = (call: LocalCall) => {
        changed.set(call.ref.callKey, call);
        timer ??= clock.setTimeout(read, GATHER_MS);
      };
      unfollow = directory.onChange(note);
      for (const call of directory.list()) note(call);
    },
    async job(name, callKey, work) {
      const startMs = clock.now();
      const end = (error?: string) => {
        // So that the call's own span is known.
        read();
        queue.add(traces.jobSpan({ name, callKey, startMs, endMs: clock.now(), error }));
      };
      try {
        const result = await work();
        end();
        return result;
      } catch (caught) {
        end(SidetoneError.from(caught).code);
        throw caught;
      }
    },
    counts: () => queue.counts(),
    async close() {
      unfollow();
      read();
      traces.suspend(clock.now());
      await queue.close(CLOSE_DEADLINE_MS);
    },
  };
}

export function tracesPart(traces: Traces | null, directory: Parameters<Traces["follow"]>[0]): Part {
  traces?.follow(directory);
  return {
    name: "traces",
    meters: (meters) => meterTraces(meters, { counts: () => traces?.counts() }),
    stop: () => traces?.close(),
  };
}

export function meterTraces(meters: Meters, source: { counts(): SpanCounts | undefined }): void {
  meters.gaugeBy({
    name: "sidetone_trace_spans",
    help: "Spans of traces for the collector",
    label: "outcome",
    ask: () => ({ ...source.counts() }),
  });
}

/** The same handler, with a span per attempt where traces are on. */
export function tracedMediastream(
  traces: Traces | null,
  handle: (event: MediastreamEvent) => Promise<void>,
  keyOf: (firstKey: string) => string,
): (event: MediastreamEvent) => Promise<void> {
  if (traces === null) return handle;
  return (event) => {
    const callKey = isFive9CallId(event.callId) ? keyOf(five9CallKey(event.callId)) : undefined;
    return traces.job("mediastream.job", callKey, () => handle(event));
  };
}
