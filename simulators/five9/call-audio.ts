/** What a simulated call plays: raw audio per leg and its holds, taken from a sample or from any WAV files. */
import { join } from "node:path";
import type { Sample } from "../../samples/sample.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import { parseWav } from "./wav.ts";

export interface CallAudio {
  /** LINEAR16 at 8000 Hz without header, per leg that is to be opened. */
  legs: Partial<Record<Speaker, Uint8Array>>;
  /** In call time, ascending. */
  holds: { startMs: number; endMs: number }[];
}

/** Both legs of a recorded sample, with its holds. */
export async function audioOfSample(sample: Sample): Promise<CallAudio> {
  const [agent, customer] = await Promise.all([
    readMono(join(sample.directory, sample.legs.agent)),
    readMono(join(sample.directory, sample.legs.customer)),
  ]);
  return { legs: { agent, customer }, holds: sample.holds };
}

/** One stereo file (left agent, right customer), one mono file for both legs, or one mono file per leg. */
export async function audioOfWavs(agentPath: string, customerPath?: string): Promise<CallAudio> {
  if (customerPath !== undefined) {
    const [agent, customer] = await Promise.all([readMono(agentPath), readMono(customerPath)]);
    return { legs: { agent, customer }, holds: [] };
  }
  const [left, right] = (await readWav(agentPath)).channels;
  if (left === undefined) throw new Error(`${agentPath}: the WAV file has no channel.`);
  return { legs: { agent: left, customer: right ?? left }, holds: [] };
}

async function readMono(path: string): Promise<Uint8Array> {
  const [mono, second] = (await readWav(path)).channels;
  if (mono === undefined || second !== undefined)
    throw new Error(`${path}: the WAV file must have one channel here.`);
  return mono;
}

async function readWav(path: string): Promise<ReturnType<typeof parseWav>> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`${path}: there is no such file.`);
  try {
    return parseWav(await file.bytes());
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
