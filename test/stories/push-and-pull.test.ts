import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { type DesktopEvent, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type SidetoneProcess, startSidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { shownForm } from "../../src/assist/event.ts";
import { eventOf } from "../../src/assist/google/logged.ts";
import { INITIAL_STATE, type PanelState, reducePanel } from "../../src/web/panel/state/panel-state.ts";
import { eventsPerCall, type MixedEvent, mixOfEvents, shuffled } from "../support/event-mix.ts";
import { eventually } from "../support/eventually.ts";
import { type PubsubBroker, startPubsubBroker } from "../support/pubsub-broker.ts";
import { seededRandom } from "../support/random.ts";
import { redisServerPath, startRedisServer } from "../support/redis-server.ts";

/** Twenty thousand deliveries are much for a machine that does much else; only a hang takes as long. */
const STORY_MS = 1_000_000;
const PROJECT = "demo-project";
const CALLS = 20;
const UTTERANCES = 63;
const PUSH_BACK_OFF_MS = 100;
const PUSHES_AT_ONCE = 32;
const LAUNCH_KEY = "launch-key-for-the-story";
const SECRETS = {
  FIVE9_API_KEY: "api-key-for-the-story",
  FIVE9_TRUST_TOKEN: "trust-token-for-the-story",
  JWT_SECRET: "a-signing-secret-of-more-than-32-characters",
  PANEL_LAUNCH_KEY: LAUNCH_KEY,
  OPERATOR_TOKEN: "operator-token-for-the-story",
};
const callIds = Array.from({ length: CALLS }, (_, index) => String(300_000_000_000_000 + index));
const events = mixOfEvents({
  conversationNames: callIds.map((id) => `projects/${PROJECT}/locations/global/conversations/five9-${id}`),
  utterances: UTTERANCES,
  startMs: Date.UTC(2026, 10, 20, 10),
});

let pusher: Pusher;
let broker: PubsubBroker;
let dataDirectory: string;
const processes: SidetoneProcess[] = [];

/** Redis where the machine has it, which is quicker; the embedded database else. */
async function storageSetting(name: string): Promise<Record<string, string>> {
  if (redisServerPath === null) return { DATA_DIRECTORY: join(dataDirectory, name) };
  const redis = await startRedisServer();
  stops.push(redis.close);
  return { REDIS_URL: redis.url };
}

async function startSidetone(delivery: "pull" | "push"): Promise<SidetoneProcess> {
  const sidetone = await startSidetoneProcess({
    ...SECRETS,
    PROJECT_ID: PROJECT,
    CONVERSATION_PROFILE_NAME: `projects/${PROJECT}/locations/global/conversationProfiles/demo`,
    PUBSUB_DELIVERY: delivery,
    PUSH_AUDIENCE: pusher.audience,
    PUSH_SERVICE_ACCOUNT: pusher.serviceAccount,
    PUSH_KEYS_URL: pusher.keysUrl,
    PUBSUB_EMULATOR_HOST: broker.address,
    DIALOGFLOW_ENDPOINT: broker.address,
    ...(await storageSetting(delivery)),
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
    LOG_LEVEL: "info",
  });
  processes.push(sidetone);
  return sidetone;
}

/** What the desktops of all calls have, by call id. */
async function watchAll(sidetone: SidetoneProcess): Promise<Map<string, readonly DesktopEvent[]>> {
  const httpBaseUrl = `http://127.0.0.1:${sidetone.httpPort}`;
  const watched = new Map<string, readonly DesktopEvent[]>();
  for (const callId of callIds) {
    const desktop = await openDesktop({ httpBaseUrl, callId, launchKey: LAUNCH_KEY });
    closers.push(desktop.close);
    watched.set(callId, desktop.events);
  }
  return watched;
}
const closers: (() => void)[] = [];
const stops: (() => Promise<void>)[] = [];

async function untilAllIn(watched: Map<string, readonly DesktopEvent[]>): Promise<void> {
  const expected = events.filter(({ isLogged }) => isLogged).length / CALLS;
  await eventually(() => {
    for (const received of watched.values()) {
      const logged = received.filter(({ sequence }) => sequence !== undefined).length;
      if (logged < expected) throw new Error(`a desktop has ${logged} of ${expected} events`);
    }
  }, STORY_MS / 2);
}

/** The same deliveries for both: every event twice, in one random order. */
const deliveries = shuffled([...events, ...events], seededRandom(20_261_121));

function deliverByPull(): void {
  for (const event of deliveries) {
    const { dataType, messageId, publishTimeMs, attributes } = event;
    broker.deliver(dataType, { messageId, publishTimeMs, attributes, data: Buffer.from(event.data) });
  }
}

async function deliverByPush(sidetone: SidetoneProcess): Promise<void> {
  const queue = deliveries.values();
  const send = async () => {
    for (const event of queue) await pushOne(sidetone, event);
  };
  await Promise.all(Array.from({ length: PUSHES_AT_ONCE }, send));
}

async function pushOne(sidetone: SidetoneProcess, event: MixedEvent): Promise<void> {
  const url = `http://127.0.0.1:${sidetone.httpPort}/${event.dataType}`;
  const { messageId, data, attributes } = event;
  const publishTime = new Date(event.publishTimeMs).toISOString();
  const form = event.data.length % 2 === 0 ? "wrapped" : "unwrapped";
  for (;;) {
    const response = await pusher.push(url, { messageId, data, attributes, publishTime }, { form });
    if (response.status === 204) return;
    if (response.status !== 503) throw new Error(`a push was answered ${response.status}`);
    // Pub/Sub waits 100 ms at the least. (cloud.google.com/pubsub/docs/push, push backoff)
    await Bun.sleep(PUSH_BACK_OFF_MS);
  }
}

/** Logged events as far as they do not depend on the order in which they came. */
function contentOf(received: readonly DesktopEvent[]): string[] {
  return received
    .filter(({ sequence }) => sequence !== undefined)
    .map(({ dataType, messageId, participantRole, data }) =>
      JSON.stringify([dataType, messageId, participantRole, data]),
    )
    .toSorted();
}

/** Interims that were shown after the final of their utterance. */
function staleInterims(received: readonly DesktopEvent[]): string[] {
  const finished = new Set<string>();
  return received.flatMap(({ dataType, data, messageId, sequence }) => {
    if (dataType !== "new-recognition-result-notification-event") return [];
    const { transcript } = data.newRecognitionResultPayload as { transcript: string };
    if (sequence !== undefined) finished.add(transcript);
    return sequence === undefined && finished.has(transcript) ? [messageId] : [];
  });
}

/** What the agent finally sees: the transcript, and the cards in any order. */
function screenOf(received: readonly DesktopEvent[]) {
  let state: PanelState = INITIAL_STATE;
  for (const { dataType, messageId, data, sequence, participantRole } of received) {
    const attributes = { participant_role: participantRole ?? "" };
    const entry = { dataType, data: JSON.stringify(data), messageId, publishTime: "", attributes };
    const event = shownForm(eventOf("", entry), sequence ?? null);
    state = reducePanel(state, { type: "event.received", event });
  }
  const cards = state.suggestions.cards.map(({ id, content }) => JSON.stringify([id, content])).toSorted();
  return { messages: state.transcript.messages, cards };
}

describe("the same 10,000 events, each delivered twice and in one random order, by pull and by push", () => {
  const results: { how: string; watched: Map<string, readonly DesktopEvent[]> }[] = [];

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-push-"));
    pusher = await startPusher();
    broker = await startPubsubBroker(PROJECT, deliveries.length);
    const [byPull, byPush] = await Promise.all([startSidetone("pull"), startSidetone("push")]);
    const pulled = await watchAll(byPull);
    const pushed = await watchAll(byPush);
    deliverByPull();
    await untilAllIn(pulled);
    await deliverByPush(byPush);
    await untilAllIn(pushed);
    results.push({ how: "pull", watched: pulled }, { how: "push", watched: pushed });
  }, STORY_MS);
  afterAll(async () => {
    for (const close of closers) close();
    await Promise.all(processes.map((process) => process.stop()));
    await Promise.all(stops.map((stop) => stop()));
    broker?.close();
    await pusher?.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }, STORY_MS);

  test("are as many as the story says", () => {
    expect(events.length).toBe(CALLS * eventsPerCall(UTTERANCES));
    expect(events.length).toBeGreaterThanOrEqual(10_000);
  });

  test("reach every desktop once, in sequence, without a gap", () => {
    for (const { watched } of results) {
      for (const received of watched.values()) {
        const sequences = received.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence]));
        expect(sequences).toEqual(sequences.map((_, index) => index + 1));
      }
    }
  });

  test("are the same events with the same content either way", () => {
    const [pull, push] = results;
    for (const callId of callIds) {
      const sent = events.filter(
        ({ conversationName, isLogged }) => isLogged && conversationName.endsWith(callId),
      );
      const pulled = contentOf(pull?.watched.get(callId) ?? []);
      expect(pulled).toHaveLength(sent.length);
      expect(contentOf(push?.watched.get(callId) ?? [])).toEqual(pulled);
    }
  });

  test("show no interim transcript after its final, either way", () => {
    for (const { watched } of results) {
      for (const received of watched.values()) expect(staleInterims(received)).toEqual([]);
    }
  });

  test("leave the same words in the same order on the agent's screen, and the same cards", () => {
    const [pull, push] = results;
    for (const callId of callIds) {
      const screen = screenOf(pull?.watched.get(callId) ?? []);
      expect(screen.messages).toHaveLength(UTTERANCES);
      expect(screenOf(push?.watched.get(callId) ?? [])).toEqual(screen);
    }
  });
});
