/** Recordings of any usual format and rate to the two legs of a call: 8 kHz, one speaker each. */
import decode from "audio-decode";
import { resample } from "../../make-samples/resample.ts";

const RATE_HERTZ = 8_000;
const MOST_MINUTES = 30;
const MOST_BYTES = 700_000_000;

export interface Legs {
  agent: Float64Array;
  customer: Float64Array;
}

/** One stereo file (left agent, right customer), or one file for each. Throws an Error with one sentence. */
export async function readLegs(paths: readonly string[]): Promise<Legs> {
  const [first = "", second, ...more] = paths;
  if (more.length > 0)
    throw new Error("WAV names more than two files: the agent's and the customer's are enough.");
  const [left, right] = await channelsOf(first);
  if (second === undefined) {
    if (left !== undefined && right !== undefined) return { agent: left, customer: right };
    throw new Error(
      `${first} has one channel, but a call needs one for each speaker: name a stereo file (left agent, right customer), or two files, WAV=agent.wav,customer.wav.`,
    );
  }
  const [other, otherRight] = await channelsOf(second);
  if (left === undefined || other === undefined || right !== undefined || otherRight !== undefined)
    throw new Error(`${first} and ${second}: each of two files must have one channel.`);
  return { agent: left, customer: other };
}

async function channelsOf(path: string): Promise<Float64Array[]> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`${path}: there is no such file.`);
  if (file.size === 0) throw new Error(`${path} is empty.`);
  if (file.size > MOST_BYTES) throw new Error(`${path} is larger than ${MOST_BYTES / 1_000_000} MB.`);
  const { channelData, sampleRate } = await decoded(path, await file.arrayBuffer());
  const minutes = (channelData[0]?.length ?? 0) / sampleRate / 60;
  if (!(minutes > 0)) throw new Error(`${path} has no sound in it.`);
  if (minutes > MOST_MINUTES)
    throw new Error(`${path} takes ${Math.round(minutes)} minutes. Cut it to ${MOST_MINUTES}.`);
  if (channelData.length > 2)
    throw new Error(
      `${path} has ${channelData.length} channels, but a call has two speakers: agent and customer.`,
    );
  return channelData.map((samples) => toLeg(samples, sampleRate));
}

async function decoded(path: string, bytes: ArrayBuffer) {
  try {
    return await decode(bytes);
  } catch {
    throw new Error(`${path} is no recording that can be read. WAV, FLAC, Ogg Opus and MP3 can.`);
  }
}

function toLeg(samples: Float32Array, rateHertz: number): Float64Array {
  const whole = Int16Array.from(samples, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767))),
  );
  return rateHertz === RATE_HERTZ ? Float64Array.from(whole) : resample(whole, rateHertz, RATE_HERTZ);
}
