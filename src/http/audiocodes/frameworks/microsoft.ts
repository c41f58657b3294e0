/** The messaging endpoints for Microsoft's frameworks: Bot Framework, Copilot Studio and its legacy form. */
import { Hono } from "hono";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import type { OutboundActivity } from "../../../transports/audiocodes/activity.ts";
import type {
  AudiocodesConversations,
  ConversationHandle,
} from "../../../transports/audiocodes/conversation-port.ts";
import type { CountAudiocodes } from "../../../transports/audiocodes/counts.ts";
import {
  decodeMicrosoft,
  encodeBotFramework,
  type MicrosoftInbound,
} from "../../../transports/audiocodes/frameworks/bot-framework-codec.ts";
import { encodeCopilot } from "../../../transports/audiocodes/frameworks/copilot-codec.ts";
import type { AppTokens } from "../../../transports/audiocodes/microsoft/app-token.ts";
import {
  type ConnectorChannel,
  openConnectorChannel,
} from "../../../transports/audiocodes/microsoft/connector.ts";
import { serviceHostCheck } from "../../../transports/audiocodes/microsoft/service-hosts.ts";
import type {
  MicrosoftCaller,
  MicrosoftTokens,
} from "../../../transports/audiocodes/microsoft/token-check.ts";
import { readJsonObject } from "../../common/body.ts";
import { createRefuse } from "../refuse.ts";
import { createFrameworkSessions, type FrameworkSessions } from "./sessions.ts";

const BOT_FRAMEWORK_PATH = "/audiocodes/bot-framework/messages";
const COPILOT_PATH = "/audiocodes/copilot/messages";
const COPILOT_LEGACY_PATH = "/audiocodes/copilot-legacy/messages";

export interface MicrosoftRoutesOptions {
  conversations: AudiocodesConversations;
  tokens: MicrosoftTokens;
  appTokens: AppTokens;
  /** Hosts whose connector service may be answered; see serviceHostCheck. */
  serviceHosts: readonly string[];
  maxBodyBytes: number;
  clock: Clock;
  logger: Logger;
  count: CountAudiocodes;
}

interface Endpoint {
  sessions: FrameworkSessions;
  encode(activity: OutboundActivity): Record<string, unknown>;
  channels: WeakMap<ConversationHandle, ConnectorChannel>;
}

/** Kinds that say nothing of a call: they come before it begins and after it has ended. */
const ASIDE: ReadonlySet<string> = new Set(["notice", "unknown", "malformed", "end"]);

/** POST only; answered with an empty 200, because all activities go through the connector service. */
export function microsoftRoutes(options: MicrosoftRoutesOptions): Hono {
  const { conversations, tokens, maxBodyBytes, logger } = options;
  const isAllowedService = serviceHostCheck(options.serviceHosts);
  const endpoint = (
    framework: "bot-framework" | "copilot" | "copilot-legacy",
    encode: Endpoint["encode"],
  ): Endpoint => ({
    sessions: createFrameworkSessions(framework, conversations),
    encode,
    channels: new WeakMap(),
  });

  async function serve(target: Endpoint, request: Request): Promise<Response> {
    const inbound = decodeMicrosoft(await readJsonObject(request, maxBodyBytes));
    // The token is for one service, which only the body names.
    const caller = await tokens.verify(request.headers.get("authorization"), {
      serviceUrl: inbound?.serviceUrl,
      channelId: inbound?.channelId,
    });
    if (inbound === undefined)
      throw new SidetoneError("PROTOCOL_VIOLATION", "The activity names no conversation");
    await hear(target, inbound, caller);
    return Response.json({});
  }

  async function hear(target: Endpoint, inbound: MicrosoftInbound, caller: MicrosoftCaller): Promise<void> {
    const { activity, conversationId: sessionId, serviceUrl } = inbound;
    if (serviceUrl === undefined || !isAllowedService(serviceUrl)) {
      throw new SidetoneError("FORBIDDEN", "The activity's service URL is not in MICROSOFT_SERVICE_HOSTS");
    }
    const found = await target.sessions.find({ ...inbound, sessionId }).catch((caught: unknown) => {
      const error = SidetoneError.from(caught);
      if (error.code === "NOT_FOUND" && ASIDE.has(activity.kind)) return undefined;
      throw error;
    });
    if (found === undefined) return;
    const { conversation, activities } = found;
    const channel =
      target.channels.get(conversation) ??
      openChannel(target, conversation, { ...inbound, ...caller, serviceUrl });
    channel.put(await conversation.receive(activities));
  }

  function openChannel(
    target: Endpoint,
    conversation: ConversationHandle,
    {
      serviceUrl,
      conversationId,
      bot,
      user,
      audience,
    }: MicrosoftInbound & MicrosoftCaller & { serviceUrl: string },
  ): ConnectorChannel {
    const address = {
      serviceUrl,
      conversationId,
      ...(bot === undefined ? {} : { bot }),
      ...(user === undefined ? {} : { user }),
    };
    const { clock } = options;
    const appToken = options.appTokens.for(audience);
    const channel = openConnectorChannel(address, { appToken, encode: target.encode, clock, logger });
    target.channels.set(conversation, channel);
    const stop = conversation.onOutbound((activities) => channel.put(activities));
    conversation.onEnd(() => {
      stop();
      channel.close();
    });
    return channel;
  }

  const app = new Hono();
  app.onError(createRefuse(options));
  const endpoints: [path: string, Endpoint][] = [
    [BOT_FRAMEWORK_PATH, endpoint("bot-framework", encodeBotFramework)],
    [COPILOT_PATH, endpoint("copilot", encodeCopilot)],
    [COPILOT_LEGACY_PATH, endpoint("copilot-legacy", encodeBotFramework)],
  ];
  for (const [path, target] of endpoints) app.post(path, (context) => serve(target, context.req.raw));
  return app;
}
