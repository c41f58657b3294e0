/** Holds what a call brought against what was said, published and told: words, events, its end. */
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import { wordsOf } from "../../simulators/stage/word-check.ts";
import { recognizedMsIn, unbalancedIn } from "../chaos/call-record.ts";
import { latePartialProblems } from "../chaos/late-partials.ts";
import { type MissingRange, wordsWithin } from "../chaos/missing-words.ts";
import { type FleetCall, mustArrive } from "./fleet-call.ts";

export interface Verdict {
  /** Not recognised, and not in the audio that the ledger of a killed instance names. */
  lost: string[];
  /** Not recognised, because that audio was gone. */
  lostWithInstance: string[];
  duplicated: string[];
  eventsLost: string[];
  eventsDuplicated: string[];
  isCompleted: boolean;
  problems: string[];
}

const BYTES_PER_MS = 16;
/** The server ends a stream that is half-closed within a second, on a busy machine too. */
const END_MS = 1_000;

/** `deathsMs`: when instances were killed or stopped past their locks. */
export function judge(
  call: FleetCall,
  conversation: ConversationRecord | undefined,
  deathsMs: readonly number[],
): Verdict {
  const { score, record } = call;
  const gone = wordsWithin(call.sample, goneWithInstances(call));
  const lost = without(score.lost, gone);
  const events = countEvents(call, conversation);
  return {
    lost,
    lostWithInstance: without(score.lost, lost),
    duplicated: withoutFragments(score.duplicated, call),
    ...events,
    isCompleted: conversation?.completedAtMs !== undefined,
    problems: [
      ...call.problems,
      ...legProblems(call, deathsMs),
      ...unbalancedIn(record),
      ...latePartialProblems(call.events, conversation),
    ],
  };
}

/** A leg that had said all when its instance died heard no orderly end. */
function legProblems({ legs }: FleetCall, deathsMs: readonly number[]): string[] {
  return legs.flatMap(({ speaker, problem, saidAllAtMs = Number.POSITIVE_INFINITY }) => {
    const hasDiedThen = deathsMs.some((atMs) => Math.abs(atMs - saidAllAtMs) < END_MS);
    return problem === undefined || hasDiedThen ? [] : [`${speaker}: ${problem}`];
  });
}

/**
 * What a leg had sent to an instance that was killed, and no final covers: by the ledger, what was received and not
 * recognised, and what came after the last account of that instance.
 */
function goneWithInstances({ legs, record }: FleetCall): MissingRange[] {
  const recognizedMs = recognizedMsIn(record);
  return legs.flatMap(({ speaker, away, resumedAtMs, sentBytes }) => {
    if (speaker !== "agent" && speaker !== "customer") return [];
    const unrecognizedMs = sentBytes / BYTES_PER_MS - (recognizedMs.get(speaker) ?? 0);
    return away.flatMap(({ cause }, at) => {
      const toMs = resumedAtMs[at] ?? 0;
      return cause === "broken" ? [{ speaker, fromMs: toMs - unrecognizedMs, toMs }] : [];
    });
  });
}

function countEvents(
  { events, record, reportsTaken, callKey }: FleetCall,
  conversation: ConversationRecord | undefined,
): Pick<Verdict, "eventsLost" | "eventsDuplicated"> {
  const published = (conversation?.events ?? []).filter(({ type }) => mustArrive(type));
  const suggested = recordsIn((conversation?.events ?? []).map(({ data }) => data));
  const advised = recordsIn(events.map(({ data }) => JSON.stringify(data)));
  const shown = count(
    events.filter(({ sequence }) => sequence !== undefined).map(({ messageId }) => messageId),
  );
  const sequences = count(events.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence])));
  const logged = count(
    record.history
      .filter(({ event }) => event === "assist.logged")
      .map(({ detail }) => Number(detail?.sequence)),
  );
  const wanted = Array.from({ length: record.loggedSequence }, (_, at) => at + 1);
  const reports = record.history.filter(({ event }) => event === "mediastream.reported").length;
  const twice = <T>(counts: Map<T, number>) =>
    [...counts].filter(([, times]) => times > 1).map(([one]) => one);
  return {
    eventsLost: [
      ...published
        .filter(({ messageId }) => !shown.has(messageId))
        .map(({ type }) => `${type} not on the desktop`),
      ...[...suggested.keys()]
        .filter((one) => !advised.has(one))
        .map(() => "a suggestion not on the desktop"),
      ...wanted.filter((one) => !sequences.has(one)).map((one) => `entry ${one} not on the desktop`),
      ...wanted.filter((one) => !logged.has(one)).map((one) => `entry ${one} not told to the call`),
      ...Array.from(
        { length: Math.max(0, reportsTaken - reports) },
        () => `a report about a stream of ${callKey}`,
      ),
    ],
    eventsDuplicated: [
      ...twice(sequences).map((one) => `entry ${one} twice on the desktop`),
      ...twice(advised).map(() => "a suggestion twice on the desktop"),
      ...twice(shown).map((one) => `message ${one} twice on the desktop`),
      ...twice(logged).map((one) => `entry ${one} told to the call twice`),
      ...Array.from(
        { length: Math.max(0, reports - reportsTaken) },
        () => `a report about a stream of ${callKey}`,
      ),
    ],
  };
}

/** Names of the answer records in texts of JSON: each suggestion has one. */
function recordsIn(texts: readonly string[]): Map<string, number> {
  return count(
    texts.flatMap((text) => [...text.matchAll(/"answerRecord":"([^"]+)"/g)].map(([, name]) => name ?? "")),
  );
}

function count<T>(items: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** What is left of a word that was cut off with an instance is recognised as speech of no sample. */
function withoutFragments(words: readonly string[], { legs }: FleetCall): string[] {
  const isCut = legs.some(({ away }) => away.some(({ cause }) => cause === "broken"));
  const text = words.join(" ");
  return isCut ? wordsOf(text.replaceAll(/speech \d+\.\d s not in the samples/g, "")) : [...words];
}

/** `items` without those of `taken`, each as often as it is there. */
function without(items: readonly string[], taken: readonly string[]): string[] {
  const left = count(taken);
  return items.filter((item) => {
    const times = left.get(item) ?? 0;
    left.set(item, times - 1);
    return times <= 0;
  });
}
