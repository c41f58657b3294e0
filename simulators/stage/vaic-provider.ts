/** A VoiceAI Connect set up for one Sidetone: secrets on both sides, Microsoft's cloud, and calls in any framework. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Sample } from "../../samples/sample.ts";
import type { VaicFramework } from "../vaic/activity.ts";
import { type MicrosoftCloud, startMicrosoftCloud } from "../vaic/microsoft/cloud.ts";
import { createLink } from "../vaic/open-link.ts";
import { type PlacedVaicCall, placeVaicCall, type VaicCallOptions } from "../vaic/vaic-call.ts";

export interface VaicProvider {
  /** What Sidetone has to be started with. */
  settings: Record<string, string>;
  botToken: string;
  microsoft: MicrosoftCloud;
  /** Plays a sample to the Sidetone at this address. */
  call(target: VaicTarget, options?: Partial<VaicCallOptions>): PlacedVaicCall;
  close(): Promise<void>;
}

export interface VaicTarget {
  httpBaseUrl: string;
  framework: VaicFramework;
  sample: Sample;
}

/** The path a provider's URL has in each framework; Copilot Studio's agents have theirs. */
const PATHS: Record<VaicFramework, string> = {
  "bot-api-http": "/audiocodes/bot",
  "bot-api-websocket": "/audiocodes/bot",
  "bot-api-streaming": "/audiocodes/stream",
  "bot-framework": "/audiocodes/bot-framework/messages",
  "dialogflow-cx": "/audiocodes/dialogflow-cx",
  "dialogflow-es": "/audiocodes/dialogflow-es",
  copilot: "/audiocodes/copilot/messages",
  "copilot-legacy": "/audiocodes/copilot-legacy/messages",
};

export async function startVaicProvider(): Promise<VaicProvider> {
  const microsoft = await startMicrosoftCloud();
  const botToken = randomBytes(24).toString("hex");
  const webhookToken = randomBytes(24).toString("hex");
  return {
    settings: {
      AUDIOCODES_BOT_TOKEN: botToken,
      DIALOGFLOW_WEBHOOK_TOKEN: webhookToken,
      MICROSOFT_APP_ID: microsoft.appId,
      MICROSOFT_APP_PASSWORD: microsoft.appPassword,
      MICROSOFT_OPENID_URL: microsoft.openIdMetadataUrl,
      MICROSOFT_TENANT_OPENID_URL: microsoft.skillHost.openIdMetadataUrl,
      MICROSOFT_ISSUERS: `https://api.botframework.com,${microsoft.skillHost.tenantId}`,
      MICROSOFT_SKILL_CALLERS: microsoft.skillHost.appId,
      MICROSOFT_TOKEN_URL: microsoft.tokenUrl,
      MICROSOFT_SERVICE_HOSTS: new URL(microsoft.serviceUrl).host,
    },
    botToken,
    microsoft,
    call({ httpBaseUrl, framework, sample }, options = {}) {
      const conversationId = options.conversationId ?? randomUUID();
      const isWebhook = framework === "dialogflow-cx" || framework === "dialogflow-es";
      return placeVaicCall({
        connect: (listener) =>
          createLink(framework, {
            botUrl: `${httpBaseUrl}${PATHS[framework]}`,
            token: isWebhook ? webhookToken : botToken,
            conversationId,
            botName: "sidetone",
            caller: "+15550100",
            listener,
            microsoft,
          }),
        sample,
        ...options,
        conversationId,
      });
    },
    close: () => microsoft.close(),
  };
}
