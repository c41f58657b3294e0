/** From the lines of a call's history to operations on the spans of its trace. Pure: the same lines give the same trace. */
import type { HistoryLine } from "../../contract/history-line.ts";
import { callEventOf, pick } from "./call-events.ts";
import type { SpanAttributes, SpanOperation } from "./span.ts";
import { abandonStreams, foldStreamLine, type OpenStream } from "./stream-spans.ts";

/** The state that the next line is read against. */
export interface CallFold {
  /** Key of the call's own span. */
  readonly root: string;
  /** By participant, as its actor is named. */
  readonly streams: Readonly<Record<string, readonly OpenStream[]>>;
  /** Keys of the work on the conversation that has not ended, by its name. */
  readonly work: Readonly<Record<string, string>>;
  readonly assistEvents: number;
  /** Codes of the current alarms. */
  readonly alarms: readonly string[];
}

export interface Folded {
  fold: CallFold;
  operations: SpanOperation[];
}

/** What a call's trace begins with. */
export interface CallBeginning {
  startedAtMs: number;
  /** The first line of this process; above 1 the call was restored. */
  firstLine: Pick<HistoryLine, "line" | "atMs">;
}

/** Work of the call that is a span, by the name of the actor that does it. */
const WORK_SPANS: Readonly<Record<string, string>> = {
  openConversation: "conversation.open",
  completeConversation: "conversation.complete",
};

/** The call's span. A restored call continues in the same trace with a second span that is linked to the first. */
export function beginCall({ startedAtMs, firstLine }: CallBeginning): Folded {
  const first = `call:${startedAtMs}`;
  const isRestored = firstLine.line > 1;
  const root = isRestored ? `${first}:${firstLine.line}` : first;
  const attributes: SpanAttributes = isRestored ? { "sidetone.restored": true } : {};
  return {
    fold: { root, streams: {}, work: {}, assistEvents: 0, alarms: [] },
    operations: [
      {
        do: "start",
        key: root,
        name: "call",
        atMs: isRestored ? firstLine.atMs : startedAtMs,
        attributes,
        ...(isRestored ? { continues: first } : {}),
      },
    ],
  };
}

export function foldLine(fold: CallFold, line: HistoryLine): Folded {
  if (line.actor.startsWith("participant:")) {
    const known = fold.streams[line.actor] ?? [];
    const { streams, operations } = foldStreamLine(known, line, fold.root);
    if (streams === known && operations.length === 0) return { fold, operations };
    return { fold: { ...fold, streams: { ...fold.streams, [line.actor]: streams } }, operations };
  }
  if (line.event === "assist.logged") {
    return { fold: { ...fold, assistEvents: fold.assistEvents + 1 }, operations: [] };
  }
  const operations: SpanOperation[] = [];
  const attributes = callEventOf(line);
  if (attributes !== null) operations.push(eventOf(fold, line.event, line.atMs, attributes));
  for (const effect of line.effects ?? []) {
    if (effect.kind !== "emit") continue;
    operations.push(eventOf(fold, effect.event, line.atMs, pick(effect.detail, ["reason"])));
  }
  const work = foldWork(fold, line, operations);
  return { fold: work === fold.work ? fold : { ...fold, work }, operations };
}

/** Alarms that were raised and that passed since the last time, by their codes. */
export function foldAlarms(fold: CallFold, codes: readonly string[], atMs: number): Folded {
  const changes = [
    ...codes.filter((code) => !fold.alarms.includes(code)).map((code) => ["alarm.raised", code] as const),
    ...fold.alarms.filter((code) => !codes.includes(code)).map((code) => ["alarm.passed", code] as const),
  ];
  if (changes.length === 0) return { fold, operations: [] };
  const operations = changes.map(([name, code]) => eventOf(fold, name, atMs, { "sidetone.code": code }));
  return { fold: { ...fold, alarms: [...codes] }, operations };
}

/** `ended`: the call is over. `suspended`: this process leaves it to the next one. */
export function endCall(
  fold: CallFold,
  outcome: { how: "ended" | "suspended"; atMs: number; error?: string },
): SpanOperation[] {
  const { how, atMs, error } = outcome;
  const unfinished = Object.values(fold.work).map((key) => endOfWork(key, atMs, "abandoned"));
  const streams = Object.values(fold.streams).flatMap((open) => abandonStreams(open, atMs));
  const attributes = { "sidetone.ended": how, "sidetone.assist_events": fold.assistEvents };
  const root: SpanOperation = {
    do: "end",
    key: fold.root,
    atMs,
    attributes,
    ...(error === undefined ? {} : { error }),
  };
  return [...unfinished, ...streams, root];
}

/** The work begun and not ended after this line. */
function foldWork(fold: CallFold, line: HistoryLine, operations: SpanOperation[]): CallFold["work"] {
  let { work } = fold;
  const finished = line.from === undefined ? undefined : work[line.from];
  if (line.from !== undefined && finished !== undefined) {
    const isFailed = line.event.startsWith("xstate.error.");
    if (isFailed || line.event.startsWith("xstate.done.")) {
      const code = isFailed ? String(line.detail?.code ?? "INTERNAL") : undefined;
      operations.push(endOfWork(finished, line.atMs, isFailed ? "failed" : "done", code));
      const { [line.from]: _, ...others } = work;
      work = others;
    }
  }
  for (const effect of line.effects ?? []) {
    const name = effect.kind === "invoke" ? WORK_SPANS[effect.event] : undefined;
    if (name === undefined) continue;
    // An attempt that was left behind has ended by that.
    const left = work[effect.event];
    if (left !== undefined) operations.push(endOfWork(left, line.atMs, "abandoned"));
    const key = `${name}:${line.line}`;
    const { root: parent } = fold;
    operations.push({ do: "start", key, name, atMs: line.atMs, parent, attributes: {} });
    work = { ...work, [effect.event]: key };
  }
  return work;
}

function eventOf(fold: CallFold, name: string, atMs: number, attributes: SpanAttributes): SpanOperation {
  return { do: "event", key: fold.root, name, atMs, attributes };
}

function endOfWork(key: string, atMs: number, how: string, code?: string): SpanOperation {
  const attributes = { "sidetone.ended": how };
  return { do: "end", key, atMs, attributes, ...(code === undefined ? {} : { error: code }) };
}
