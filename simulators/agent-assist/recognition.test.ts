import { afterAll, beforeAll, expect, test } from "bun:test";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "./simulator.ts";
import { connectClients, type GoogleClients, openCall, recognize } from "./testing/google-clients.ts";
import { cutOut, readLeg, SAMPLES_PER_MS, textOf, toLinear16, toMulaw } from "./testing/sample-audio.ts";

let simulator: AgentAssistSimulator;
let clients: GoogleClients;

beforeAll(async () => {
  simulator = await startAgentAssistSimulator();
  clients = connectClients(simulator);
});

afterAll(async () => {
  await clients.close();
  await simulator.close();
});

function heard(conversationId: string): string {
  const record = simulator.record.conversation(conversationId);
  return (record?.participants ?? []).flatMap(({ words }) => words).join(" ");
}

for (const [name, speaker] of [
  ["lost-card", "agent"],
  ["lost-card", "customer"],
  ["late-delivery", "agent"],
  ["late-delivery", "customer"],
] as const) {
  test(`hears every word of ${name}/${speaker} exactly once`, async () => {
    const leg = await readLeg(name, speaker);
    const call = await openCall(clients, simulator, `whole-${name}-${speaker}`);
    const outcome = await recognize(clients, toLinear16(leg.samples), { participant: call[speaker] });
    const utterances = leg.sample.utterances.filter((utterance) => utterance.speaker === speaker);
    expect(outcome.errorCode).toBeUndefined();
    expect(outcome.finals.map(({ transcript }) => transcript)).toEqual(utterances.map(({ text }) => text));
    expect(outcome.messages).toEqual(utterances.map(({ text }) => text));
    expect(outcome.finals.map(({ endMs }) => endMs)).toEqual(utterances.map(({ endMs }) => endMs));
    expect(heard(`whole-${name}-${speaker}`)).toBe(textOf(leg.words));
  });
}

test("an interim result grows word by word before its final", async () => {
  const { sample, samples } = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "interims");
  const firstEndMs = sample.utterances[0]?.endMs ?? 0;
  const audio = toLinear16(samples.subarray(0, (firstEndMs + 300) * SAMPLES_PER_MS));
  const { interims } = await recognize(clients, audio, { participant: call.agent });
  expect(interims.slice(0, 3)).toEqual(["Thank", "Thank you", "Thank you for"]);
});

test("audio sent twice gives its words twice", async () => {
  const leg = await readLeg("late-delivery", "customer");
  const call = await openCall(clients, simulator, "twice");
  const audio = toLinear16(leg.samples);
  const twice = new Uint8Array(audio.length * 2);
  twice.set(audio);
  twice.set(audio, audio.length);
  await recognize(clients, twice, { participant: call.customer });
  expect(heard("twice")).toBe(`${textOf(leg.words)} ${textOf(leg.words)}`);
});

test("going back to the middle of an utterance repeats the words that came again", async () => {
  const leg = await readLeg("lost-card", "customer");
  const call = await openCall(clients, simulator, "rewound");
  const [rewindTo, rewindFrom] = [leg.words[2], leg.words[5]];
  const audio = toLinear16(leg.samples);
  const bytesPerMs = SAMPLES_PER_MS * 2;
  const head = audio.subarray(0, (rewindFrom?.endMs ?? 0) * bytesPerMs);
  const tail = audio.subarray((rewindTo?.startMs ?? 0) * bytesPerMs);
  await recognize(clients, Buffer.concat([head, tail]), { participant: call.customer });
  expect(heard("rewound")).toBe(textOf([...leg.words.slice(0, 6), ...leg.words.slice(2)]));
});

for (const wordIndex of [3, 10, 30]) {
  test(`a hole of 200 ms from inside word ${wordIndex} loses exactly the words it touches`, async () => {
    const leg = await readLeg("lost-card", "agent");
    const call = await openCall(clients, simulator, `hole-${wordIndex}`);
    const first = leg.words[wordIndex];
    const fromMs = Math.round(((first?.startMs ?? 0) + (first?.endMs ?? 0)) / 2);
    const toMs = fromMs + 200;
    const kept = leg.words.filter(({ startMs, endMs }) => endMs <= fromMs || startMs >= toMs);
    expect(kept.length).toBeLessThan(leg.words.length);
    await recognize(clients, toLinear16(cutOut(leg.samples, fromMs, toMs)), { participant: call.agent });
    expect(heard(`hole-${wordIndex}`)).toBe(textOf(kept));
  });
}

