/** One's own words and recordings as calls; and what is said of files that are none. */
import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSample } from "../../../samples/sample.ts";
import { readWav } from "../../../samples/wav.ts";
import { createListener } from "../../../simulators/agent-assist/listener/listener.ts";
import { loadReference } from "../../../simulators/agent-assist/listener/reference.ts";
import { audioOfSample } from "../../../simulators/five9/call-audio.ts";
import { checkWords, wordsOf } from "../../../simulators/stage/word-check.ts";
import { makeOwnCall } from "./own-call.ts";

const directory = await mkdtemp(join(tmpdir(), "sidetone-own-"));
const rulesPath = join(import.meta.dir, "../../../samples/suggestions.json");
const at = (name: string) => join(directory, name);
afterAll(() => rm(directory, { recursive: true, force: true }));

const DIALOGUE = `# invented
Agent: How can I help you today?
Customer: I lost my card, and I would like a refund.
  It was yesterday.
agent: Let me see.
`;

const make = (from: { text: string } | { recordings: string[] }) =>
  makeOwnCall({ from, rulesPath, directory });
const refusal = (from: { text: string } | { recordings: string[] }) =>
  make(from).then(
    () => "taken",
    (error: Error) => error.message,
  );

/** The sample's legs as one stereo recording, 16-bit. */
async function stereo(path: string, rateHertz: number, legs: Int16Array[]): Promise<void> {
  const repeat = rateHertz / 8_000;
  const frames = Math.max(...legs.map((leg) => leg.length)) * repeat;
  const bytes = new Uint8Array(44 + frames * 2 * legs.length);
  const view = new DataView(bytes.buffer);
  for (const [offset, text] of [
    [0, "RIFF"],
    [8, "WAVEfmt "],
    [36, "data"],
  ] as const)
    bytes.set(new TextEncoder().encode(text), offset);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, legs.length, true);
  view.setUint32(24, rateHertz, true);
  view.setUint32(28, rateHertz * 2 * legs.length, true);
  view.setUint16(32, 2 * legs.length, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, bytes.length - 44, true);
  for (let frame = 0; frame < frames; frame++)
    for (const [channel, leg] of legs.entries())
      view.setInt16(44 + (frame * legs.length + channel) * 2, leg[Math.floor(frame / repeat)] ?? 0, true);
  await Bun.write(path, bytes);
}

/** What the simulated recogniser makes of a leg, of which `cut` is lost on the way. */
async function heard(
  sample: Awaited<ReturnType<typeof make>>,
  speaker: "agent" | "customer",
  cut?: [number, number],
) {
  const finals: string[] = [];
  const listener = createListener({
    reference: await loadReference([sample]),
    encoding: "LINEAR16",
    sampleRateHertz: 8_000,
    onResult: (result) => void (result.isFinal && finals.push(result.transcript)),
  });
  const pcm = (await audioOfSample(sample)).legs[speaker] ?? new Uint8Array();
  listener.write(cut === undefined ? pcm : pcm.subarray(0, cut[0] * 16));
  if (cut !== undefined) listener.write(pcm.subarray(cut[1] * 16));
  listener.end();
  const said = sample.utterances.filter((utterance) => utterance.speaker === speaker).map(({ text }) => text);
  return checkWords(wordsOf(said.join(" ")), wordsOf(finals.join(" ")));
}

test("a written conversation is a call whose every word is heard; audio that is lost is lost words", async () => {
  await Bun.write(at("dialogue.txt"), DIALOGUE);
  const sample = await make({ text: at("dialogue.txt") });
  expect(sample.utterances.map(({ speaker, text }) => [speaker, text])).toEqual([
    ["agent", "How can I help you today?"],
    ["customer", "I lost my card, and I would like a refund. It was yesterday."],
    ["agent", "Let me see."],
  ]);
  expect(sample.suggestions.map(({ feature }) => feature)).toEqual([
    "SMART_REPLY",
    "ARTICLE_SUGGESTION",
    "FAQ",
  ]);
  expect(JSON.stringify(sample.suggestions)).toContain("(simulated)");
  for (const speaker of ["agent", "customer"] as const) {
    const check = await heard(sample, speaker);
    expect([check.lost, check.duplicated]).toEqual([[], []]);
  }
  const { words } = sample.utterances[1] ?? { words: [] };
  const cut = await heard(sample, "customer", [words[2]?.startMs ?? 0, words[4]?.endMs ?? 0]);
  expect(cut.lost).toEqual(["my", "card", "and"]);
});

