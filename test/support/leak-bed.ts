/** The Five9 endpoint with real actors, tracks and recognisers against the simulated cloud, all in this process and quick to end. */
import { readdir, readlink } from "node:fs/promises";
import {
  type AgentAssistSimulator,
  startAgentAssistSimulator,
} from "../../simulators/agent-assist/simulator.ts";
import { Tracks } from "../../src/audio/tracks.ts";
import { createLogger } from "../../src/base/log.ts";
import { LocalDirectory } from "../../src/calls/directory.ts";
import { callMachineFor } from "../../src/service/call-machine.ts";
import { connectDialogflow, conversationsAt } from "../../src/service/google-assist.ts";
import type { Dialogflow } from "../../src/transports/dialogflow/dialogflow.ts";
import { five9CallRef } from "../../src/transports/five9/call-key.ts";
import { type Five9Server, startFive9Server } from "../../src/transports/five9/server.ts";
import { RecognitionDesk } from "../../src/transports/speech-switch/recognition-desk.ts";
import { type CountingClock, createCountingClock } from "./counting-clock.ts";
import { TEST_TRUST_TOKEN } from "./five9-server.ts";
import { createMemoryCallStore } from "./memory-call-store.ts";
import { createMemoryEpisodes } from "./memory-episodes.ts";
import { CALL_TIMING, FIVE9_LIMITS, PARTICIPANT_TIMING, TEST_SETTINGS, TRACK_SETTINGS } from "./settings.ts";

export interface LeakBed {
  clock: CountingClock;
  cloud: AgentAssistSimulator;
  directory: LocalDirectory;
  tracks: Tracks;
  dialogflow: Dialogflow;
  five9: Five9Server;
  address: string;
  callsStarted(): number;
  close(): Promise<void>;
}

export async function openLeakBed(): Promise<LeakBed> {
  const clock = createCountingClock();
  const logger = createLogger("silent");
  const cloud = await startAgentAssistSimulator({ conversationCapacity: 50, subscriptionCapacity: 50 });
  const { MAX_STREAMS, RECOGNITION_API, ROLL_OVER_AFTER_MS, ROLL_OVER_LATEST_MS } = TEST_SETTINGS;
  const settings = { ...TRACK_SETTINGS, coalesceMs: 20 };
  const tracks = new Tracks({ clock, logger, settings, maxTracks: MAX_STREAMS });
  const dialogflow = await connectDialogflow({
    settings: {
      CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
      DIALOGFLOW_ENDPOINT: cloud.address,
      COALESCE_MS: 20,
      REPLAY_SETTLE_MS: 0,
      MAX_STREAMS,
      RECOGNITION_API,
      ROLL_OVER_AFTER_MS,
      ROLL_OVER_LATEST_MS,
    },
    clock,
    logger,
    tracks,
  });
  let started = 0;
  // What is stored of a call must not be taken for what is left of it.
  const { save, saveRecords, appendHistory, ...rest } = createMemoryCallStore();
  const directory = new LocalDirectory({
    machine: callMachineFor(conversationsAt(dialogflow), new RecognitionDesk()),
    timing: { ...CALL_TIMING, reconnectGraceMs: 30, openRetryBaseMs: 10, openAttempts: 2 },
    participantTiming: { ...PARTICIPANT_TIMING, backoffBaseMs: 10, lastWordsDeadlineMs: 5_000 },
    recognition: "always",
    episodes: createMemoryEpisodes(),
    isErased: async () => false,
    store: { ...rest, save: async () => {}, saveRecords: async () => {}, appendHistory: async () => {} },
    clock,
    logger,
    maxCalls: 2_000,
    onStarted: () => {
      started += 1;
    },
    onEnded: (callKey) => void tracks.release(callKey),
  });
  const five9 = await startFive9Server({
    host: "127.0.0.1",
    port: 0,
    trustToken: TEST_TRUST_TOKEN,
    directory,
    sinks: tracks,
    callRefOf: five9CallRef,
    streamsOf: () => [],
    clock,
    logger,
    limits: { ...FIVE9_LIMITS, firstMessageTimeoutMs: 1_500, idleTimeoutMs: 1_000 },
    metrics: { count: () => {} },
    refusals: { note: () => {}, close: () => {} },
    guesses: { wrong: async () => 0 },
  });
  return {
    clock,
    cloud,
    directory,
    tracks,
    dialogflow,
    five9,
    address: `127.0.0.1:${five9.port}`,
    callsStarted: () => started,
    async close() {
      await five9.close();
      await directory.suspend();
      tracks.close();
      await dialogflow.close();
      await cloud.close();
    },
  };
}

/** Sockets this process holds; undefined if the system does not tell. */
export async function openSockets(): Promise<number | undefined> {
  const folder = "/proc/self/fd";
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return targets.filter((target) => target.startsWith("socket:")).length;
}
