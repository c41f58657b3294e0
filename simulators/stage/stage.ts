/** Everything around one Sidetone process: the simulated Agent Assist cloud, secrets, and calls placed into it. */
import { randomBytes } from "node:crypto";
import type { Sample } from "../../samples/sample.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import type { AgentAssistSimulatorOptions } from "../agent-assist/options.ts";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "../agent-assist/simulator.ts";
import { type AgentAssistRest, startAgentAssistRest } from "../agent-assist-rest/rest-service.ts";
import { audioOfSample } from "../five9/call-audio.ts";
import { type PlaceCallOptions, type PlacedCall, placeCall } from "../five9/place-call.ts";
import { type Line, openLine } from "../line/line.ts";
import type { SentAudio } from "./call-score.ts";
import { queuesOpen } from "./queues-open.ts";
import { type SidetoneProcess, startSidetoneProcess } from "./sidetone-process.ts";

export interface StageOptions {
  dataDirectory: string;
  cloud?: AgentAssistSimulatorOptions;
  /** Sidetone reaches Dialogflow, though not Pub/Sub, through a line that can be made bad. */
  hasLine?: boolean;
  /** Dialogflow's REST service too, for the UI connector. */
  hasRest?: boolean;
  /** Further settings for Sidetone; they win over the stage's own. */
  settings?: Record<string, string>;
  /** See SidetoneProcessOptions. */
  ownGroup?: boolean;
  /** See SidetoneProcessOptions. */
  onLogLine?: (line: string) => void;
  /** Starts Sidetone with exactly this environment. By default as a process of its own, and the two options above are for that. */
  start?: (environment: Record<string, string>) => Promise<SidetoneProcess>;
}

export interface StageSecrets {
  apiKey: string;
  trustToken: string;
  launchKey: string;
  operatorToken: string;
}

export interface Stage {
  cloud: AgentAssistSimulator;
  /** Present where the stage was started with `hasLine`. */
  line: Line | undefined;
  /** Present where the stage was started with `hasRest`. */
  rest: AgentAssistRest | undefined;
  sidetone: SidetoneProcess;
  httpBaseUrl: string;
  secrets: StageSecrets;
  /** Resolves once the job queues, which start beside the rest, take events. */
  queuesOpen(): Promise<void>;
  /** Plays a sample as Five9 would, once its webhooks are taken; `sent` fills up while it does. */
  call(sample: Sample, options?: Partial<PlaceCallOptions>): Promise<PlacedCall & { sent: SentAudio[] }>;
  /** A resource of the operators' API as JSON; the path is the part below /operators/api. */
  operators(path: string): Promise<Record<string, unknown>>;
  /** What operators see of a call; null if it is not known. */
  callDetail(callKey: string): Promise<CallDetail | null>;
  /** Kills (or stops) Sidetone and starts it again with the same settings and data. */
  restart(how: "stop" | "kill"): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_DEADLINE_MS = 60_000;

const secret = () => randomBytes(24).toString("hex");
let lastCallNumber = 0;

/** A call id like Five9's: 15 digits, not used before on this machine's clock. */
export function newCallId(): string {
  lastCallNumber = Math.max(lastCallNumber + 1, Date.now() % 1_000_000_000_000);
  return `300${String(lastCallNumber).padStart(12, "0")}`;
}

export async function startStage(options: StageOptions): Promise<Stage> {
  const cloud = await startAgentAssistSimulator(options.cloud);
  const line = options.hasLine === true ? await openLine(cloud.address) : undefined;
  const rest =
    options.hasRest === true
      ? await startAgentAssistRest({ grpcAddress: cloud.address, setup: cloud.setup })
      : undefined;
  const closeCloud = async () => {
    await rest?.close();
    await line?.close();
    await cloud.close();
  };
  const secrets: StageSecrets = {
    apiKey: secret(),
    trustToken: secret(),
    launchKey: secret(),
    operatorToken: secret(),
  };
  const environment: Record<string, string> = {
    PROJECT_ID: cloud.conversationProfileName.split("/")[1] ?? "",
    CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
    FIVE9_API_KEY: secrets.apiKey,
    FIVE9_TRUST_TOKEN: secrets.trustToken,
    JWT_SECRET: secret(),
    PANEL_LAUNCH_KEY: secrets.launchKey,
    OPERATOR_TOKEN: secrets.operatorToken,
    DIALOGFLOW_ENDPOINT: line?.address ?? cloud.address,
    PUBSUB_EMULATOR_HOST: options.cloud?.pubsubEmulatorHost ?? cloud.address,
    DATA_DIRECTORY: options.dataDirectory,
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
    RECONNECT_GRACE_MS: "1000",
    ...(rest === undefined ? {} : { DIALOGFLOW_REST_ENDPOINT: rest.baseUrl }),
    ...options.settings,
  };
  const askOperators = (path: string) =>
    fetch(`${stage.httpBaseUrl}/operators/api${path}`, {
      headers: { authorization: `Bearer ${secrets.operatorToken}` },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  const processOptions = { ownGroup: options.ownGroup ?? false, onLogLine: options.onLogLine };
  const start = options.start ?? ((given) => startSidetoneProcess(given, processOptions));
  const stage: Stage = {
    cloud,
    line,
    rest,
    sidetone: await start(environment).catch(async (error: unknown) => {
      await closeCloud();
      throw error;
    }),
    get httpBaseUrl() {
      return `http://127.0.0.1:${stage.sidetone.httpPort}`;
    },
    secrets,
    queuesOpen: () => queuesOpen(stage.sidetone),
    async call(sample, overrides = {}) {
      await stage.queuesOpen();
      const sent: SentAudio[] = [];
      const placed = placeCall({
        grpcAddress: `127.0.0.1:${stage.sidetone.grpcPort}`,
        httpBaseUrl: stage.httpBaseUrl,
        trustToken: secrets.trustToken,
        apiKey: secrets.apiKey,
        audio: await audioOfSample(sample),
        callId: newCallId(),
        // Storage of a busy machine may be late, which is no story's failure.
        takesAskingAgain: true,
        onAudioSent(speaker, positionMs, atMs) {
          if (speaker === "agent" || speaker === "customer") sent.push({ speaker, positionMs, atMs });
        },
        ...overrides,
      });
      return { ...placed, sent };
    },
    async operators(path) {
      return (await (await askOperators(path)).json()) as Record<string, unknown>;
    },
    async callDetail(callKey) {
      const response = await askOperators(`/calls/${encodeURIComponent(callKey)}`);
      return response.ok ? ((await response.json()) as CallDetail) : null;
    },
    async restart(how) {
      const { grpcPort, httpPort } = stage.sidetone;
      await (how === "stop" ? stage.sidetone.stop() : stage.sidetone.kill());
      const ports = { GRPC_PORT: String(grpcPort), HTTP_PORT: String(httpPort) };
      stage.sidetone = await start({ ...environment, ...ports });
    },
    async close() {
      await stage.sidetone.stop();
      await closeCloud();
    },
  };
  return stage;
}
