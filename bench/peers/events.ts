/** A pushed event to one desktop: Sidetone on Redis beside Google's two services on Redis, both alive in one run. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildProgram } from "../../scripts/program/build.ts";
import { SIDETONE } from "../../scripts/program/sidetone.ts";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { redisServerPath, startRedisServer } from "../../test/support/redis-server.ts";
import { type Desk, openDesk } from "../../test/ui-connector/desk.ts";
import { startBenchStage } from "../audio-path/stage.ts";
import type { Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import { payloadOf } from "../storage/events.ts";
import { pushedTo } from "../storage/versions.ts";
import { hasGoogleBackend, startGoogleBackend } from "./google-backend.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** As the bench's other processes have it. */
const PROJECT = "bench";
/** What starts beside the rest has come to rest by then. */
const SETTLE_MS = 10_000;
const ARRIVAL_DEADLINE_MS = 30_000;

/** CPU milliseconds of an event, over all processes of a peer; Redis is not counted. */
export interface PeerEvents {
  young: { google: number; sidetone: number };
  /** Medians of the rounds. */
  warm: { google: number; sidetone: number };
}

interface Peer {
  name: "google" | "sidetone";
  cpuMicros(): Promise<number>;
  push(count: number): Promise<void>;
}

/** Null without the folder of Google's services, or without redis-server. */
export async function peersEvents(
  { peers: plan }: Plan,
  say: (line: string) => void,
): Promise<PeerEvents | null> {
  const { googleBackend: folder, python, events } = plan;
  if (folder === undefined || !hasGoogleBackend(folder) || redisServerPath === null) {
    say(
      "peers-events: GOOGLE_BACKEND must name the folder of Google's aa-integration-backend, PYTHON what runs it; and redis-server is needed",
    );
    return null;
  }
  const main = await buildProgram(ROOT, SIDETONE);
  const directory = await mkdtemp(join(tmpdir(), "sidetone-peers-"));
  const trustToken = randomBytes(24).toString("hex");
  const ends: (() => unknown)[] = [() => rm(directory, { recursive: true, force: true })];
  try {
    const [googleRedis, redis] = [await startRedisServer(), await startRedisServer()];
    ends.push(googleRedis.close, redis.close);
    const pusher = await startPusher();
    ends.push(pusher.close);
    const stage = await startBenchStage();
    ends.push(stage.close);
    const google = await startGoogleBackend({
      ...{ folder, python, trustToken, directory, redisPort: googleRedis.port, project: PROJECT },
    });
    ends.push(google.end);
    const connector = { AUTH_OPTION: "Five9", CONNECTOR_TRUST_TOKEN: trustToken };
    const settings = {
      ...pushedTo(pusher, randomBytes(24).toString("hex")),
      REDIS_URL: redis.url,
      ...connector,
    };
    const sidetone = await stage.start("sidetone", { main, settings });
    const url = sidetone.operators?.url ?? "";
    await Bun.sleep(SETTLE_MS);
    const peers = [
      await peerOf("google", google, { pusher, trustToken }),
      await peerOf(
        "sidetone",
        {
          ...{ pushUrl: url, desktopUrl: url },
          cpuMicros: async () => (await sidetone.usage()).cpuMicros,
        },
        { pusher, trustToken },
      ),
    ];
    return await measured(peers, events, say);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function measured(
  peers: readonly Peer[],
  events: Plan["peers"]["events"],
  say: (line: string) => void,
): Promise<PeerEvents> {
  const cpuMs = async (peer: Peer, what: string, count: number) => {
    const before = await peer.cpuMicros();
    await peer.push(count);
    const each = ((await peer.cpuMicros()) - before) / 1_000 / count;
    say(`events, ${peer.name}, ${what}: ${each.toFixed(2)} ms of CPU each`);
    return each;
  };
  const young = { google: 0, sidetone: 0 };
  for (const peer of peers) young[peer.name] = round(await cpuMs(peer, "young", events.young));
  for (const peer of peers) await cpuMs(peer, "warming up", events.warmUp);
  const warm: Record<Peer["name"], number[]> = { google: [], sidetone: [] };
  for (let index = 1; index <= events.rounds; index += 1)
    for (const peer of index % 2 === 0 ? peers : [...peers].reverse())
      warm[peer.name].push(await cpuMs(peer, `warm ${index}`, events.window));
  return { young, warm: { google: round(median(warm.google)), sidetone: round(median(warm.sidetone)) } };
}

/** With one desktop that has joined, the same client for both: Google's UI Modules' protocol. */
async function peerOf(
  name: Peer["name"],
  { pushUrl, desktopUrl, cpuMicros }: { pushUrl: string; desktopUrl: string; cpuMicros(): Promise<number> },
  { pusher, trustToken }: { pusher: Pusher; trustToken: string },
): Promise<Peer> {
  const callId = newCallId();
  const conversation = `projects/${PROJECT}/locations/global/conversations/five9-${callId}`;
  const desk = await joinedDesk(desktopUrl, trustToken, conversation);
  let [pushed, arrived] = [0, 0];
  desk.socket.on("human-agent-assistant-event", () => {
    arrived += 1;
  });
  return {
    name,
    cpuMicros,
    async push(count) {
      for (let n = 0; n < count; n += 1) {
        pushed += 1;
        const event = { messageId: `${callId}-${pushed}`, data: payloadOf(callId, pushed) };
        const { status } = await pusher.push(`${pushUrl}/human-agent-assistant-event`, event);
        if (status !== 204) throw new Error(`a push to ${name} was answered ${status}`);
      }
      const endsAt = performance.now() + ARRIVAL_DEADLINE_MS;
      while (arrived < pushed) {
        if (performance.now() > endsAt) throw new Error(`${arrived} of ${pushed} events of ${name} arrived`);
        await Bun.sleep(5);
      }
    },
  };
}

async function joinedDesk(desktopUrl: string, trustToken: string, conversation: string): Promise<Desk> {
  const registered = await fetch(`${desktopUrl}/register`, {
    method: "POST",
    headers: { authorization: `Bearer ${trustToken}` },
  });
  const { token } = (await registered.json()) as { token: string };
  const desk = await openDesk({ baseUrl: desktopUrl }, { token });
  const [isJoined] = await desk.emit("join-conversation", conversation);
  if (isJoined !== true) throw new Error("a desktop could not join");
  return desk;
}
