/** The CTI Call Event Destination: proves the trust token to Five9, and takes events about calls. */
import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { NumberSight } from "../../base/masked-number.ts";
import { isId } from "../../base/text-safety.ts";
import type { CallDirectory } from "../../calls/port.ts";
import { factsForAgents } from "../../contract/call-facts.ts";
import type { CallVariables } from "../../settings/call-variables.ts";
import type { ConversationNames } from "../../storage/port.ts";
import { five9CallRef, isFive9CallId } from "../../transports/five9/call-key.ts";
import { type BodyEnv, jsonObjectBody } from "../common/body.ts";
import { RefusedError } from "../common/refusal.ts";
import { doorIsShut, requireApiKey } from "./api-key.ts";
import { readCtiEvent } from "./cti-payload.ts";
import { refuseAsFive9 } from "./form.ts";
import { createHandOver, type HandOver } from "./hand-over.ts";

export type Five9CtiCount =
  | "received"
  | "withoutCallId"
  | "withoutSessionId"
  | "invalidCallId"
  | "invalidSessionId"
  | "failed";

export interface Five9CtiOptions {
  /** Absent: there is nothing to prove yet. */
  trustToken: string | undefined;
  /** See ApiKeyOptions. */
  apiKey: string | undefined;
  /** See ApiKeyOptions. */
  keyHeaders: readonly string[];
  directory: CallDirectory;
  conversationNames: ConversationNames;
  /** Call key -> full conversation name, projects/P/locations/L/conversations/<call key>. */
  conversationNameOf(callKey: string): string;
  /** The mark of a party's number; null for what is none. */
  markOf(number: string): string | null;
  /** Which variables tell agents who is on the line, and how much of a number they may see. */
  shown: { variables: CallVariables; numbers: NumberSight };
  /** Five9 is there: it checks a subscription, or tells of a call. */
  onSign(): void;
  clock: Clock;
  logger: Logger;
  count(name: Five9CtiCount): void;
  maxBodyBytes: number;
  /** For keeping the session's conversation name. */
  storeDeadlineMs?: number;
}

const PATHS = ["/cti-call-event-destination", "/cti-call-event-destination/"];
const DEFAULT_STORE_DEADLINE_MS = 5_000;

/**
 * GET answers the JSON string of the trust token's lower-case hex SHA-256, by which Five9 validates a subscription
 * before it is saved; 503 without a token. POST takes an event: 200 with an empty body, also when it names no call; 401, 400, 413 and 503
 * as problems.
 */
export function five9CtiRoutes(options: Five9CtiOptions): Hono {
  const app = refuseAsFive9(new Hono<BodyEnv>());
  const { trustToken } = options;
  const proof =
    trustToken === undefined ? undefined : createHash("sha256").update(trustToken, "utf8").digest("hex");
  const apiKey = requireApiKey(options, "required");
  const body = jsonObjectBody(options.maxBodyBytes, () => "known");
  const deadlineMs = options.storeDeadlineMs ?? DEFAULT_STORE_DEADLINE_MS;
  const handOver = createHandOver({ ...options, deadlineMs });
  app.on("GET", PATHS, (context) => {
    if (proof === undefined) throw doorIsShut("FIVE9_TRUST_TOKEN");
    options.onSign();
    return context.json(proof);
  });
  app.on("POST", PATHS, apiKey, body, async (context) => {
    await takeEvent(options, handOver, context.get("body"));
    return context.body(null, 200);
  });
  return new Hono().route("/", app);
}

async function takeEvent(
  options: Five9CtiOptions,
  handOver: HandOver,
  body: Record<string, unknown>,
): Promise<void> {
  const { count } = options;
  count("received");
  options.onSign();
  const { callId, sessionId, variableNames, numbers, isCallEnded, facts } = readCtiEvent(
    body,
    options.shown.variables,
  );
  if (sessionId !== "" && !isId(sessionId)) {
    count("invalidSessionId");
    const detail = "Call.session_id must be at most 256 characters without control characters.";
    throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "The session id cannot be used" });
  }
  if (sessionId === "") count("withoutSessionId");
  if (callId === "") {
    count("withoutCallId");
    return;
  }
  if (!isFive9CallId(callId)) {
    count("invalidCallId");
    if (isId(callId)) return;
    const detail = "Call.call_id must be at most 256 characters without control characters.";
    throw new RefusedError("PROTOCOL_VIOLATION", detail, { title: "The call id cannot be used" });
  }
  const first = five9CallRef(callId);
  // The name is kept first: a desktop that asks by session id must not find a call it cannot resolve.
  const handedOver = handOver(async () => {
    const newest = await options.directory.newest(first);
    // An event of a call that is over, such as its agent's wrap-up, begins no other: a leg does.
    const ref = newest.isOver ? newest.ref : await options.directory.present(first);
    if (sessionId !== "")
      await options.conversationNames.put(sessionId, options.conversationNameOf(ref.callKey));
    if (newest.isOver) return;
    const session = sessionId === "" ? {} : { sessionId };
    const addressMarks = numbers.flatMap((number) => options.markOf(number) ?? []);
    const marked = addressMarks.length === 0 ? {} : { addressMarks };
    const event = { type: "cti.received", ...session, variableNames, ...marked } as const;
    // The end of a call that is not known begins none.
    if (isCallEnded) {
      await options.directory.sendTo(ref.callKey, { ...event, isCallEnded });
      return;
    }
    const delivered = await options.directory.send(ref, event);
    if (delivered === "full")
      throw new SidetoneError("LIMIT_EXCEEDED", "too many calls", { retryable: true });
    if (delivered === "unknown")
      throw new SidetoneError("SHUTTING_DOWN", "no call can be begun now", { retryable: true });
    const known = factsForAgents(facts, options.shown.numbers);
    if (Object.keys(known).length > 0)
      await options.directory.sendTo(ref.callKey, { type: "call.described", facts: known });
  });
  await handedOver.catch((caught: unknown) => {
    count("failed");
    throw caught;
  });
}
