/** What is said in a call of a chaos run: streams with their audio, and the words that must arrive of each speaker. */
import type { Sample } from "../../samples/sample.ts";
import type { CallAudio } from "../../simulators/five9/call-audio.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { cutAudio, legsOf, saidBy } from "../../test/support/story-audio.ts";

/** Streams that one agent's station opens. */
export interface Station {
  agentId: string;
  audio: CallAudio;
  /** Opened when the first agent has been heard for so long; absent: with the call. */
  afterMs?: number;
  /** Stays, in silence, until the next station's legs are open. */
  staysForNext?: true;
  /** Who speaks on its agent leg. */
  agent: Speaker;
}

export interface Speech {
  sample: Sample;
  stations: readonly Station[];
  said: ReadonlyMap<Speaker, readonly string[]>;
  /** Has a supervisor's leg of digital silence. */
  hasSilentLeg: boolean;
}

const FIRST_AGENT = "3001";
const SECOND_AGENT = "3002";
/** A cut lies in the pause before an utterance. */
const BEFORE_UTTERANCE_MS = 100;
/** The second agent listens for so long, and the first one stays for so long when the second speaks. */
const LISTENS_MS = 3_000;
const STAYS_MS = 1_000;
const BYTES_PER_MS = 16;

/** A sample, or its beginning, with the audio of both legs. */
export interface Recording {
  sample: Sample;
  legs: { agent: Uint8Array; customer: Uint8Array };
}

/** `untilMs`: nothing may be spoken, and no hold last, at that time. */
export async function recordingOf(sample: Sample, untilMs = sample.durationMs): Promise<Recording> {
  const { agent, customer } = await legsOf(sample);
  const legs = { agent: cutAudio(agent, 0, untilMs), customer: cutAudio(customer, 0, untilMs) };
  return { sample: partOf(sample, 0, untilMs), legs };
}

/** The recording as it is. `hasSilentLeg`: a supervisor listens whose leg brings digital silence. */
export function wholeSpeech({ sample, legs }: Recording, hasSilentLeg = false): Speech {
  const audio: CallAudio = { legs, holds: sample.holds };
  return {
    sample,
    stations: [
      { agentId: FIRST_AGENT, agent: "agent", audio: hasSilentLeg ? withSilentLeg(audio, sample) : audio },
    ],
    said: new Map([
      ["agent", saidBy(sample, "agent")],
      ["customer", saidBy(sample, "customer")],
    ]),
    hasSilentLeg,
  };
}

/** The recording as the two lives of one call id: the second agent goes on where the first one stopped. */
export function speechInLives({ sample, legs }: Recording): [Speech, Speech] {
  const cutMs = cutOf(sample);
  const life = (agentId: string, fromMs: number, toMs: number): Speech => {
    const part = partOf(sample, fromMs, toMs);
    const audio: CallAudio = { legs: {}, holds: part.holds };
    for (const leg of ["agent", "customer"] as const) audio.legs[leg] = cutAudio(legs[leg], fromMs, toMs);
    const said = new Map((["agent", "customer"] as const).map((who) => [who, saidBy(part, who)] as const));
    return { sample: part, stations: [{ agentId, agent: "agent", audio }], said, hasSilentLeg: false };
  };
  return [life(FIRST_AGENT, 0, cutMs), life(SECOND_AGENT, cutMs, sample.durationMs)];
}

/** The recording with two agents: the second comes later, listens and takes over, and the first leaves. */
export function speechOfTwoAgents(recording: Recording, hasSilentLeg: boolean): Speech {
  const whole = wholeSpeech(recording);
  const { sample, legs } = recording;
  const { holds } = sample;
  const cutMs = cutOf(sample);
  const { agent, customer } = legs;
  const heard: CallAudio = { legs: { customer }, holds };
  const others = hasSilentLeg ? withSilentLeg(heard, sample) : heard;
  const first = withSilence(cutAudio(agent, 0, cutMs), { afterMs: STAYS_MS });
  const second = withSilence(cutAudio(agent, cutMs), { beforeMs: LISTENS_MS });
  return {
    ...whole,
    hasSilentLeg,
    stations: [
      { agentId: FIRST_AGENT, agent: "agent", audio: others },
      { agentId: FIRST_AGENT, agent: "agent", audio: { legs: { agent: first }, holds }, staysForNext: true },
      {
        agentId: SECOND_AGENT,
        agent: "agent-2",
        audio: { legs: { agent: second }, holds: [] },
        afterMs: cutMs - LISTENS_MS,
      },
    ],
    said: new Map<Speaker, string[]>([
      ["agent", saidBy(partOf(sample, 0, cutMs), "agent")],
      ["agent-2", saidBy(partOf(sample, cutMs, sample.durationMs), "agent")],
      ["customer", saidBy(sample, "customer")],
    ]),
  };
}

/** In the pause before the agent's utterance that begins nearest to the middle. */
function cutOf({ utterances, durationMs }: Sample): number {
  const starts = utterances.filter(({ speaker }) => speaker === "agent").map(({ startMs }) => startMs);
  const distance = (ms: number) => Math.abs(ms - durationMs / 2);
  const nearest = starts.toSorted((one, other) => distance(one) - distance(other))[0] ?? 0;
  return nearest - BEFORE_UTTERANCE_MS;
}

/** Nothing may be spoken, and no hold last, at either time. Suggestions are left out. */
function partOf(sample: Sample, fromMs: number, toMs: number): Sample {
  const isWithin = ({ startMs, endMs }: { startMs: number; endMs: number }) =>
    startMs >= fromMs && endMs <= toMs;
  const moved = <Span extends { startMs: number; endMs: number }>(span: Span): Span => ({
    ...span,
    startMs: span.startMs - fromMs,
    endMs: span.endMs - fromMs,
  });
  return {
    ...sample,
    durationMs: toMs - fromMs,
    holds: sample.holds.filter(isWithin).map(moved),
    utterances: sample.utterances
      .filter(isWithin)
      .map((utterance) => ({ ...moved(utterance), words: utterance.words.map(moved) })),
    suggestions: [],
  };
}

function withSilentLeg(audio: CallAudio, { durationMs }: Sample): CallAudio {
  const supervisor = new Uint8Array(durationMs * BYTES_PER_MS);
  return { ...audio, legs: { ...audio.legs, supervisor } };
}

function withSilence(
  pcm: Uint8Array,
  { beforeMs = 0, afterMs = 0 }: { beforeMs?: number; afterMs?: number },
): Uint8Array {
  const before = beforeMs * BYTES_PER_MS;
  const longer = new Uint8Array(before + pcm.byteLength + afterMs * BYTES_PER_MS);
  longer.set(pcm, before);
  return longer;
}
