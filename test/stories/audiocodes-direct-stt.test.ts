/** VoiceAI Connect streams both participants' audio (directSTT) and Sidetone recognises it as it does Five9's. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { audioOfSample } from "../../simulators/five9/call-audio.ts";
import { openDesktop } from "../../simulators/stage/desktop-client.ts";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { eventually } from "../support/eventually.ts";
import { startTestStage, type TestStage } from "../support/test-stage.ts";

const TOKEN = "a-token-of-the-provider";
const STORY_MS = 600_000;
const CHUNK_BYTES = 3_200;
/** Milliseconds between chunks of 200 ms: fifty times real time. */
const CHUNK_PAUSE_MS = 4;
type Json = Record<string, unknown>;

const sample = await readSample("lost-card");
const { legs } = await audioOfSample(sample);
let scene: TestStage;

beforeAll(async () => {
  scene = await startTestStage({ settings: { AUDIOCODES_BOT_TOKEN: TOKEN, AUDIOCODES_DIRECT_STT: "on" } });
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

async function openSession(conversationId: string) {
  const { httpBaseUrl } = scene.stage;
  const frames: Json[] = [];
  // Bun's WebSocket takes headers; the type of the web's own does not know them.
  const options = { headers: { authorization: `Bearer ${TOKEN}` } } as unknown as string[];
  const socket = new WebSocket(`${httpBaseUrl.replace("http", "ws")}/audiocodes/stream`, options);
  socket.addEventListener("message", ({ data }) => frames.push(JSON.parse(String(data)) as Json));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error("the session was refused")));
  });
  const say = (frame: Json) => socket.send(JSON.stringify({ conversationId, ...frame }));
  const heard = (type: string, count = 1) =>
    eventually(() => frames.filter((frame) => frame.type === type).length >= count);
  return { frames, say, heard };
}

/** A metric of the process; those of audio count every carrier. */
const metric = async (name: string) => (await readMetrics(scene.stage)).sum(name);

test(
  "every word that was streamed reaches the desktop once, with its speaker, and the conversation completes",
  async () => {
    const conversationId = crypto.randomUUID();
    const { httpBaseUrl, secrets } = scene.stage;
    const { launchKey } = secrets;
    const desktop = await openDesktop({
      httpBaseUrl,
      callId: conversationId,
      launchKey,
      source: "audiocodes",
    });
    const vaic = await openSession(conversationId);
    vaic.say({ type: "session.initiate", botName: "assist", supportedMediaFormats: ["raw/lpcm16_8"] });
    await vaic.heard("session.accepted");
    expect(vaic.frames[0]).toMatchObject({ mediaFormat: "raw/lpcm16_8" });
    const participants = [{ participant: "caller" }, { participant: "callee" }];
    const start = { type: "event", name: "start", id: "1", parameters: { participants } };
    vaic.say({ type: "activities", activities: [start] });
    await vaic.heard("activities");

    const audio: [string, Uint8Array][] = [
      ["caller", legs.customer ?? new Uint8Array()],
      ["callee", legs.agent ?? new Uint8Array()],
    ];
    for (const [participant] of audio) vaic.say({ type: "userStream.start", participant });
    await vaic.heard("userStream.started", 2);
    expect(await metric("sidetone_legs_open")).toBe(2);
    for (let at = 0; at < (legs.agent?.length ?? 0); at += CHUNK_BYTES) {
      for (const [participant, pcm] of audio) {
        const audioChunk = Buffer.from(pcm.subarray(at, at + CHUNK_BYTES)).toString("base64");
        vaic.say({ type: "userStream.chunk", participant, audioChunk });
      }
      await Bun.sleep(CHUNK_PAUSE_MS);
    }
    for (const [participant] of audio) vaic.say({ type: "userStream.stop", participant });
    await vaic.heard("userStream.stopped", 2);
    expect(await metric("sidetone_legs_open")).toBe(0);
    const sentBytes = audio.reduce((sum, [, pcm]) => sum + pcm.byteLength, 0);
    expect(await metric("sidetone_audio_bytes_total")).toBe(sentBytes);
    expect(await metric("sidetone_audio_messages_total")).toBe(2 * Math.ceil(sentBytes / 2 / CHUNK_BYTES));
    expect(await scene.settledScore(sample, desktop)).toMatchObject({
      lost: [],
      duplicated: [],
      suggestionsDelivered: sample.suggestions.length,
    });

    vaic.say({ type: "session.end", reasonCode: "client-disconnected", reason: "the call is over" });
    const record = () => scene.stage.cloud.record.conversation(`vaic-${conversationId}`);
    await eventually(() => record()?.completedAtMs !== undefined);
    expect(
      record()
        ?.participants.map(({ role }) => role)
        .toSorted(),
    ).toEqual(["END_USER", "HUMAN_AGENT"]);
    for (const { audioMs } of record()?.participants ?? [])
      expect(audioMs).toBeGreaterThanOrEqual(sample.durationMs);
    desktop.close();
  },
  STORY_MS,
);