test("a stretch replaced by silence loses its words and keeps the times of the rest", async () => {
  const leg = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "silenced");
  const lost = leg.words[8];
  const samples = leg.samples.slice().fill(0, (lost?.startMs ?? 0) * 8, (lost?.endMs ?? 0) * 8);
  const { finals } = await recognize(clients, toLinear16(samples), { participant: call.agent });
  expect(heard("silenced")).toBe(textOf(leg.words.filter((word) => word !== lost)));
  expect(finals.at(-1)?.endMs).toBe(leg.words.at(-1)?.endMs ?? 0);
});

test("hears mu-law as well as linear audio", async () => {
  const leg = await readLeg("lost-card", "customer");
  const call = await openCall(clients, simulator, "mulaw");
  await recognize(clients, toMulaw(leg.samples), {
    participant: call.customer,
    encoding: "AUDIO_ENCODING_MULAW",
    chunkBytes: 160,
  });
  expect(heard("mulaw")).toBe(textOf(leg.words));
});

test("chunks may split a 16-bit sample", async () => {
  const leg = await readLeg("lost-card", "customer");
  const call = await openCall(clients, simulator, "odd-chunks");
  await recognize(clients, toLinear16(leg.samples), { participant: call.customer, chunkBytes: 1601 });
  expect(heard("odd-chunks")).toBe(textOf(leg.words));
});

test("a half-close inside a word leaves that word out and finalises the words before it", async () => {
  const leg = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "cut-word");
  const word = leg.words[4];
  const cutMs = Math.round(((word?.startMs ?? 0) + (word?.endMs ?? 0)) / 2);
  const audio = toLinear16(leg.samples.subarray(0, cutMs * SAMPLES_PER_MS));
  const { finals } = await recognize(clients, audio, { participant: call.agent });
  expect(finals).toEqual([{ transcript: textOf(leg.words.slice(0, 4)), endMs: leg.words[3]?.endMs ?? 0 }]);
});

test("a stream that starts after the last final's end goes on without loss, with offsets of its own", async () => {
  const leg = await readLeg("lost-card", "agent");
  const call = await openCall(clients, simulator, "rolled-over");
  const audio = toLinear16(leg.samples);
  const firstPart = audio.subarray(0, (leg.words[4]?.endMs ?? 0) * SAMPLES_PER_MS * 2);
  const { finals } = await recognize(clients, firstPart, { participant: call.agent });
  const fromMs = finals.at(-1)?.endMs ?? 0;
  const rest = await recognize(clients, audio.subarray(fromMs * SAMPLES_PER_MS * 2), {
    participant: call.agent,
  });
  expect(heard("rolled-over")).toBe(textOf(leg.words));
  expect(rest.finals.at(-1)?.endMs).toBe((leg.words.at(-1)?.endMs ?? 0) - fromMs);
});

test("speech that is in no sample is reported as such", async () => {
  const call = await openCall(clients, simulator, "unknown-audio");
  const tone = Int16Array.from({ length: 8 * 3000 }, (_, at) =>
    at > 8 * 500 && at < 8 * 1900 ? 8000 * Math.sin(at / 5) : 0,
  );
  const { finals } = await recognize(clients, toLinear16(tone), { participant: call.customer });
  expect(finals.map(({ transcript }) => transcript)).toEqual(["[speech, 1.4 s, not in the samples]"]);
  expect(heard("unknown-audio")).toBe("");
});

test("every 10 ms of every leg is like no other", async () => {
  const seen = new Set<string>();
  let windows = 0;
  for (const name of ["lost-card", "late-delivery"]) {
    for (const speaker of ["agent", "customer"] as const) {
      const { samples } = await readLeg(name, speaker);
      const codes = toMulaw(samples);
      for (let at = 0; at + 80 <= codes.length; at += 1) {
        windows++;
        seen.add(Bun.hash(codes.subarray(at, at + 80)).toString());
      }
    }
  }
  expect(seen.size).toBe(windows);
});
