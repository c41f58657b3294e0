/** What Sidetone is told by its environment on a stage: the simulated cloud, and secrets of this run. */
import { randomBytes } from "node:crypto";
import type { AgentAssistSimulator } from "../agent-assist/simulator.ts";

export interface StageSecrets {
  apiKey: string;
  trustToken: string;
  launchKey: string;
  operatorToken: string;
}

const secret = () => randomBytes(24).toString("hex");

export function newSecrets(): StageSecrets {
  return { apiKey: secret(), trustToken: secret(), launchKey: secret(), operatorToken: secret() };
}

/** Without the place where data is kept. Ports are any free ones. */
export function stageEnvironment(cloud: AgentAssistSimulator, secrets: StageSecrets): Record<string, string> {
  return {
    PROJECT_ID: cloud.conversationProfileName.split("/")[1] ?? "",
    CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
    FIVE9_API_KEY: secrets.apiKey,
    FIVE9_TRUST_TOKEN: secrets.trustToken,
    JWT_SECRET: secret(),
    PANEL_LAUNCH_KEY: secrets.launchKey,
    OPERATOR_TOKEN: secrets.operatorToken,
    DIALOGFLOW_ENDPOINT: cloud.address,
    PUBSUB_EMULATOR_HOST: cloud.address,
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
  };
}
