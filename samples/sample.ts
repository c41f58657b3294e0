/** A recorded two-party call: one WAV per leg and a script that says when each word is spoken. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export type SampleSpeaker = "agent" | "customer";

/** A word and where it lies in its leg's audio, in milliseconds from the start of the WAV's samples. */
export interface SampleWord {
  word: string;
  startMs: number;
  endMs: number;
}

export interface SampleUtterance {
  speaker: SampleSpeaker;
  startMs: number;
  endMs: number;
  text: string;
  words: SampleWord[];
}

/** A suggestion the simulated Agent Assist makes once the utterance with this index (from 0) is final. */
export interface SampleSuggestion {
  afterUtterance: number;
  /** A UI Modules feature name, for example SMART_REPLY (agent-assist UI Modules, container V2 and V1). */
  feature: string;
  /** Body of one `suggestionResults` element, proto3 JSON, without resource names; see HumanAgentAssistantEvent. */
  result: Record<string, unknown>;
}

/** `script.json` of a sample. Each leg's WAV is 8 kHz mono signed 16-bit little-endian and `durationMs` long. */
export interface SampleScript {
  name: string;
  title: string;
  durationMs: number;
  legs: Record<SampleSpeaker, string>;
  utterances: SampleUtterance[];
  suggestions: SampleSuggestion[];
  /** Parts of the call on hold, in call time; the caller sends CLT_CALL_HOLD and CLT_CALL_RESUME there. */
  holds: { startMs: number; endMs: number }[];
}

export interface Sample extends SampleScript {
  directory: string;
}

/** Names of the samples in the repository. */
export async function listSamples(root: string = import.meta.dir): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Reads a sample's script. Throws when the folder or its script.json is missing. */
export async function readSample(name: string, root: string = import.meta.dir): Promise<Sample> {
  const directory = join(root, name);
  const script = (await Bun.file(join(directory, "script.json")).json()) as SampleScript;
  return { ...script, directory };
}
