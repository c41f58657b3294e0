import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";
import { readLeg, textOf, toLinear16 } from "../../simulators/agent-assist/testing/sample-audio.ts";
import type { AudioSink } from "../../src/audio/sink.ts";
import type { RecognitionApiName } from "../../src/settings/recognition.ts";
import { parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { eventually } from "../support/eventually.ts";
import { createRecognizerBed, type RecognizerBed } from "../support/recognizer-bed.ts";

const CHUNK_BYTES = 320;

let simulator: AgentAssistSimulator;

beforeAll(async () => {
  simulator = await startAgentAssistSimulator();
});

afterAll(() => simulator.close());

/** Speaks the whole leg at many times real time; `at` is called with each position in milliseconds. */
async function speak(sink: AudioSink, audio: Uint8Array, at: (ms: number) => void): Promise<void> {
  for (let offset = 0; offset < audio.length; offset += CHUNK_BYTES) {
    at(offset / 16);
    if (!sink.write(audio.subarray(offset, offset + CHUNK_BYTES))) await sink.whenWritable();
    if ((offset / CHUNK_BYTES) % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function openBed(
  api: RecognitionApiName,
  callKey: string,
  onFact?: Parameters<typeof createRecognizerBed>[0]["onFact"],
) {
  const profile = parseProfileName(simulator.conversationProfileName);
  const bed: RecognizerBed = createRecognizerBed({
    address: simulator.address,
    profileName: profile.name,
    api,
    // No event tells of finals here, so none is waited for: the leg is over in a second.
    timings: { settleMs: 0 },
    input: {
      callKey,
      speaker: "customer",
      conversationName: `${profile.parent}/conversations/${callKey}`,
    },
    ...(onFact === undefined ? {} : { onFact }),
  });
  await bed.dialogflow.conversations.openConversation({ conversationId: callKey });
  const sink = bed.tracks.open(callKey, "customer", { encoding: "LINEAR16", sampleRateHertz: 8000 });
  return { bed, sink };
}

function heardBy(callKey: string) {
  const participants = simulator.record.conversation(callKey)?.participants ?? [];
  expect(participants).toHaveLength(1);
  return {
    text: participants.flatMap(({ words }) => words).join(" "),
    streams: participants[0]?.streams ?? [],
  };
}

for (const [name, api] of [
  ["lost-card", "bidi"],
  ["late-delivery", "bidi"],
  ["lost-card", "streaming"],
] as const) {
  test(`${name} by ${api}: cut at every final, every word arrives once`, async () => {
    const leg = await readLeg(name, "customer");
    const callKey = `cut-at-finals-${name}-${api}`;
    const { bed, sink } = await openBed(api, callKey, (fact, command) => {
      if (fact.type === "stream.final") command("recognizer.cut");
    });
    bed.command("recognizer.open");
    await speak(sink, toLinear16(leg.samples), () => {});
    bed.command("recognizer.halfClose");
    await bed.heard("stream.drained", 1, 120_000);
    // A stream that was cut may end in order too: then others drain after it.
    await eventually(() => expect(heardBy(callKey).text).toBe(textOf(leg.words)));
    const { streams } = heardBy(callKey);
    expect(streams.length).toBeGreaterThan(4);
    const nothingDropped = { hold: 0, overflow: 0, abandoned: 0 };
    const settled = { bufferedMs: 0, heardMs: 0, droppedMs: nothingDropped };
    await eventually(() => expect(bed.ledger()).toMatchObject(settled));
    await bed.close();
  }, 600_000);

  test(`${name} by ${api}: cut in the middle of words, every word arrives once`, async () => {
    const leg = await readLeg(name, "customer");
    const callKey = `cut-in-words-${name}-${api}`;
    const { bed, sink } = await openBed(api, callKey);
    const middles = leg.words
      .filter((_, index) => index % 5 === 2)
      .map((word) => (word.startMs + word.endMs) / 2);
    bed.command("recognizer.open");
    await bed.heard("stream.opened");
    await speak(sink, toLinear16(leg.samples), (ms) => {
      if (ms < (middles[0] ?? Number.POSITIVE_INFINITY)) return;
      middles.shift();
      bed.command("recognizer.cut");
    });
    bed.command("recognizer.halfClose");
    await bed.heard("stream.drained", 1, 120_000);
    // A stream that was cut may end in order too: then others drain after it.
    await eventually(() => expect(heardBy(callKey).text).toBe(textOf(leg.words)));
    const { streams } = heardBy(callKey);
    expect(streams.length).toBeGreaterThan(4);
    expect(bed.ledger().replayedMs).toBeGreaterThan(0);
    await bed.close();
  }, 600_000);

  test(`${name} by ${api}: streams that break again and again lose and double no word`, async () => {
    const leg = await readLeg(name, "customer");
    const callKey = `breaks-${name}-${api}`;
    const { bed, sink } = await openBed(api, callKey, (fact, command) => {
      if (fact.type === "stream.failed") command("recognizer.open");
    });
    bed.command("recognizer.open");
    await bed.heard("stream.opened");
    let breakAtMs = 3_000;
    await speak(sink, toLinear16(leg.samples), (ms) => {
      if (ms < breakAtMs) return;
      breakAtMs += 3_000;
      simulator.faults.breakAllStreams();
    });
    bed.command("recognizer.halfClose");
    await bed.heard("stream.drained", 1, 120_000);
    await eventually(() => expect(heardBy(callKey).text).toBe(textOf(leg.words)));
    expect(bed.facts.filter((fact) => fact.type === "stream.failed").length).toBeGreaterThan(2);
    await bed.close();
  }, 600_000);
}
