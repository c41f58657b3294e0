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

/** Secrets, and any free ports. Without the place where data is kept, and without Google's side. */
export function ownSettings(secrets: StageSecrets): Record<string, string> {
  return {
    FIVE9_API_KEY: secrets.apiKey,
    FIVE9_TRUST_TOKEN: secrets.trustToken,
    JWT_SECRET: secret(),
    PANEL_LAUNCH_KEY: secrets.launchKey,
    OPERATOR_TOKEN: secrets.operatorToken,
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
  };
}

export function cloudSettings(cloud: AgentAssistSimulator): Record<string, string> {
  return {
    PROJECT_ID: cloud.conversationProfileName.split("/")[1] ?? "",
    CONVERSATION_PROFILE_NAME: cloud.conversationProfileName,
    DIALOGFLOW_ENDPOINT: cloud.address,
    PUBSUB_EMULATOR_HOST: cloud.address,
  };
}
