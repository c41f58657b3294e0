/** The change by a recogniser's fact: streams opened and ended, positions recognised, failures. */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { awaitFinal } from "../../../../contract/words-to-screen.ts";
import { grpcName } from "./grpc-names.ts";
import { detailNumber, detailText } from "./line-facts.ts";
import type { Moment, StreamMoment } from "./moment.ts";
import { addFor, without } from "./tally.ts";

/** A stream lives for minutes; more breaks than this are shown as a number. */
const MOST_STREAMS = 400;
/** Shown in separate columns; every other field of stream.opened is an id. */
const OWN_COLUMNS = new Set(["speaker", "stream", "fromMs"]);

export function applyStream(moment: Moment, line: HistoryLine, speaker: string): Partial<Moment> {
  const number = detailNumber(line, "stream");
  switch (line.event) {
    case "stream.opened":
      return {
        streams: opened(moment.streams, line, speaker, number),
        failures: without(moment.failures, speaker),
      };
    case "stream.final": {
      const endMs = detailNumber(line, "endMs") ?? 0;
      const streams = change(moment.streams, speaker, number, (stream) => ({
        finals: stream.finals + 1,
        recognizedToMs: Math.max(stream.recognizedToMs, endMs),
      }));
      return {
        streams,
        finals: addFor(moment.finals, speaker, line),
        awaitedFinals: awaitFinal(moment, line),
      };
    }
    case "stream.drained":
      return {
        streams: change(moment.streams, speaker, number, () => ({
          end: { atMs: line.atMs, line: line.line, how: "drained", why: "all that was sent was answered" },
        })),
      };
    case "stream.failed":
      return failed(moment, line, speaker, number);
    default:
      return {};
  }
}

function opened(
  streams: readonly StreamMoment[],
  line: HistoryLine,
  speaker: string,
  number: number | undefined,
): readonly StreamMoment[] {
  const earlier = streams.filter((stream) => stream.speaker === speaker);
  const fromMs = detailNumber(line, "fromMs") ?? 0;
  const ids: Record<string, string> = {};
  for (const [field, value] of Object.entries(line.detail ?? {})) {
    if (!OWN_COLUMNS.has(field) && (typeof value === "string" || typeof value === "number")) {
      ids[field] = String(value);
    }
  }
  const stream: StreamMoment = {
    speaker,
    stream: number ?? earlier.length + 1,
    line: line.line,
    openedAtMs: line.atMs,
    fromMs,
    finals: 0,
    recognizedToMs: fromMs,
    end: null,
    ids,
  };
  const end = { atMs: line.atMs, line: line.line, how: "renewed" as const, why: "another stream took over" };
  const others = streams.map((other) =>
    other.speaker === speaker && other.end === null ? { ...other, end } : other,
  );
  return [...others, stream].slice(-MOST_STREAMS);
}

function failed(
  moment: Moment,
  line: HistoryLine,
  speaker: string,
  number: number | undefined,
): Partial<Moment> {
  const code = detailNumber(line, "code") ?? null;
  const message = detailText(line, "message");
  const advice = detailText(line, "advice");
  const why = [grpcName(code), message].filter((text) => text !== "").join(": ");
  const streams = change(moment.streams, speaker, number, () => ({
    end: { atMs: line.atMs, line: line.line, how: "failed", why },
  }));
  if (advice === "fatal") {
    const failure = { line: line.line, atMs: line.atMs, code, message, isTiredOut: false };
    return { streams, failures: { ...moment.failures, [speaker]: failure } };
  }
  if (advice === "quiet") return { streams };
  return { streams, breaks: addFor(moment.breaks, speaker, line, 0, why) };
}

/** The stream named by its number, else the open one of the speaker. */
function change(
  streams: readonly StreamMoment[],
  speaker: string,
  number: number | undefined,
  changeOf: (stream: StreamMoment) => Partial<StreamMoment>,
): readonly StreamMoment[] {
  const index = streams.findLastIndex(
    (stream) =>
      stream.speaker === speaker && (number === undefined ? stream.end === null : stream.stream === number),
  );
  const stream = streams[index];
  return stream === undefined ? streams : streams.with(index, { ...stream, ...changeOf(stream) });
}
