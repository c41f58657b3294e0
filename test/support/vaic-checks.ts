/** What every story about a VoiceAI Connect call holds it against. */
import { expect } from "bun:test";
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import type { VaicReport } from "../../simulators/vaic/vaic-report.ts";

const ROLE_OF: Record<SampleSpeaker, "HUMAN_AGENT" | "END_USER"> = {
  agent: "HUMAN_AGENT",
  customer: "END_USER",
};

/** Every utterance is at Dialogflow once, with its speaker's role, and each speaker's in order. */
export function expectTranscript(record: ConversationRecord, sample: Sample): void {
  for (const speaker of ["agent", "customer"] as const) {
    const said = sample.utterances.filter((utterance) => utterance.speaker === speaker);
    const heard = record.messages.filter(({ role }) => role === ROLE_OF[speaker]);
    expect(heard.map(({ content }) => content)).toEqual(said.map(({ text }) => text));
  }
  expect(record.messages).toHaveLength(sample.utterances.length);
}

/** For each participant whose recognition changed: the switches in order. */
export function switchesOf(report: VaicReport): Record<string, ("on" | "off")[]> {
  const switches: Record<string, ("on" | "off")[]> = {};
  for (const { participant, isOn } of report.recognition) {
    switches[participant] = [...(switches[participant] ?? []), isOn ? "on" : "off"];
  }
  return switches;
}

/** Values of sendMetaData as VoiceAI Connect forwards them, in order of arrival. */
export function metadataOf(report: VaicReport): Record<string, unknown>[] {
  return report.received
    .filter(({ activity }) => activity.name === "sendMetaData")
    .map(({ activity }) => activity.value as Record<string, unknown>);
}

/** Recognition of both speakers was begun once and ended once. */
export const ONCE_ON_ONCE_OFF = { caller: ["on", "off"], callee: ["on", "off"] };

/** VoiceAI Connect saw nothing wrong, every sentence was heard, and each suggestion came. */
export function expectWholeReport(report: VaicReport, suggestions: number): void {
  expect(report.problems).toEqual([]);
  expect(report.unheard).toEqual([]);
  expect(switchesOf(report)).toEqual(ONCE_ON_ONCE_OFF as ReturnType<typeof switchesOf>);
  expectSuggestions(report, suggestions);
}

/** Each suggestion came once, in the order of the call's log. */
export function expectSuggestions(report: VaicReport, count: number): void {
  const values = metadataOf(report);
  const sequences = values.map(({ sequence }) => Number(sequence));
  expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
  for (const value of values) expect(value).toMatchObject({ format: "sidetone.suggestion", version: 1 });
  expect(values).toHaveLength(count);
}
