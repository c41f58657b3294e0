/** The CTI Call Event Destination: proves our trust token to Five9, and takes events about calls. */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { secretCheck } from "../../base/secret.ts";
import { isId } from "../../base/text-safety.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { ConversationNames } from "../../storage/port.ts";
import { five9CallRef, isFive9CallId } from "../../transports/five9/call-key.ts";
import { problemResponse } from "../shared/problem.ts";
import { refuseWithoutApiKey } from "./api-key.ts";
import { readCtiEvent } from "./cti-payload.ts";
import { handOver } from "./hand-over.ts";
import { DEFAULT_MAX_BODY_BYTES, readJsonObject } from "./json-body.ts";

export type Five9CtiCount =
  | "received"
  | "withoutCallId"
  | "withoutSessionId"
  | "invalidCallId"
  | "invalidSessionId"
  | "failed";

export interface Five9CtiOptions {
  trustToken: string;
  apiKey: string;
  directory: CallDirectory;
  conversationNames: ConversationNames;
  /** Call key -> full conversation name, projects/P/locations/L/conversations/<call key>. */
  conversationNameOf(callKey: string): string;
  clock: Clock;
  logger: Logger;
  count(name: Five9CtiCount): void;
  maxBodyBytes?: number;
  /** For keeping the session's conversation name. */
  storeDeadlineMs?: number;
}

const PATHS = ["/cti-call-event-destination", "/cti-call-event-destination/"];
const DEFAULT_STORE_DEADLINE_MS = 5_000;

/**
 * GET answers the JSON string of the trust token's lower-case hex SHA-256, by which Five9 validates a subscription
 * before it is saved. POST takes an event: 200 with an empty body, also when it names no call; 401, 400, 413 and 503
 * as problems.
 */
export function five9CtiRoutes(options: Five9CtiOptions): Hono {
  const app = new Hono();
  const proof = createHash("sha256").update(options.trustToken, "utf8").digest("hex");
  const apiKeyCheck = secretCheck(options.apiKey);
  const maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  app.on("GET", PATHS, (context) => context.json(proof));
  app.on("POST", PATHS, async (context: Context) => {
    const refusal = refuseWithoutApiKey(apiKeyCheck, context.req.raw.headers, "required");
    if (refusal !== undefined) return refusal;
    const body = await readJsonObject(context.req.raw, maxBodyBytes);
    if (!body.ok) return body.response;
    return (await takeEvent(options, body.object)) ?? context.body(null, 200);
  });
  return app;
}

async function takeEvent(
  options: Five9CtiOptions,
  body: Record<string, unknown>,
): Promise<Response | undefined> {
  const { count, clock, logger } = options;
  count("received");
  const { callId, sessionId, variableNames } = readCtiEvent(body);
  if (sessionId !== "" && !isId(sessionId)) {
    count("invalidSessionId");
    return problemResponse({
      status: 400,
      code: "PROTOCOL_VIOLATION",
      title: "The session id cannot be used",
      detail: "Call.session_id must be at most 256 characters without control characters.",
    });
  }
  if (sessionId === "") count("withoutSessionId");
  if (callId === "") {
    count("withoutCallId");
    return undefined;
  }
  if (!isFive9CallId(callId)) {
    count("invalidCallId");
    return undefined;
  }
  const ref = five9CallRef(callId);
  const deadlineMs = options.storeDeadlineMs ?? DEFAULT_STORE_DEADLINE_MS;
  // The name is kept first: a desktop that asks by session id must not find a call it cannot resolve.
  const refusal = await handOver({ clock, logger, deadlineMs }, async () => {
    if (sessionId !== "")
      await options.conversationNames.put(sessionId, options.conversationNameOf(ref.callKey));
    const session = sessionId === "" ? {} : { sessionId };
    const taken = options.directory.deliver(ref, { type: "cti.received", ...session, variableNames });
    if (!taken) throw new SidetoneError("SHUTTING_DOWN", "no call can be begun now", { retryable: true });
  });
  if (refusal !== undefined) count("failed");
  return refusal;
}
