/** Many agents' own applications, a share of them reloading all the time, while metadata keeps coming for each call. */
import { randomBytes } from "node:crypto";
import { startAgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { startSidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { pushEvents } from "../storm-desktops/push-events.ts";
import { createStormAgent, type StormAgent } from "./storm-agent.ts";

export interface StormOptions {
  /** Each in a call of their own. */
  agents: number;
  /** Share of the agents that reloads each second. */
  reloadShare: number;
  durationMs: number;
  /** Metadata for each call. */
  metadataPerCall: number;
  dataDirectory: string;
  /** So many processes that share calls on this Redis; each life of an agent connects to any. Default: one without Redis. */
  fleet?: { redisUrl: string; instances: number };
  say?: (sentence: string) => void;
}

export interface StormResult {
  ok: boolean;
  agents: number;
  reloads: number;
  sessionsResumed: number;
  sessionsLost: number;
  metadataExpected: number;
  metadataLost: number;
  metadataDoubled: number;
  metadataOutOfOrder: number;
  resumeMs: { p50: number; p99: number };
}

const PROJECT = "demo-project";
const AT_ONCE = 50;
const SETTLE_DEADLINE_MS = 120_000;
const TICK_MS = 100;

export async function runStorm(options: StormOptions): Promise<StormResult> {
  const { say = () => {} } = options;
  const secret = () => randomBytes(24).toString("hex");
  const [token, botToken, operatorToken] = [secret(), secret(), secret()];
  const [cloud, pusher] = await Promise.all([
    startAgentAssistSimulator({ project: PROJECT, conversationCapacity: options.agents * 2 }),
    startPusher(),
  ]);
  const [home] = cloud.conversationProfileName.split("/conversationProfiles/");
  const place: Record<string, string> =
    options.fleet === undefined
      ? { DATA_DIRECTORY: options.dataDirectory }
      : { REDIS_URL: options.fleet.redisUrl };
  const environment = {
    ...{ PROJECT_ID: PROJECT, CONVERSATION_PROFILE_NAME: cloud.conversationProfileName },
    ...{ JWT_SECRET: secret(), OPERATOR_TOKEN: operatorToken, AUDIOCODES_BOT_TOKEN: botToken },
    ...{ AGENT_APPLICATIONS_TOKEN: token, AUDIOCODES_EXPIRES_SECONDS: "3600" },
    ...{ MAX_STREAMS: String(options.agents * 2), MAX_DESKTOPS: String(options.agents * 2) },
    ...{ PUBSUB_DELIVERY: "push", PUSH_AUDIENCE: pusher.audience, PUSH_KEYS_URL: pusher.keysUrl },
    ...{ PUSH_SERVICE_ACCOUNT: pusher.serviceAccount, DIALOGFLOW_ENDPOINT: cloud.address },
    ...{ ...place, LISTEN_HOST: "127.0.0.1", GRPC_PORT: "0", HTTP_PORT: "0" },
  };
  const instances = await Promise.all(
    Array.from({ length: options.fleet?.instances ?? 1 }, () => startSidetoneProcess(environment)),
  );
  const urls = instances.map(({ httpPort }) => `http://127.0.0.1:${httpPort}`);
  const anyUrl = () => urls[Math.floor(Math.random() * urls.length)] ?? "";
  const seats = Array.from({ length: options.agents }, (_, index) => ({
    conversationId: crypto.randomUUID(),
    phoneNumber: `+1415${5_550_000 + index}`,
    agentId: `agent-${index}`,
  }));
  const agents = seats.map((seat) => createStormAgent({ anyUrl, token, ...seat }));
  try {
    for (const url of urls) await knowsAll(url, operatorToken, urls.length);
    await inTurn(seats, (seat) => beginCall(anyUrl, botToken, seat));
    await inTurn(agents, (agent) => agent.begin());
    say(`${agents.length} agents have assistance in ${agents.length} calls`);
    const storm = new AbortController();
    const reloading = reloadAll(agents, options.reloadShare, storm.signal);
    await pushEvents({
      ...{
        pusher,
        httpBaseUrl: anyUrl(),
        durationMs: options.durationMs,
        eventsPerCall: options.metadataPerCall,
      },
      callIds: seats.map(({ conversationId }) => conversationId),
      conversationOf: (id) => `${home}/conversations/vaic-${id}`,
    });
    storm.abort();
    await reloading;
    say("all metadata is in, and nobody reloads any more");
    const isComplete = (agent: StormAgent) => agent.sequences().length >= options.metadataPerCall;
    const endsAtMs = performance.now() + SETTLE_DEADLINE_MS;
    while (!agents.every(isComplete) && performance.now() < endsAtMs) await Bun.sleep(TICK_MS);
    return scoreStorm(agents, options.metadataPerCall);
  } finally {
    for (const agent of agents) agent.close();
    await Promise.all(instances.map((instance) => instance.stop()));
    await Promise.all([cloud.close(), pusher.close()]);
  }
}

export function scoreStorm(
  agents: readonly Pick<StormAgent, "score" | "sequences">[],
  metadataPerCall: number,
): StormResult {
  const sum = (of: (agent: Pick<StormAgent, "score" | "sequences">) => number) =>
    agents.reduce((total, agent) => total + of(agent), 0);
  const resumeMs = agents.flatMap(({ score }) => score.resumeMs).toSorted((a, b) => a - b);
  const percentile = (share: number) => Math.round(resumeMs[Math.floor(share * resumeMs.length)] ?? 0);
  const result = {
    agents: agents.length,
    reloads: sum(({ score }) => score.reloads),
    sessionsResumed: sum(({ score }) => score.resumed),
    sessionsLost: sum(({ score }) => score.reloads - score.resumed + score.ended),
    metadataExpected: agents.length * metadataPerCall,
    metadataLost: sum(({ sequences }) => Math.max(0, metadataPerCall - new Set(sequences()).size)),
    metadataDoubled: sum(({ score }) => score.doubled),
    metadataOutOfOrder: sum(({ score }) => score.outOfOrder),
    resumeMs: { p50: percentile(0.5), p99: percentile(0.99) },
  };
  const faults =
    result.sessionsLost + result.metadataLost + result.metadataDoubled + result.metadataOutOfOrder;
  return { ok: faults === 0 && result.reloads > 0, ...result };
}

/** An instance knows the others a second after they have started: until then it takes them for gone. */
async function knowsAll(url: string, operatorToken: string, instances: number): Promise<void> {
  const endsAtMs = performance.now() + SETTLE_DEADLINE_MS;
  for (;;) {
    const metrics = await readMetrics({ httpBaseUrl: url, secrets: { operatorToken } });
    if (metrics.sum("sidetone_fleet_instances") === instances) return;
    if (performance.now() > endsAtMs) throw new Error("the instances do not know each other");
    await Bun.sleep(TICK_MS);
  }
}

/** As VoiceAI Connect begins a recorded call (Bot API, call initiation). */
async function beginCall(
  anyUrl: () => string,
  botToken: string,
  { conversationId, phoneNumber }: { conversationId: string; phoneNumber: string },
): Promise<void> {
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${botToken}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ conversation: conversationId, ...body }) };
    const { status } = await fetch(`${anyUrl()}/audiocodes/${path}`, init);
    if (status !== 200) throw new Error(`the call could not be begun: ${status}`);
  };
  await post("bot", { bot: "storm", capabilities: [] });
  const participants = [
    { participant: "caller", uriUser: "+15550100", uriHost: "sbc.example.net" },
    { participant: "callee", uriUser: phoneNumber, uriHost: "sbc.example.net" },
  ];
  const start = {
    id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    type: "event",
    name: "start",
  };
  await post(`conversation/${conversationId}/activities`, {
    activities: [{ ...start, parameters: { vaigConversationId: conversationId, participants } }],
  });
}

/** One agent after the other, as many in a second as the share says; ends when all under way are back. */
async function reloadAll(agents: readonly StormAgent[], share: number, signal: AbortSignal): Promise<void> {
  const underWay = new Map<StormAgent, Promise<void>>();
  const startedMs = performance.now();
  let begun = 0;
  while (!signal.aborted) {
    const due = ((performance.now() - startedMs) / 1_000) * share * agents.length;
    for (; begun < due; begun += 1) {
      const agent = agents[begun % agents.length];
      // A page that is still loading is not loaded again.
      if (agent === undefined || underWay.has(agent)) continue;
      const forget = () => void underWay.delete(agent);
      // A failed one shows in the score: it has not resumed.
      underWay.set(agent, agent.reload().then(forget, forget));
    }
    await Bun.sleep(TICK_MS);
  }
  await Promise.all(underWay.values());
}

async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = all.values();
  const workThrough = async () => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
}
