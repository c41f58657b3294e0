/** A participant's lines as spans, one per upstream recognition stream: when it was asked for, opened, and how it ended. */
import type { HistoryLine } from "../../contract/history-line.ts";
import { pick } from "./call-events.ts";
import type { SpanOperation } from "./span.ts";

/** A stream that has not ended, or was asked for and is not open yet. */
export interface OpenStream {
  key: string;
  /** Null until it is open. */
  stream: number | null;
  askedAtMs: number;
  finals: number;
  /** The next stream is asked for: this one is at its end. */
  isCut: boolean;
}

/**
 * rolledOver: renewed as planned, cut or answered to its end. drained: half-closed, and everything was answered. broken:
 * it failed or the peer ended it. timedOut: no answer, or last words that did not come. abandoned: not awaited any
 * more.
 */
export type StreamEnd = "rolledOver" | "drained" | "broken" | "timedOut" | "abandoned";

export interface StreamFold {
  streams: readonly OpenStream[];
  operations: SpanOperation[];
}

/** Streams that may be unended at once; more of them are forgotten by the chart, so the oldest is abandoned. */
const MAX_OPEN = 4;

/** One line of one participant. `streams` are those of this participant. */
export function foldStreamLine(
  streams: readonly OpenStream[],
  line: HistoryLine,
  parent: string,
): StreamFold {
  const operations: SpanOperation[] = [];
  let open = [...streams];
  const end = (
    stream: OpenStream,
    how: StreamEnd,
    extra: { advice?: string; error?: string; code?: number } = {},
  ) => {
    open = open.filter((other) => other !== stream);
    operations.push(endOf(stream, line, how, extra));
  };
  const endCut = () => {
    for (const stream of open.filter(({ isCut }) => isCut)) end(stream, "rolledOver");
  };

  if (line.event === "stream.opened") {
    for (const stream of open.filter((known) => known.stream !== null)) {
      end(stream, stream.isCut ? "rolledOver" : "abandoned");
    }
    const pending = open.find((known) => known.stream === null);
    if (pending !== undefined) {
      const opened = { ...pending, stream: Number(line.detail?.stream) };
      open = open.map((known) => (known === pending ? opened : known));
      operations.push(...openedOperations(pending, line));
    }
  } else if (line.event === "stream.final") {
    const stream = open.find((known) => known.stream === line.detail?.stream);
    open = open.map((known) => (known === stream ? { ...known, finals: known.finals + 1 } : known));
  } else if (line.event === "stream.drained") {
    const stream = open.find((known) => known.stream === line.detail?.stream);
    if (stream !== undefined) end(stream, stream.isCut ? "rolledOver" : "drained");
  } else if (line.event === "stream.failed") {
    const { stream: number, code, advice } = line.detail ?? {};
    const failed =
      open.find((known) => known.stream === number) ?? open.find((known) => known.stream === null);
    if (failed !== undefined) end(failed, "broken", failureOf(code, advice));
    endCut();
  } else if (line.event.startsWith("xstate.after.openDeadline.")) {
    const pending = open.find((known) => known.stream === null);
    if (pending !== undefined) end(pending, "timedOut", { error: "DEADLINE_EXCEEDED" });
    endCut();
  }

  const isOver = line.took?.some(({ to }) => to.some((id) => /^participant\.(?:stopped|failed)$/.test(id)));
  if (isOver === true) {
    const how = line.event === "deadline.lastWords" ? "timedOut" : "abandoned";
    for (const stream of open) end(stream, how);
  }
  const asked = line.effects?.find(({ event }) => event === "recognizer.open" || event === "recognizer.cut");
  if (asked !== undefined) {
    open = open.map((known) => ({ ...known, isCut: known.isCut || asked.event === "recognizer.cut" }));
    const stream: OpenStream = {
      key: `stream:${line.actor}:${line.line}`,
      stream: null,
      askedAtMs: line.atMs,
      finals: 0,
      isCut: false,
    };
    operations.push(startOf(stream, line, parent));
    open.push(stream);
    for (const oldest of open.slice(0, -MAX_OPEN)) end(oldest, "abandoned");
  }
  return { streams: open, operations };
}

/** Ends what is left when the call's trace ends. */
export function abandonStreams(streams: readonly OpenStream[], atMs: number): SpanOperation[] {
  return streams.map((stream) => endOf(stream, { atMs }, "abandoned", {}));
}

function startOf(stream: OpenStream, line: HistoryLine, parent: string): SpanOperation {
  const speaker = line.actor.split(":")[1] ?? "";
  const { key } = stream;
  const attributes = { "sidetone.speaker": speaker };
  return { do: "start", key, name: "recognition.stream", atMs: line.atMs, parent, attributes };
}

function openedOperations(pending: OpenStream, line: HistoryLine): SpanOperation[] {
  const { key } = pending;
  const attributes = {
    ...pick(line.detail, ["stream", "fromMs", "connection"]),
    "sidetone.opening_ms": line.atMs - pending.askedAtMs,
  };
  return [
    { do: "set", key, attributes },
    { do: "event", key, name: "stream.opened", atMs: line.atMs, attributes: {} },
  ];
}

/** Time limits and completed conversations are not errors. */
function failureOf(code: unknown, advice: unknown): { advice?: string; error?: string; code?: number } {
  const isFault = advice === "retry" || advice === "fatal";
  return {
    ...(typeof advice === "string" ? { advice } : {}),
    ...(typeof code === "number" ? { code } : {}),
    ...(isFault ? { error: `RECOGNITION_${code}` } : {}),
  };
}

function endOf(
  stream: OpenStream,
  line: Pick<HistoryLine, "atMs" | "took">,
  how: StreamEnd,
  extra: { advice?: string; error?: string; code?: number },
): SpanOperation {
  const next = how === "broken" ? line.took?.at(-1)?.to.at(-1)?.split(".").at(-1) : undefined;
  return {
    do: "end",
    key: stream.key,
    atMs: line.atMs,
    attributes: {
      "sidetone.ended": how,
      "sidetone.finals": stream.finals,
      ...(next === undefined ? {} : { "sidetone.next": next }),
      ...(extra.advice === undefined ? {} : { "sidetone.advice": extra.advice }),
      ...(extra.code === undefined ? {} : { "rpc.grpc.status_code": extra.code }),
    },
    ...(extra.error === undefined ? {} : { error: extra.error }),
  };
}
