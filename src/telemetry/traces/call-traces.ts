/** The traces of all calls of a process: reads each call's new lines and passes on finished spans. */
import { randomBytes } from "node:crypto";
import type { CallSummary } from "../../contract/call-summary.ts";
import type { HistoryLine } from "../../contract/history-line.ts";
import { beginCall, type CallFold, endCall, type Folded, foldAlarms, foldLine } from "./call-fold.ts";
import { OpenSpans } from "./open-spans.ts";
import type { FinishedSpan } from "./span.ts";
import { isSampled, spanIdOf, traceIdOf } from "./trace-ids.ts";

/** The part of a live call that is read. */
export interface TracedCall {
  readonly ref: { callKey: string; source: string };
  readonly startedAtMs: number;
  /** The newest lines, ascending. */
  history(): HistoryLine[];
  linesAfter(line: number): { lines: HistoryLine[]; missed: boolean };
  summary(): Pick<CallSummary, "live" | "endedAtMs" | "changedAtMs" | "alarms">;
}

export interface CallTracesOptions {
  /** Share of the calls that are traced, 0 to 1. */
  sampleRatio: number;
  onFinished(spans: FinishedSpan[]): void;
}

export interface JobFacts {
  name: string;
  /** Absent if the job names no call. */
  callKey: string | undefined;
  startMs: number;
  endMs: number;
  error?: string | undefined;
}

interface CallTrace {
  fold: CallFold;
  spans: OpenSpans;
  lastLine: number;
}

/** Calls that have ended and whose jobs may still come. */
const MAX_ENDED = 1_000;

export class CallTraces {
  readonly #options: CallTracesOptions;
  readonly #live = new Map<string, CallTrace>();
  readonly #over = new WeakSet<TracedCall>();
  /** Keys of the spans of calls that have ended, oldest first. */
  readonly #endedRoots = new Map<string, string>();

  constructor(options: CallTracesOptions) {
    this.#options = options;
  }

  /** What happened in a call since it was read last. A call that has ended is read once more, and then forgotten. */
  read(call: TracedCall): void {
    const { callKey } = call.ref;
    if (this.#over.has(call)) return;
    if (!isSampled(traceIdOf(callKey), this.#options.sampleRatio)) return;
    const trace = this.#live.get(callKey) ?? this.#begin(call);
    if (trace === null) return;
    const { lines, missed } = call.linesAfter(trace.lastLine);
    if (missed) this.#apply(trace, missedLines(trace.fold, lines));
    for (const line of lines) {
      trace.lastLine = line.line;
      this.#apply(trace, foldLine(trace.fold, line));
    }
    const { live, endedAtMs, changedAtMs, alarms } = call.summary();
    const codes = alarms.map(({ code }) => code);
    this.#apply(trace, foldAlarms(trace.fold, codes, changedAtMs));
    if (live) return;
    this.#over.add(call);
    const serious = alarms.find(({ severity }) => severity === "serious");
    const error = serious === undefined ? {} : { error: serious.code };
    this.#end(callKey, trace, { how: "ended", atMs: endedAtMs ?? changedAtMs, ...error });
  }

  /** The process leaves its calls to the next one. */
  suspend(atMs: number): void {
    for (const [callKey, trace] of this.#live) this.#end(callKey, trace, { how: "suspended", atMs });
  }

  /** A child of its call's span, also when that is over; a separate trace if no call is known. */
  jobSpan({ name, callKey, startMs, endMs, error }: JobFacts): FinishedSpan[] {
    const root = this.#live.get(callKey ?? "")?.fold.root ?? this.#endedRoots.get(callKey ?? "");
    const callTraceId = callKey === undefined ? undefined : traceIdOf(callKey);
    const traceId = callTraceId ?? randomBytes(16).toString("hex");
    if (!isSampled(traceId, this.#options.sampleRatio)) return [];
    const isChild = callTraceId !== undefined && root !== undefined;
    return [
      {
        traceId,
        // Not made of its name: a job has a span for each attempt, and a call many jobs.
        spanId: randomBytes(8).toString("hex"),
        ...(isChild ? { parentSpanId: spanIdOf(callTraceId, root) } : {}),
        name,
        startMs,
        endMs: Math.max(startMs, endMs),
        attributes: callKey === undefined ? {} : { "sidetone.call_key": callKey },
        events: [],
        droppedEvents: 0,
        links: [],
        ...(error === undefined ? {} : { error }),
      },
    ];
  }

  #begin(call: TracedCall): CallTrace | null {
    const [firstLine] = call.history();
    if (firstLine === undefined) return null;
    const { callKey, source } = call.ref;
    const { startedAtMs } = call;
    const { fold, operations } = beginCall({ startedAtMs, firstLine });
    const spans = new OpenSpans(traceIdOf(callKey), {
      "sidetone.call_key": callKey,
      "sidetone.source": source,
    });
    const trace: CallTrace = { fold, spans, lastLine: firstLine.line - 1 };
    spans.apply(operations);
    this.#live.set(callKey, trace);
    return trace;
  }

  #apply(trace: CallTrace, { fold, operations }: Folded): void {
    trace.fold = fold;
    const finished = trace.spans.apply(operations);
    if (finished.length > 0) this.#options.onFinished(finished);
  }

  #end(callKey: string, trace: CallTrace, outcome: Parameters<typeof endCall>[1]): void {
    this.#live.delete(callKey);
    this.#endedRoots.set(callKey, trace.fold.root);
    for (const oldest of this.#endedRoots.keys()) {
      if (this.#endedRoots.size <= MAX_ENDED) break;
      this.#endedRoots.delete(oldest);
    }
    this.#apply(trace, { fold: trace.fold, operations: endCall(trace.fold, outcome) });
  }
}

/** More happened between two looks than a call keeps in memory. */
function missedLines(fold: CallFold, lines: readonly HistoryLine[]): Folded {
  const atMs = lines[0]?.atMs;
  if (atMs === undefined) return { fold, operations: [] };
  return { fold, operations: [{ do: "event", key: fold.root, name: "lines.missed", atMs, attributes: {} }] };
}
