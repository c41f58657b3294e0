/** The webhook of a Dialogflow agent that VoiceAI Connect uses as its bot: editions CX and ES. */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import { secretCheck } from "../../../base/secret.ts";
import type { OutboundActivity } from "../../../transports/audiocodes/activity.ts";
import type { AudiocodesConversations } from "../../../transports/audiocodes/conversation-port.ts";
import type { CountAudiocodes } from "../../../transports/audiocodes/counts.ts";
import {
  decodeDialogflowCx,
  encodeDialogflowCx,
} from "../../../transports/audiocodes/frameworks/dialogflow-cx-codec.ts";
import {
  decodeDialogflowEs,
  encodeDialogflowEs,
} from "../../../transports/audiocodes/frameworks/dialogflow-es-codec.ts";
import type { DialogflowInbound } from "../../../transports/audiocodes/frameworks/dialogflow-events.ts";
import type { Fields } from "../../../transports/audiocodes/read-event.ts";
import { type BodyEnv, jsonObjectBody } from "../../common/body.ts";
import { createRefuse } from "../refuse.ts";
import { createFrameworkSessions, type FrameworkSessions } from "./sessions.ts";

const DIALOGFLOW_CX_PATH = "/audiocodes/dialogflow-cx";
const DIALOGFLOW_ES_PATH = "/audiocodes/dialogflow-es";

export interface DialogflowWebhookOptions {
  conversations: AudiocodesConversations;
  /** Expected as a bearer token, or as the password of HTTP Basic, which the agent's console can set. */
  token: string;
  maxBodyBytes: number;
  logger: Logger;
  count: CountAudiocodes;
}

interface Edition {
  sessions: FrameworkSessions;
  decode(body: Fields): DialogflowInbound | undefined;
  encode(activities: readonly OutboundActivity[]): Record<string, unknown>;
}

/** POST only. Late activities wait for the next request: a webhook has no other way back. */
export function dialogflowWebhookRoutes(options: DialogflowWebhookOptions): Hono {
  const { conversations, maxBodyBytes } = options;
  const isToken = secretCheck(options.token);
  const cx: Edition = {
    sessions: createFrameworkSessions("dialogflow-cx", conversations),
    decode: decodeDialogflowCx,
    encode: encodeDialogflowCx,
  };
  const es: Edition = {
    sessions: createFrameworkSessions("dialogflow-es", conversations),
    decode: decodeDialogflowEs,
    encode: encodeDialogflowEs,
  };

  const admitted: MiddlewareHandler = async (context, next) => {
    if (isToken(tokenOf(context.req.raw.headers.get("authorization")))) return next();
    throw new SidetoneError("UNAUTHENTICATED", "Send the webhook's token: Bearer, or Basic as password");
  };
  const body = jsonObjectBody(maxBodyBytes, () => "known");
  const serve = async (edition: Edition, context: Context<BodyEnv>) => {
    const inbound = edition.decode(context.get("body"));
    if (inbound === undefined) throw new SidetoneError("PROTOCOL_VIOLATION", "The request names no session");
    return Response.json(edition.encode(await hear(edition, inbound)));
  };

  const app = new Hono<BodyEnv>();
  app.onError(createRefuse(options));
  app.post(DIALOGFLOW_CX_PATH, admitted, body, (context) => serve(cx, context));
  app.post(DIALOGFLOW_ES_PATH, admitted, body, (context) => serve(es, context));
  return new Hono().route("/", app);
}

async function hear(edition: Edition, inbound: DialogflowInbound): Promise<readonly OutboundActivity[]> {
  const { conversation, activities } = await edition.sessions.find(inbound);
  if (inbound.activity.kind !== "end") return await conversation.receive(activities);
  // What waits would go down with the conversation; this answer is its last way out.
  const waiting = await conversation.receive([]);
  return [...waiting, ...(await conversation.receive([inbound.activity]))];
}

/** The bearer token, or the password of Basic; "" if there is neither. */
function tokenOf(authorization: string | null): string {
  const [, scheme = "", credentials = ""] = /^(Bearer|Basic) (\S+)$/i.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() !== "basic") return credentials;
  const decoded = Buffer.from(credentials, "base64").toString("utf8");
  return decoded.slice(decoded.indexOf(":") + 1);
}
