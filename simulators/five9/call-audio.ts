/** What a simulated call plays: raw audio per leg and its holds, taken from a sample or from any WAV files. */
import { join } from "node:path";
import type { Sample } from "../../samples/sample.ts";
import { decodeWav, linear16Of } from "../../samples/wav.ts";
import type { PerSpeaker } from "../../src/contract/speaker.ts";

const SAMPLE_RATE_HZ = 8000;

export interface CallAudio {
  /** LINEAR16 at 8000 Hz without header, per leg that is to be opened. */
  legs: PerSpeaker<Uint8Array>;
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
  const [left, right] = await readLegs(agentPath);
  if (left === undefined) throw new Error(`${agentPath}: the WAV file has no channel.`);
  return { legs: { agent: left, customer: right ?? left }, holds: [] };
}

async function readMono(path: string): Promise<Uint8Array> {
  const [mono, second] = await readLegs(path);
  if (mono === undefined || second !== undefined)
    throw new Error(`${path}: the WAV file must have one channel here.`);
  return mono;
}

/** Of each channel its LINEAR16 bytes. Refuses what Five9 would never send. */
async function readLegs(path: string): Promise<Uint8Array[]> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`${path}: there is no such file.`);
  try {
    const { sampleRateHertz, channels } = decodeWav(await file.bytes());
    if (sampleRateHertz !== SAMPLE_RATE_HZ) {
      throw new Error(
        `The WAV file must be sampled at ${SAMPLE_RATE_HZ} Hz, not ${sampleRateHertz} Hz; convert it with: sox in.wav -r ${SAMPLE_RATE_HZ} out.wav`,
      );
    }
    return channels.map(linear16Of);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
