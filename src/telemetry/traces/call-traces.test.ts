import { expect, test } from "bun:test";
import type { Alarm } from "../../contract/call-summary.ts";
import type { Effect, HistoryLine } from "../../contract/history-line.ts";
import { CallTraces, type TracedCall } from "./call-traces.ts";
import type { FinishedSpan } from "./span.ts";
import { spanIdOf, traceIdOf } from "./trace-ids.ts";

const BEGIN_MS = 1_000_000;
const KEY = "five9-0000000042";
const AGENT = "participant:agent";

/** A call whose history is written by the test, a second per line, and what its trace became. */
function scene(options: { firstLine?: number; sampleRatio?: number } = {}) {
  const lines: HistoryLine[] = [];
  const spans: FinishedSpan[] = [];
  let alarms: Alarm[] = [];
  let live = true;
  const traces = new CallTraces({
    sampleRatio: options.sampleRatio ?? 1,
    onFinished: (finished) => spans.push(...finished),
  });
  const atMs = () => lines.at(-1)?.atMs ?? BEGIN_MS;
  const call: TracedCall = {
    ref: { callKey: KEY, source: "five9" },
    startedAtMs: BEGIN_MS,
    history: () => lines,
    linesAfter: (line) => ({ lines: lines.filter((known) => known.line > line), missed: false }),
    summary: () => ({ live, endedAtMs: live ? null : atMs(), changedAtMs: atMs(), alarms }),
  };
  const write = (actor: string, event: string, extra: Partial<HistoryLine> = {}) => {
    const line = (options.firstLine ?? 1) + lines.length;
    lines.push({ line, atMs: BEGIN_MS + lines.length * 1_000, actor, event, ...extra });
    traces.read(call);
  };
  return {
    traces,
    spans,
    write,
    raise(...codes: string[]) {
      alarms = codes.map((code) => ({ code, severity: "serious", message: "" }));
      traces.read(call);
    },
    end() {
      live = false;
      traces.read(call);
    },
    read: () => traces.read(call),
    named: (name: string) => spans.filter((span) => span.name === name),
  };
}

const sends = (event: string): Partial<HistoryLine> => ({
  effects: [{ kind: "send", to: "recognizer:agent", event }],
});
const invokes = (event: string): { effects: Effect[] } => ({
  effects: [{ kind: "invoke", to: event, event }],
});
const goes = (to: string): Partial<HistoryLine> => ({ took: [{ from: "participant.engaged", to: [to] }] });

test("a stream that is answered to its end while the next one is asked for was rolled over, too", () => {
  const { write, named } = scene();
  write("call", "xstate.init");
  write(AGENT, "participant.start", sends("recognizer.open"));
  write(AGENT, "stream.opened", { detail: { stream: 1, fromMs: 0 } });
  write(AGENT, "stream.final", { ...sends("recognizer.cut"), detail: { stream: 1, endMs: 900 } });
  write(AGENT, "stream.drained", { detail: { stream: 1 } });
  write(AGENT, "stream.opened", { detail: { stream: 2, fromMs: 900 } });
  write(AGENT, "stream.drained", { detail: { stream: 2 } });
  const ends = named("recognition.stream").map(({ attributes }) => attributes["sidetone.ended"]);
  expect(ends).toEqual(["rolledOver", "drained"]);
});

test("a stream is a span from when it was asked for; a roll-over ends it when the next one is open", () => {
  const { write, named } = scene();
  write("call", "xstate.init");
  write(AGENT, "participant.start", sends("recognizer.open"));
  write(AGENT, "stream.opened", { detail: { stream: 1, fromMs: 0, connection: 3 } });
  write(AGENT, "stream.final", { ...sends("recognizer.cut"), detail: { stream: 1, endMs: 900 } });
  write(AGENT, "stream.opened", { detail: { stream: 2, fromMs: 900 } });
  write(AGENT, "stream.drained", { detail: { stream: 2 } });
  const [first, second] = named("recognition.stream");
  expect(first).toMatchObject({
    startMs: BEGIN_MS + 1_000,
    endMs: BEGIN_MS + 4_000,
    attributes: {
      "sidetone.call_key": KEY,
      "sidetone.source": "five9",
      "sidetone.speaker": "agent",
      "sidetone.stream": 1,
      "sidetone.from_ms": 0,
      "sidetone.connection": 3,
      "sidetone.opening_ms": 1_000,
      "sidetone.finals": 1,
      "sidetone.ended": "rolledOver",
    },
  });
  expect(second?.attributes).toMatchObject({ "sidetone.stream": 2, "sidetone.ended": "drained" });
  expect(second?.error).toBeUndefined();
});

