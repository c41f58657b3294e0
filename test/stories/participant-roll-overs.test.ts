import { afterAll, beforeAll, expect, test } from "bun:test";
import pino from "pino";
import { createActor, setup } from "xstate";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";
import { readLeg, textOf, toLinear16 } from "../../simulators/agent-assist/testing/sample-audio.ts";
import type { ParticipantTiming } from "../../src/actors/participant/context.ts";
import type { ParticipantReport } from "../../src/actors/participant/events.ts";
import { participantMachine } from "../../src/actors/participant/machine.ts";
import { FlushTick } from "../../src/audio/flush-tick.ts";
import { Tracks } from "../../src/audio/tracks.ts";
import { systemClock } from "../../src/base/clock.ts";
import { linkedRecognizer } from "../../src/calls/recognizer-link.ts";
import { imbalanceMs } from "../../src/contract/ledger.ts";
import { recognitionOf } from "../../src/service/google-assist.ts";
import { recognizerOf } from "../../src/service/recognizer.ts";
import type { RecognitionApiName } from "../../src/settings/recognition.ts";
import { createDialogflow } from "../../src/transports/dialogflow/dialogflow.ts";
import { RecognitionDesk } from "../../src/transports/speech-switch/recognition-desk.ts";
import { copiedRecognizers } from "../support/copied-recognizers.ts";
import { until } from "../support/fake-participants.ts";
import { PARTICIPANT_TIMING, TEST_SETTINGS, TRACK_SETTINGS } from "../support/settings.ts";

const CHUNK_BYTES = 320;
const logger = pino({ level: "silent" });

let simulator: AgentAssistSimulator;

beforeAll(async () => {
  simulator = await startAgentAssistSimulator();
});

afterAll(() => simulator.close());

/** One leg through the chart and the recogniser as the product wires them, spoken at some 20 times real time. */
async function recognizeLeg(
  api: RecognitionApiName,
  callKey: string,
  timing: Partial<ParticipantTiming>,
  during: (ms: number, rollOvers: () => number) => Promise<void> | void,
) {
  const leg = await readLeg("lost-card", "agent");
  const tracks = new Tracks({
    clock: systemClock,
    logger,
    settings: { ...TRACK_SETTINGS, coalesceMs: 20, replaySpeed: 200 },
    maxTracks: TEST_SETTINGS.MAX_STREAMS,
  });
  const { recognitionApi, timings } = recognitionOf({ ...TEST_SETTINGS, RECOGNITION_API: api });
  // A busy server is quiet for longer than Sidetone waits, and finals of a stream that was cut off are told by events, which are not here.
  const dialogflow = createDialogflow({
    conversationProfileName: simulator.conversationProfileName,
    endpoint: { apiEndpoint: simulator.address, insecure: true },
    clock: systemClock,
    logger,
    tracks,
    tick: new FlushTick({ clock: systemClock, intervalMs: 5 }),
    recognitionApi,
    timings: { ...timings, quietMs: 1_000 },
    maxConnections: TEST_SETTINGS.MAX_STREAMS,
  });
  const { name } = await dialogflow.conversations.openConversation({ conversationId: callKey });
  const reports: ParticipantReport[] = [];
  const recognizer = linkedRecognizer(copiedRecognizers(recognizerOf(dialogflow, new RecognitionDesk())));
  const participant = participantMachine.provide({ actors: { recognizer } });
  const call = createActor(
    setup({ types: { events: {} as ParticipantReport }, actors: { participant } }).createMachine({
      invoke: {
        id: "participant",
        src: "participant",
        input: { callKey, speaker: "agent", timing: { ...PARTICIPANT_TIMING, ...timing } },
      },
      on: { "*": { actions: ({ event }) => reports.push(event) } },
    }),
  );
  call.start();
  const chart = call.getSnapshot().children.participant;
  if (chart === undefined) throw new Error("no participant");
  const sink = tracks.open(callKey, "agent", { encoding: "LINEAR16", sampleRateHertz: 8000 });
  chart.send({ type: "participant.start", conversationName: name });
  const audio = toLinear16(leg.samples);
  for (let offset = 0; offset < audio.length; offset += CHUNK_BYTES) {
    if (!sink.write(audio.subarray(offset, offset + CHUNK_BYTES))) await sink.whenWritable();
    await during(offset / 16, () => chart.getSnapshot().context.rollOvers);
    await Bun.sleep(1);
  }
  chart.send({ type: "participant.stop" });
  await until(() => reports.length > 0, "the end of recognition", 120_000);
  const report = reports.find((heard) => heard.type === "participant.stopped");
  const ledger = tracks.release(callKey).agent;
  call.stop();
  await dialogflow.close();
  const participants = simulator.record.conversation(callKey)?.participants ?? [];
  const words = participants.flatMap((participant) => participant.words).join(" ");
  return { words, expected: textOf(leg.words), report, ledger };
}

for (const api of ["bidi", "streaming"] as const) {
  test(`${api}: roll-overs forced again and again lose and double no word`, async () => {
    let pauseAtMs = 5_000;
    const outcome = await recognizeLeg(
      api,
      `${api}-rolls-over`,
      {
        rollOverAfterMs: 200,
        rollOverLatestMs: 400,
      },
      async (ms, rollOvers) => {
        if (ms < pauseAtMs) return;
        pauseAtMs += 10_000;
        const before = rollOvers();
        await until(() => rollOvers() > before, "a roll-over", 120_000);
      },
    );
    expect(outcome.words).toBe(outcome.expected);
    expect(outcome.report?.lastWords).toBe("arrived");
    expect(outcome.report?.facts.rollOvers).toBeGreaterThan(2);
    expect(outcome.ledger).toMatchObject({
      bufferedMs: 0,
      heardMs: 0,
      droppedMs: { overflow: 0, abandoned: 0 },
    });
    expect(outcome.ledger && imbalanceMs(outcome.ledger)).toBe(0);
  }, 600_000);

  test(`${api}: a cloud that drops every stream again and again costs no word`, async () => {
    let breakAtMs = 5_000;
    const outcome = await recognizeLeg(
      api,
      `${api}-recovers`,
      { backoffBaseMs: 20, backoffCapMs: 50 },
      (ms) => {
        if (ms < breakAtMs) return;
        breakAtMs += 6_000;
        simulator.faults.breakAllStreams();
      },
    );
    expect(outcome.words).toBe(outcome.expected);
    expect(outcome.report?.lastWords).toBe("arrived");
    expect(outcome.report?.facts.recoveries).toBeGreaterThan(2);
  }, 600_000);
}