test("the words beside a stereo recording of any rate lie where its speech is", async () => {
  const original = await readSample("lost-card");
  const legs = await Promise.all(
    (["agent", "customer"] as const).map(
      async (leg) => (await readWav(join(original.directory, original.legs[leg]))).samples,
    ),
  );
  await stereo(at("call.wav"), 16_000, legs);
  const lines = original.utterances.map(({ speaker, text }) => `${speaker}: ${text}`);
  await Bun.write(at("call.txt"), lines.join("\n"));
  const sample = await make({ recordings: [at("call.wav")] });
  expect(sample.utterances.map(({ text }) => text).sort()).toEqual(
    original.utterances.map(({ text }) => text).sort(),
  );
  for (const utterance of original.utterances) {
    const found = sample.utterances.find(({ text }) => text === utterance.text);
    expect(Math.abs((found?.startMs ?? 0) - utterance.startMs)).toBeLessThan(400);
    expect(Math.abs((found?.endMs ?? 0) - utterance.endMs)).toBeLessThan(400);
  }
  for (const speaker of ["agent", "customer"] as const)
    expect((await heard(sample, speaker)).lost).toEqual([]);
  expect((await heard(sample, "agent", [1_500, 2_000])).lost.length).toBeGreaterThan(0);
});

test("without words, and as two files, each second of speech has a mark in their place", async () => {
  const original = await readSample("late-delivery");
  const paths = (["agent", "customer"] as const).map((leg) => join(original.directory, original.legs[leg]));
  const sample = await make({ recordings: paths });
  expect(sample.utterances.length).toBeGreaterThan(4);
  expect(sample.utterances.every(({ speaker, text }) => text.startsWith(`[${speaker}-`))).toBeTrue();
  expect((await heard(sample, "customer")).lost).toEqual([]);
});

test("files that are no call are told in one sentence", async () => {
  await Promise.all([
    Bun.write(at("empty.wav"), ""),
    Bun.write(at("noise.wav"), "this is no audio, however long it may go on and on and on"),
    stereo(at("mono.wav"), 8_000, [new Int16Array(8_000)]),
    stereo(at("silent.wav"), 8_000, [new Int16Array(8_000), new Int16Array(8_000)]),
    Bun.write(at("nobody.txt"), "Hello, how are you?\n"),
    Bun.write(at("stranger.txt"), "Agent: Hello.\nBob: Hello.\n"),
    Bun.write(at("blank.txt"), "\n# nothing\n"),
  ]);
  const cases: [Parameters<typeof refusal>[0], string][] = [
    [{ recordings: [at("absent.wav")] }, `${at("absent.wav")}: there is no such file.`],
    [{ recordings: [at("empty.wav")] }, `${at("empty.wav")} is empty.`],
    [
      { recordings: [at("noise.wav")] },
      `${at("noise.wav")} is no recording that can be read. WAV, FLAC, Ogg Opus and MP3 can.`,
    ],
    [
      { recordings: [at("mono.wav")] },
      `${at("mono.wav")} has one channel, but a call needs one for each speaker: name a stereo file (left agent, right customer), or two files, WAV=agent.wav,customer.wav.`,
    ],
    [{ recordings: [at("silent.wav")] }, "Nobody speaks in this recording: both channels are silent."],
    [{ text: at("absent.txt") }, `${at("absent.txt")}: there is no such file.`],
    [
      { text: at("nobody.txt") },
      `${at("nobody.txt")}: line 1 names no speaker. Begin it with "Agent:" or "Customer:".`,
    ],
    [
      { text: at("stranger.txt") },
      `${at("stranger.txt")}: line 2 names no speaker. Begin it with "Agent:" or "Customer:".`,
    ],
    [
      { text: at("blank.txt") },
      `${at("blank.txt")}: nobody says anything. Write lines such as "Agent: How can I help?".`,
    ],
  ];
  for (const [from, sentence] of cases) expect(await refusal(from)).toBe(sentence);
});