test("a stream that broke has its gRPC code and what came next; a time limit is no error", () => {
  const { write, named } = scene();
  write("call", "xstate.init");
  for (const [stream, code, advice] of [
    [1, 14, "retry"],
    [2, 11, "restart"],
  ] as const) {
    write(AGENT, "xstate.after.backoff", sends("recognizer.open"));
    write(AGENT, "stream.opened", { detail: { stream, fromMs: 0 } });
    const detail = { stream, code, advice, message: "what Google said" };
    write(AGENT, "stream.failed", { detail, ...goes("participant.engaged.recovering") });
  }
  const [broken, limited] = named("recognition.stream");
  const next = { "sidetone.ended": "broken", "sidetone.next": "recovering" };
  expect(broken).toMatchObject({
    error: "RECOGNITION_14",
    attributes: { ...next, "rpc.grpc.status_code": 14 },
  });
  expect(limited?.attributes).toMatchObject({ ...next, "sidetone.advice": "restart" });
  expect(limited?.error).toBeUndefined();
  expect(JSON.stringify(broken)).not.toContain("Google said");
});

test("a stream that was never opened, and one whose last words did not come, are told apart", () => {
  const { write, named } = scene();
  write("call", "xstate.init");
  write(AGENT, "participant.start", sends("recognizer.open"));
  write(
    AGENT,
    "xstate.after.openDeadline.participant.engaged.starting",
    goes("participant.engaged.recovering"),
  );
  write(AGENT, "xstate.after.backoff", sends("recognizer.open"));
  write(AGENT, "stream.opened", { detail: { stream: 1, fromMs: 0 } });
  write(AGENT, "deadline.lastWords", goes("participant.stopped"));
  const [unopened, unanswered] = named("recognition.stream");
  expect(unopened).toMatchObject({
    error: "DEADLINE_EXCEEDED",
    attributes: { "sidetone.ended": "timedOut" },
  });
  expect(unopened?.attributes).not.toHaveProperty("sidetone.stream");
  expect(unanswered?.attributes).toMatchObject({ "sidetone.stream": 1, "sidetone.ended": "timedOut" });
});

test("each attempt to open the conversation is a span with its error; completing it is another", () => {
  const { write, named } = scene();
  write("call", "leg.opened", invokes("openConversation"));
  const refused = { from: "openConversation", detail: { code: "UPSTREAM_UNAVAILABLE" } };
  write("call", "xstate.error.actor.0.call.live.conversation.opening.trying", refused);
  write("call", "xstate.after.openRetry", invokes("openConversation"));
  write("call", "xstate.done.actor.0.call.live.conversation.opening.trying", { from: "openConversation" });
  write("call", "participant.stopped", invokes("completeConversation"));
  write("call", "xstate.done.actor.0.call.live.conversation.completing", { from: "completeConversation" });
  const errors = named("conversation.open").map(({ error }) => error);
  expect(errors).toEqual(["UPSTREAM_UNAVAILABLE", undefined]);
  expect(named("conversation.complete")).toHaveLength(1);
});

