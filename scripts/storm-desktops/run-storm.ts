/** Many desktops on many calls while connections break everywhere; at the end each must have everything once, in order. */
import { randomBytes } from "node:crypto";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { fetchPanelSettings } from "../../simulators/stage/desktop-client.ts";
import { type SidetoneProcess, startSidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import { pushEvents } from "./push-events.ts";
import { openStormDesktop, type StormDesktop } from "./storm-desktop.ts";
import { type StormScore, scoreStorm } from "./storm-score.ts";
import { startWeather } from "./weather.ts";

export interface StormOptions {
  redisUrl: string;
  calls: number;
  desktopsPerCall: number;
  eventsPerCall: number;
  /** Over which the events are spread. */
  durationMs: number;
  /** Time between two cuts of all of the server's Redis connections. */
  cutEveryMs: number;
  /** Share of the desktops that loses its connection each second. */
  dropShare: number;
  say?: (sentence: string) => void;
}

export interface StormResult extends StormScore {
  desktops: number;
  calls: number;
  pushes: number;
  pushesAnsweredLater: number;
  redisConnectionsCut: number;
  desktopsDropped: number;
  joins: number;
  /** From the last push to the last desktop being complete. */
  settledAfterMs: number;
}

const PROJECT = "demo-project";
const OPENING_AT_ONCE = 25;
const SETTLE_DEADLINE_MS = 60_000;
const JOIN_DEADLINE_MS = 60_000;

export async function runStorm(options: StormOptions): Promise<StormResult> {
  const say = options.say ?? (() => {});
  const pusher = await startPusher();
  const launchKey = randomBytes(24).toString("hex");
  const sidetone = await startSidetone(options.redisUrl, pusher, launchKey);
  const httpBaseUrl = `http://127.0.0.1:${sidetone.httpPort}`;
  const desktops: StormDesktop[] = [];
  try {
    const callIds = Array.from({ length: options.calls }, (_, index) => String(400_000_000_000_000 + index));
    const seats = callIds.flatMap((callId) => Array<string>(options.desktopsPerCall).fill(callId)).values();
    const seatAll = async () => {
      for (const callId of seats) {
        const pass = await fetchPanelSettings({ httpBaseUrl, callId, launchKey });
        desktops.push(openStormDesktop({ httpBaseUrl, callId, ...pass }));
      }
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, seatAll));
    await until(() => desktops.every((desktop) => desktop.isJoined()), JOIN_DEADLINE_MS);
    say(`${desktops.length} desktops have joined ${options.calls} calls`);

    const { cutEveryMs, dropShare, redisUrl } = options;
    const weather = startWeather({ redisUrl, desktops, cutEveryMs, dropShare });
    const conversationOf = (callId: string) =>
      `projects/${PROJECT}/locations/global/conversations/five9-${callId}`;
    const pushed = await pushEvents({ ...options, pusher, httpBaseUrl, callIds, conversationOf });
    const lastPushAtMs = performance.now();
    await weather.clear();
    say(`all ${pushed.pushes} events are in, ${weather.cuts()} Redis connections were cut`);
    const isComplete = (desktop: StormDesktop) => desktop.sequences.length >= options.eventsPerCall;
    await until(() => desktops.every(isComplete), SETTLE_DEADLINE_MS);
    return {
      desktops: desktops.length,
      calls: options.calls,
      ...pushed,
      redisConnectionsCut: weather.cuts(),
      desktopsDropped: weather.drops(),
      joins: desktops.reduce((sum, desktop) => sum + desktop.joins(), 0),
      settledAfterMs: Math.round(performance.now() - lastPushAtMs),
      ...scoreStorm(desktops, options.eventsPerCall),
    };
  } finally {
    for (const desktop of desktops) desktop.close();
    await sidetone.stop();
    await pusher.close();
  }
}

function startSidetone(redisUrl: string, pusher: Pusher, launchKey: string): Promise<SidetoneProcess> {
  const secret = () => randomBytes(24).toString("hex");
  return startSidetoneProcess({
    PROJECT_ID: PROJECT,
    CONVERSATION_PROFILE_NAME: `projects/${PROJECT}/locations/global/conversationProfiles/demo`,
    FIVE9_API_KEY: secret(),
    FIVE9_TRUST_TOKEN: secret(),
    JWT_SECRET: secret(),
    PANEL_LAUNCH_KEY: launchKey,
    OPERATOR_TOKEN: secret(),
    REDIS_URL: redisUrl,
    PUBSUB_DELIVERY: "push",
    PUSH_AUDIENCE: pusher.audience,
    PUSH_SERVICE_ACCOUNT: pusher.serviceAccount,
    PUSH_KEYS_URL: pusher.keysUrl,
    DIALOGFLOW_ENDPOINT: "127.0.0.1:9",
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
  });
}

/** Waits at most so long; what is missing then shows in the score. */
async function until(isTrue: () => boolean, deadlineMs: number): Promise<void> {
  const endsAtMs = performance.now() + deadlineMs;
  while (!isTrue() && performance.now() < endsAtMs) await Bun.sleep(50);
}
