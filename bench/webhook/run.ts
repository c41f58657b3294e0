/**
 * Webhook requests of VoiceAI Connect against a bare Hono route, in one run:
 *
 *   bun bench/webhook/run.ts [--quick]
 *
 * Sidetone runs as its own process with its database, against the simulated cloud; the bare route in another. Both are
 * asked in turns, so that what else the machine does meets both. Prints a table and one JSON line; exits with 1 where
 * Sidetone manages less than half of the bare route's requests per second.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf } from "../../simulators/stage/read-lines.ts";
import { startStage } from "../../simulators/stage/stage.ts";
import { type LoadResult, runLoad } from "./load.ts";

const TOKEN = "a-token-of-the-provider";
const LEVELS = [1, 100, 1_000];
const LEAST_SHARE = 0.5;
const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 3 : 7;
const DURATION_MS = isQuick ? 1_000 : 3_000;

const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-bench-"));
const stage = await startStage({
  dataDirectory,
  settings: { AUDIOCODES_BOT_TOKEN: TOKEN, AUDIOCODES_EXPIRES_SECONDS: "3600" },
});
const bare = Bun.spawn([process.execPath, "--no-env-file", join(import.meta.dir, "bare-server.ts")], {
  stdout: "pipe",
});
const barePort = Number(await firstLine(bare.stdout));

const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
const ids = Array.from({ length: Math.max(...LEVELS) }, () => crypto.randomUUID());
let lastActivity = 0;

/** Words while they are spoken: most of what VoiceAI Connect sends. */
function bodyOf(id: string): string {
  lastActivity += 1;
  return JSON.stringify({
    conversation: id,
    activities: [
      {
        id: `activity-${String(lastActivity).padStart(12, "0")}`,
        timestamp: "2026-02-03T04:05:06.007Z",
        language: "en-US",
        type: "event",
        name: "speechHypothesis",
        value: { text: "where is my parcel it should have", stability: 0.8, participant: "caller" },
      },
    ],
  });
}

async function beginConversations(): Promise<void> {
  const bot = `${stage.httpBaseUrl}/audiocodes/bot`;
  const start = {
    type: "event",
    name: "start",
    parameters: { participants: [{ participant: "caller" }, { participant: "callee" }] },
  };
  for (const conversation of ids) {
    const post = (url: string, body: unknown) =>
      fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    await post(bot, { conversation });
    const { status } = await post(new URL(`conversation/${conversation}/activities`, bot).href, {
      conversation,
      activities: [start],
    });
    if (status !== 200) throw new Error(`start was answered with ${status}`);
  }
}

const sidetone = (conversations: number) =>
  runLoad({
    port: stage.sidetone.httpPort,
    conversations,
    durationMs: DURATION_MS,
    requestOf: (index) => ({
      path: `/audiocodes/conversation/${ids[index]}/activities`,
      headers,
      body: bodyOf(ids[index] ?? ""),
    }),
  });
const yardstick = (conversations: number) =>
  runLoad({
    port: barePort,
    conversations,
    durationMs: DURATION_MS,
    requestOf: (index) => ({ path: "/webhook", headers, body: bodyOf(ids[index] ?? "") }),
  });

await beginConversations();
const rows: Record<string, number>[] = [];
for (const conversations of LEVELS) {
  await Promise.all([sidetone(conversations), yardstick(conversations)]);
  const rounds: { ours: LoadResult; theirs: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const theirs = await yardstick(conversations);
    rounds.push({ theirs, ours: await sidetone(conversations) });
  }
  const middle = (pick: (round: { ours: LoadResult; theirs: LoadResult }) => number) =>
    rounds.map(pick).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  rows.push({
    conversations,
    barePerSecond: Math.round(middle(({ theirs }) => theirs.requestsPerSecond)),
    sidetonePerSecond: Math.round(middle(({ ours }) => ours.requestsPerSecond)),
    share: round2(middle(({ ours, theirs }) => ours.requestsPerSecond / theirs.requestsPerSecond)),
    bareP99Ms: round2(middle(({ theirs }) => theirs.p99Ms)),
    sidetoneP99Ms: round2(middle(({ ours }) => ours.p99Ms)),
    refused: rounds.reduce((total, { ours }) => total + ours.refused, 0),
  });
}
console.table(rows);
console.log(JSON.stringify({ bench: "webhook", rounds: ROUNDS, durationMs: DURATION_MS, rows }));

bare.kill();
await stage.close();
await rm(dataDirectory, { recursive: true, force: true });
const isGood = rows.every(({ share = 0, refused = 0 }) => share >= LEAST_SHARE && refused === 0);
process.exit(isGood ? 0 : 1);

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

async function firstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string | undefined> {
  for await (const line of linesOf(stream)) return line;
  return undefined;
}
