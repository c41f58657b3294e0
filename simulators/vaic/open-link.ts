/** Picks the connection that belongs to a framework and mode. */
import type { VaicFramework } from "./activity.ts";
import type { BotLink, LinkOptions } from "./link.ts";
import { createChatLink } from "./links/bot-api-chat.ts";
import { createStreamingLink } from "./links/bot-api-streaming.ts";
import { createDialogflowLink } from "./links/dialogflow.ts";
import { createMicrosoftLink } from "./links/microsoft.ts";
import type { MicrosoftCloud } from "./microsoft/cloud.ts";

/** Throws if a Microsoft framework is asked for without its cloud. */
export function createLink(
  framework: VaicFramework,
  options: LinkOptions & { microsoft?: MicrosoftCloud },
): BotLink {
  switch (framework) {
    case "bot-api-http":
      return createChatLink({ ...options, hasSocket: false });
    case "bot-api-websocket":
      return createChatLink({ ...options, hasSocket: true });
    case "bot-api-streaming":
      return createStreamingLink(options);
    case "dialogflow-cx":
      return createDialogflowLink({ ...options, edition: "cx" });
    case "dialogflow-es":
      return createDialogflowLink({ ...options, edition: "es" });
    case "bot-framework":
    case "copilot":
    case "copilot-legacy": {
      const { microsoft } = options;
      if (microsoft === undefined) throw new Error(`${framework} needs the simulated Microsoft cloud`);
      return createMicrosoftLink({ ...options, form: framework, cloud: microsoft });
    }
  }
}