test("the call's span has holds, gaps, alarms and what an operator did as events, without anybody's name or text", () => {
  const { write, raise, end, named } = scene();
  const agent = { legId: "l1", speaker: "agent" };
  const origin = { agentId: "agent-3001", domainId: "domain-1001" };
  const medium = { kind: "audio", format: { encoding: "MULAW", sampleRateHertz: 8_000 } };
  write("call", "leg.opened", { detail: { ...agent, medium, origin, participant: "+15550100" } });
  write("call", "leg.held", { detail: agent });
  write("call", "audio.gap", { detail: { ...agent, gapMs: 120, reason: "sendTime" } });
  raise("AUDIO_LOST");
  raise();
  write("operator", "operator.action", { detail: { operator: "eve@example.com", action: "call.end" } });
  const toClose = {
    kind: "emit",
    event: "leg.close",
    detail: { legId: "l1", reason: "disconnect" },
  } as const;
  write("call", "call.end", { detail: { reason: "eve said so", isForGood: true }, effects: [toClose] });
  write("call", "assist.logged", { detail: { sequence: 1 } });
  raise("LAST_WORDS_LOST");
  end();
  const [span] = named("call");
  expect(span?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    [
      "leg.opened",
      {
        "sidetone.speaker": "agent",
        "sidetone.kind": "audio",
        "sidetone.encoding": "MULAW",
        "sidetone.sample_rate_hertz": 8_000,
      },
    ],
    ["leg.held", { "sidetone.speaker": "agent" }],
    ["audio.gap", { "sidetone.speaker": "agent", "sidetone.gap_ms": 120, "sidetone.reason": "sendTime" }],
    ["alarm.raised", { "sidetone.code": "AUDIO_LOST" }],
    ["alarm.passed", { "sidetone.code": "AUDIO_LOST" }],
    ["operator.action", { "sidetone.action": "call.end" }],
    ["call.end", { "sidetone.is_for_good": true }],
    ["leg.close", { "sidetone.reason": "disconnect" }],
    ["alarm.raised", { "sidetone.code": "LAST_WORDS_LOST" }],
  ]);
  expect(span).toMatchObject({
    error: "LAST_WORDS_LOST",
    attributes: { "sidetone.ended": "ended", "sidetone.assist_events": 1 },
  });
  expect(JSON.stringify(span)).not.toMatch(/eve@|eve said|agent-3001|domain-1001|15550100/);
});

test("the call's end ends what is open below it, all in one trace; a later line begins no second trace", () => {
  const { write, end, spans, read } = scene();
  write("call", "leg.opened", invokes("openConversation"));
  write(AGENT, "participant.start", sends("recognizer.open"));
  end();
  expect(spans.map(({ name }) => name)).toEqual(["conversation.open", "recognition.stream", "call"]);
  const root = spans.at(-1);
  expect(root?.parentSpanId).toBeUndefined();
  for (const span of spans) expect(span.traceId).toBe(traceIdOf(KEY));
  for (const span of spans.slice(0, -1)) expect(span.parentSpanId).toBe(root?.spanId ?? "");
  read();
  expect(spans).toHaveLength(3);
});

test("a suspended call's span ends with its process; the restored call goes on in the same trace, linked to the first span", () => {
  const before = scene();
  before.write("call", "xstate.init");
  before.traces.suspend(BEGIN_MS + 5_000);
  const [first] = before.named("call");
  expect(first).toMatchObject({ endMs: BEGIN_MS + 5_000, attributes: { "sidetone.ended": "suspended" } });

  const after = scene({ firstLine: 41 });
  after.write("call", "call.restored");
  after.end();
  const [second] = after.named("call");
  expect(second?.traceId).toBe(first?.traceId ?? "");
  expect(second?.spanId).not.toBe(first?.spanId ?? "");
  expect(second?.links).toEqual([{ traceId: traceIdOf(KEY), spanId: first?.spanId ?? "" }]);
  expect(second?.attributes).toMatchObject({ "sidetone.restored": true });
});

test("a job goes on from its call's span, in the same trace, also when the call is over; a call not sampled has neither", () => {
  const job = { name: "mediastream.job", callKey: KEY, startMs: 5, endMs: 9 };
  const { write, end, traces } = scene();
  write("call", "xstate.init");
  const traceId = traceIdOf(KEY);
  const ofCall = { traceId, parentSpanId: spanIdOf(traceId, `call:${BEGIN_MS}`), links: [] };
  const [first] = traces.jobSpan(job);
  expect(first).toMatchObject({ startMs: 5, endMs: 9, ...ofCall });
  end();
  const [late] = traces.jobSpan({ ...job, error: "NOT_FOUND" });
  expect(late).toMatchObject({ error: "NOT_FOUND", ...ofCall });
  expect(late?.spanId).not.toBe(first?.spanId ?? "");
  const [lone] = traces.jobSpan({ ...job, callKey: undefined });
  expect(lone?.traceId).not.toBe(traceId);
  expect(lone?.parentSpanId).toBeUndefined();

  const unsampled = scene({ sampleRatio: 0 });
  unsampled.write("call", "xstate.init");
  unsampled.end();
  expect(unsampled.spans).toEqual([]);
  expect(unsampled.traces.jobSpan(job)).toEqual([]);
});

test("a span keeps 128 events and counts the others", () => {
  const { write, end, named } = scene();
  for (let count = 0; count < 130; count += 1) write("call", "leg.held", { detail: { speaker: "agent" } });
  end();
  const [span] = named("call");
  expect(span?.events).toHaveLength(128);
  expect(span?.droppedEvents).toBe(2);
});
