/** Everything around one Sidetone process: the simulated Agent Assist cloud, secrets, and calls placed into it. */
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
import { cloudSettings, newSecrets, ownSettings, type StageSecrets } from "./stage-environment.ts";

export interface ProcessStageOptions {
  dataDirectory: string;
  /** Settings for Sidetone: those of Google's side, and any others; they win over the stage's own. */
  settings: Record<string, string>;
  /** See SidetoneProcessOptions. */
  ownGroup?: boolean;
  /** See SidetoneProcessOptions. */
  onLogLine?: (line: string) => void;
  /** Starts Sidetone with exactly this environment. By default as a process of its own, and the two options above are for that. */
  start?: (environment: Record<string, string>) => Promise<SidetoneProcess>;
}

export interface StageOptions extends Omit<ProcessStageOptions, "settings"> {
  cloud?: AgentAssistSimulatorOptions;
  /** Sidetone reaches Dialogflow, though not Pub/Sub, through a line that can be made bad. */
  hasLine?: boolean;
  /** Dialogflow's REST service too, for the UI connector. */
  hasRest?: boolean;
  /** Further settings for Sidetone; they win over the stage's own. */
  settings?: Record<string, string>;
}

interface StageCallOptions extends PlaceCallOptions {
  /** The call does not wait until webhooks are taken: those that come too early are posted again. */
  isAtOnce: boolean;
}

/** What calls are placed into and watched through, whether one Sidetone is behind it or many. */
export interface CallStage {
  readonly httpBaseUrl: string;
  secrets: StageSecrets;
  /** Plays a sample as Five9 would, once its webhooks are taken; `sent` fills up while it does. */
  call(sample: Sample, options?: Partial<StageCallOptions>): Promise<PlacedCall & { sent: SentAudio[] }>;
  /** A resource of the operators' API as JSON; the path is the part below /operators/api. */
  operators(path: string): Promise<Record<string, unknown>>;
  /** What operators see of a call; null if it is not known. */
  callDetail(callKey: string): Promise<CallDetail | null>;
}

interface CallsOptions {
  secrets: StageSecrets;
  /** Asked for each stream and each request. */
  way: { readonly grpcAddress: string; readonly httpBaseUrl: string };
  /** Resolves once webhooks are taken. */
  ready(): Promise<unknown>;
}

/** One Sidetone, whatever plays Google's side. */
export interface ProcessStage extends CallStage {
  /** Undefined where it is not this stage's. */
  cloud: AgentAssistSimulator | undefined;
  sidetone: SidetoneProcess;
  /** Resolves once the job queues, which start beside the rest, take events. */
  queuesOpen(): Promise<void>;
  /** Kills (or stops) Sidetone and starts it again with the same settings and data. */
  restart(how: "stop" | "kill"): Promise<void>;
  close(): Promise<void>;
}

export interface Stage extends ProcessStage {
  cloud: AgentAssistSimulator;
  /** Present where the stage was started with `hasLine`. */
  line: Line | undefined;
  /** Present where the stage was started with `hasRest`. */
  rest: AgentAssistRest | undefined;
}

const ANSWER_DEADLINE_MS = 60_000;

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
  const stage = await startProcessStage({
    ...options,
    settings: {
      ...cloudSettings(cloud),
      DIALOGFLOW_ENDPOINT: line?.address ?? cloud.address,
      PUBSUB_EMULATOR_HOST: options.cloud?.pubsubEmulatorHost ?? cloud.address,
      ...(rest === undefined ? {} : { DIALOGFLOW_REST_ENDPOINT: rest.baseUrl }),
      ...options.settings,
    },
  }).catch(async (error: unknown) => {
    await closeCloud();
    throw error;
  });
  const closeSidetone = stage.close;
  return Object.assign(stage, {
    ...{ cloud, line, rest },
    async close() {
      await closeSidetone();
      await closeCloud();
    },
  });
}

/** Rejects, with the log's end, when Sidetone does not get ready. */
export async function startProcessStage(options: ProcessStageOptions): Promise<ProcessStage> {
  const secrets = newSecrets();
  const environment: Record<string, string> = {
    ...ownSettings(secrets),
    DATA_DIRECTORY: options.dataDirectory,
    RECONNECT_GRACE_MS: "1000",
    ...options.settings,
  };
  const processOptions = { ownGroup: options.ownGroup ?? false, onLogLine: options.onLogLine };
  const start = options.start ?? ((given) => startSidetoneProcess(given, processOptions));
  const way = {
    get grpcAddress() {
      return `127.0.0.1:${stage.sidetone.grpcPort}`;
    },
    get httpBaseUrl() {
      return `http://127.0.0.1:${stage.sidetone.httpPort}`;
    },
  };
  const stage: ProcessStage = {
    ...placeCallsInto({ secrets, way, ready: () => stage.queuesOpen() }),
    cloud: undefined,
    sidetone: await start(environment),
    get httpBaseUrl() {
      return way.httpBaseUrl;
    },
    queuesOpen: () => queuesOpen(stage.sidetone),
    async restart(how) {
      const { grpcPort, httpPort } = stage.sidetone;
      await (how === "stop" ? stage.sidetone.stop() : stage.sidetone.kill());
      const ports = { GRPC_PORT: String(grpcPort), HTTP_PORT: String(httpPort) };
      stage.sidetone = await start({ ...environment, ...ports });
    },
    async close() {
      await stage.sidetone.stop();
    },
  };
  return stage;
}

export function placeCallsInto({ secrets, way, ready }: CallsOptions): Omit<CallStage, "httpBaseUrl"> {
  const askOperators = (path: string) =>
    fetch(`${way.httpBaseUrl}/operators/api${path}`, {
      headers: { authorization: `Bearer ${secrets.operatorToken}` },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  return {
    secrets,
    async call(sample, { isAtOnce = false, ...overrides } = {}) {
      if (!isAtOnce) await ready();
      const sent: SentAudio[] = [];
      const placed = placeCall({
        get grpcAddress() {
          return way.grpcAddress;
        },
        httpBaseUrl: way.httpBaseUrl,
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
  };
}
