/** Several Sidetone processes on one Redis, with the simulated cloud around them and calls that are spread over them. */
import type { Sample } from "../../samples/sample.ts";
import type { AgentAssistSimulatorOptions } from "../agent-assist/options.ts";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "../agent-assist/simulator.ts";
import { audioOfSample } from "../five9/call-audio.ts";
import { type PlaceCallOptions, type PlacedCall, placeCall } from "../five9/place-call.ts";
import { queuesOpen } from "./queues-open.ts";
import { readMetrics } from "./read-metrics.ts";
import { type SidetoneProcess, startSidetoneProcess } from "./sidetone-process.ts";
import { type CallStage, placeCallsInto } from "./stage.ts";
import { cloudSettings, newSecrets, ownSettings, type StageSecrets } from "./stage-environment.ts";

export interface FleetStageOptions {
  redisUrl: string;
  /** One for each process, such as "grpc,http" or "worker". */
  roles: readonly string[];
  cloud?: AgentAssistSimulatorOptions;
  settings?: Record<string, string>;
  /** Further settings of one process, by its place in `roles`. */
  settingsOf?: (index: number) => Record<string, string>;
  /** See SidetoneProcessOptions. */
  ownGroup?: boolean;
  /** Hears every log line, with the process's place in `roles`. */
  onLogLine?: (line: string, index: number) => void;
}

export interface FleetStage {
  cloud: AgentAssistSimulator;
  secrets: StageSecrets;
  /** In the order of their roles: those that run now, or ran last. */
  instances: readonly SidetoneProcess[];
  /** Plays a sample as Five9 would. New streams of its legs go to where `legsTo` says then, webhooks nowhere. */
  call(
    sample: Sample,
    legsTo: () => SidetoneProcess,
    options: Partial<PlaceCallOptions> & { callId: string },
  ): Promise<PlacedCall>;
  /** Calls, pages and the operators' API by these addresses, such as a proxy's. */
  through(way: { readonly grpcAddress: string; readonly httpBaseUrl: string }): CallStage;
  /** Calls that this instance owns. */
  ownedCalls(instance: SidetoneProcess): Promise<number>;
  /** The sum of an instance's metric over its series, or those with this label (`event="texts"`); 0 without one. */
  metric(instance: SidetoneProcess, name: string, label?: string): Promise<number>;
  /** Starts the process at this place again, on the same ports, once the one before has ended. */
  startAgain(index: number): Promise<void>;
  close(): Promise<void>;
}

export async function startFleetStage(options: FleetStageOptions): Promise<FleetStage> {
  const { roles, redisUrl, onLogLine } = options;
  const cloud = await startAgentAssistSimulator(options.cloud);
  const secrets = newSecrets();
  const environment = {
    ...ownSettings(secrets),
    ...cloudSettings(cloud),
    REDIS_URL: redisUrl,
    ...options.settings,
  };
  const start = (index: number, ports: Record<string, string> = {}) =>
    startSidetoneProcess(
      { ...environment, ...options.settingsOf?.(index), ...ports, ROLE: roles[index] ?? "all" },
      { ownGroup: options.ownGroup ?? false, onLogLine: (line) => onLogLine?.(line, index) },
    );
  const starts = await Promise.allSettled(roles.map((_, index) => start(index)));
  const instances = starts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await cloud.close();
  };
  const metric: FleetStage["metric"] = async ({ httpPort }, name, label) => {
    const metrics = await readMetrics({ httpBaseUrl: `http://127.0.0.1:${httpPort}`, secrets });
    return metrics.sum(name, label) ?? 0;
  };
  const failed = starts.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    cloud,
    secrets,
    instances,
    async call(sample, legsTo, overrides) {
      const audio = await audioOfSample(sample);
      return placeCall({
        trustToken: secrets.trustToken,
        audio,
        ...overrides,
        get grpcAddress() {
          return `127.0.0.1:${legsTo().grpcPort}`;
        },
      });
    },
    through: (way) => ({
      ...placeCallsInto({ secrets, way, ready: () => Promise.all(instances.map(queuesOpen)) }),
      get httpBaseUrl() {
        return way.httpBaseUrl;
      },
    }),
    ownedCalls: (instance) => metric(instance, "sidetone_calls"),
    metric,
    async startAgain(index) {
      const before = instances[index];
      if (before === undefined) throw new Error(`there is no instance ${index}`);
      const ports = { GRPC_PORT: String(before.grpcPort || 0), HTTP_PORT: String(before.httpPort) };
      instances[index] = await start(index, ports);
    },
    close,
  };
}
