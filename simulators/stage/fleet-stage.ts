/** Several Sidetone processes on one Redis, with the simulated cloud around them and calls that are spread over them. */
import { randomBytes } from "node:crypto";
import type { Sample } from "../../samples/sample.ts";
import type { AgentAssistSimulatorOptions } from "../agent-assist/options.ts";
import { type AgentAssistSimulator, startAgentAssistSimulator } from "../agent-assist/simulator.ts";
import { audioOfSample } from "../five9/call-audio.ts";
import { type PlaceCallOptions, type PlacedCall, placeCall } from "../five9/place-call.ts";
import { type SidetoneProcess, startSidetoneProcess } from "./sidetone-process.ts";

export interface FleetStageOptions {
  redisUrl: string;
  /** One for each process, such as "grpc,http" or "worker". */
  roles: readonly string[];
  cloud?: AgentAssistSimulatorOptions;
  settings?: Record<string, string>;
}

export interface FleetStage {
  cloud: AgentAssistSimulator;
  /** In the order of their roles. */
  instances: readonly SidetoneProcess[];
  /** Plays a sample as Five9 would. New streams of its legs go to where `legsTo` says then, webhooks nowhere. */
  call(
    sample: Sample,
    legsTo: () => SidetoneProcess,
    options: Partial<PlaceCallOptions> & { callId: string },
  ): Promise<PlacedCall>;
  /** Calls that this instance owns. */
  ownedCalls(instance: SidetoneProcess): Promise<number>;
  close(): Promise<void>;
}

const ANSWER_DEADLINE_MS = 60_000;
const secret = () => randomBytes(24).toString("hex");

export async function startFleetStage(options: FleetStageOptions): Promise<FleetStage> {
  const cloud = await startAgentAssistSimulator(options.cloud);
  const [trustToken, operatorToken] = [secret(), secret()];
  const environment: Record<string, string> = {
    PROJECT_ID: cloud.conversationProfileName.split("/")[1] ?? "",
    CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
    FIVE9_API_KEY: secret(),
    FIVE9_TRUST_TOKEN: trustToken,
    JWT_SECRET: secret(),
    OPERATOR_TOKEN: operatorToken,
    DIALOGFLOW_ENDPOINT: cloud.address,
    PUBSUB_EMULATOR_HOST: cloud.address,
    REDIS_URL: options.redisUrl,
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
    ...options.settings,
  };
  const ask = ({ httpPort }: SidetoneProcess, path: string) =>
    fetch(`http://127.0.0.1:${httpPort}${path}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
  const starts = await Promise.allSettled(
    options.roles.map((role) => startSidetoneProcess({ ...environment, ROLE: role })),
  );
  const instances = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const close = async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    await cloud.close();
  };
  const failed = starts.find((start) => start.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return {
    cloud,
    instances,
    async call(sample, legsTo, overrides) {
      const audio = await audioOfSample(sample);
      return placeCall({
        trustToken,
        audio,
        ...overrides,
        get grpcAddress() {
          return `127.0.0.1:${legsTo().grpcPort}`;
        },
      });
    },
    async ownedCalls(instance) {
      const text = await (await ask(instance, "/metrics")).text();
      const counts = [...text.matchAll(/^sidetone_calls\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close,
  };
}
