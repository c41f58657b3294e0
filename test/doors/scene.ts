/** A whole Sidetone in this process with every door open that a setting can open, and the keys to all of them. */
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { Server } from "@grpc/grpc-js";
import { startAgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { startAgentAssistRest } from "../../simulators/agent-assist-rest/rest-service.ts";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { queuesOpen } from "../../simulators/stage/queues-open.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import { systemClock } from "../../src/base/clock.ts";
import { createLifecycle } from "../../src/base/lifecycle.ts";
import { createLogger } from "../../src/base/log.ts";
import { type RunningService, startService } from "../../src/service/service.ts";
import { readConfig } from "../../src/settings/read.ts";
import { parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { makeDataDirectory } from "../support/database-template.ts";
import { type ProxyKeys, startProxyKeys } from "../support/proxy-keys.ts";

/** Every secret that Sidetone was started with, and who signs tokens for it. */
export interface DoorKeys {
  apiKey: string;
  trustToken: string;
  launchKey: string;
  operatorToken: string;
  /** Of an operator who may only look. */
  watcherToken: string;
  jwtSecret: string;
  connectorToken: string;
  botToken: string;
  webhookToken: string;
  applicationsToken: string;
  pusher: Pusher;
  proxy: ProxyKeys;
  provider: VaicProvider;
  /** Signs access tokens for the Bot API. */
  oauth: Pusher;
}

export interface DoorScene {
  service: RunningService;
  httpBaseUrl: string;
  grpcAddress: string;
  keys: DoorKeys;
  projectId: string;
  /** Of the conversation profile. */
  location: string;
  /** Full name of the conversation of a Five9 call id. */
  conversationOf(callId: string): string;
  /** Full names of all gRPC methods the server serves. */
  grpcMethods: readonly string[];
  /** All lines of the log so far. */
  logLines: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

export const OAUTH = { issuer: "https://login.example/vaic", audience: "sidetone-bot" };
export const PROXY_HEADER = "x-goog-iap-jwt-assertion";
export const PROXY_EMAIL = "dana@example.com";

const secret = () => randomBytes(24).toString("hex");

export async function startDoorScene(): Promise<DoorScene> {
  const [cloud, pusher, oauth, proxy, provider] = await Promise.all([
    startAgentAssistSimulator(),
    startPusher(),
    startPusher(),
    startProxyKeys(),
    startVaicProvider(),
  ]);
  const rest = await startAgentAssistRest({ grpcAddress: cloud.address });
  const dataDirectory = await makeDataDirectory("doors");
  const { projectId, location } = parseProfileName(cloud.conversationProfileName);
  const keys: DoorKeys = {
    apiKey: secret(),
    trustToken: secret(),
    launchKey: secret(),
    operatorToken: secret(),
    watcherToken: secret(),
    jwtSecret: secret(),
    connectorToken: secret(),
    applicationsToken: secret(),
    botToken: provider.botToken,
    webhookToken: provider.settings.DIALOGFLOW_WEBHOOK_TOKEN ?? "",
    ...{ pusher, oauth, proxy, provider },
  };
  const settings = readConfig({
    ...{ PROJECT_ID: projectId, CONVERSATION_PROFILE_NAME: cloud.conversationProfileName },
    ...{ FIVE9_API_KEY: keys.apiKey, FIVE9_TRUST_TOKEN: keys.trustToken, JWT_SECRET: keys.jwtSecret },
    ...{ PANEL_LAUNCH_KEY: keys.launchKey, OPERATOR_TOKEN: keys.operatorToken },
    OPERATOR_TOKENS: `watcher:view:${keys.watcherToken}`,
    ...{ OPERATOR_PROXY_HEADER: PROXY_HEADER, OPERATOR_PROXY_KEYS_URL: proxy.url },
    ...{ OPERATOR_PROXY_ISSUER: proxy.issuer, OPERATOR_PROXY_AUDIENCE: proxy.audience },
    OPERATOR_PROXY_ROLES: `${PROXY_EMAIL}:view+reveal+act`,
    ...{ DIALOGFLOW_ENDPOINT: cloud.address, PUBSUB_EMULATOR_HOST: cloud.address },
    ...{ DIALOGFLOW_REST_ENDPOINT: rest.baseUrl, DATA_DIRECTORY: dataDirectory },
    ...{ LISTEN_HOST: "127.0.0.1", GRPC_PORT: "0", HTTP_PORT: "0" },
    ...{ AUTH_OPTION: "Five9", CONNECTOR_TRUST_TOKEN: keys.connectorToken },
    ...{ PUBSUB_DELIVERY: "both", PUSH_AUDIENCE: pusher.audience },
    ...{ PUSH_SERVICE_ACCOUNT: pusher.serviceAccount, PUSH_KEYS_URL: pusher.keysUrl },
    ...{ AUDIOCODES_OAUTH_ISSUER: OAUTH.issuer, AUDIOCODES_OAUTH_AUDIENCE: OAUTH.audience },
    AUDIOCODES_OAUTH_JWKS_URL: oauth.keysUrl,
    AGENT_APPLICATIONS_TOKEN: keys.applicationsToken,
    STATELY_INSPECTOR: "on",
    // The announced call lives as long as the matrix takes.
    AWAIT_MEDIA_MS: "3600000",
    ...provider.settings,
  });
  const logLines: Record<string, unknown>[] = [];
  const logger = createLogger("info", {
    write: (line: string) => void logLines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const lifecycle = createLifecycle({
    ...{ clock: systemClock, logger, exit: () => {} },
    ...{ drainDeadlineMs: 100, stopDeadlineMs: 10_000 },
  });
  const watched = watchRegistrations();
  const service = await startService({ settings, clock: systemClock, logger, lifecycle });
  watched.stop();
  lifecycle.markReady();
  await queuesOpen(service);
  return {
    service,
    httpBaseUrl: `http://127.0.0.1:${service.httpPort}`,
    grpcAddress: `127.0.0.1:${service.carrierPorts.grpcPort}`,
    keys,
    projectId,
    location,
    conversationOf: (callId) => `projects/${projectId}/locations/${location}/conversations/five9-${callId}`,
    grpcMethods: watched.names,
    logLines,
    async close() {
      await lifecycle.shutdown("the test is over");
      await rest.close();
      await Promise.all([cloud.close(), pusher.close(), oauth.close(), proxy.close(), provider.close()]);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Hears which methods gRPC servers of this process are given; the library keeps its own table to itself. */
function watchRegistrations(): { names: string[]; stop(): void } {
  const names: string[] = [];
  const { register } = Server.prototype;
  Server.prototype.register = function registerAndTell(this: Server, ...given: Parameters<typeof register>) {
    names.push(given[0]);
    return register.apply(this, given);
  } as typeof register;
  return {
    names,
    stop: () => {
      Server.prototype.register = register;
    },
  };
}
