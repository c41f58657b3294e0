/** The MediaStream Event Destination: takes Five9's reports about streams and queues them. */
import { type Context, Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { secretCheck } from "../../base/secret.ts";
import type { MediastreamEvent, MediastreamEventQueue } from "../../jobs/mediastream-event.ts";
import type { UnprovedVerdict } from "../../jobs/unproved-intake.ts";
import { type ApiKeyRule, hasShownApiKey, refuseWithoutApiKey } from "./api-key.ts";
import { handOver, tooManyResponse } from "./hand-over.ts";
import { asText, DEFAULT_MAX_BODY_BYTES, readJsonObject } from "./json-body.ts";

export type Five9MediastreamCount =
  | "received"
  | "failed"
  /** No room: many wait already. */
  | "full"
  /** Came without a key, and... */
  | "unproved"
  /** ...is about a call that neither lives nor ended lately: not kept. */
  | "unprovedUnknownCall"
  /** ...the call has had its share of those: not kept. */
  | "unprovedEnough"
  /** ...too many of those came at once: refused. */
  | "unprovedTooMany";

export interface Five9MediastreamOptions {
  apiKey: string;
  /**
   * Whether Five9 signs these reports is not known, so the default is "if-present": a key that is sent must be right.
   * Choose "required" once your domain is seen to send it.
   */
  mediastreamEventsKey?: ApiKeyRule;
  queue: MediastreamEventQueue;
  /** Decides about reports without a key, before anything is kept. */
  judgeUnproved(callId: string): UnprovedVerdict;
  clock: Clock;
  logger: Logger;
  count(name: Five9MediastreamCount): void;
  maxBodyBytes?: number;
  queueDeadlineMs?: number;
}

const BASE = "/mediastream-event-destination";
/** Whether Five9 fills in or appends the subscription's id is not known, so shorter paths are served too. */
const PATHS = [BASE, `${BASE}/`, `${BASE}/subscriptions`, `${BASE}/subscriptions/`].concat([
  `${BASE}/subscriptions/:id`,
  `${BASE}/subscriptions/:id/`,
]);
const DEFAULT_QUEUE_DEADLINE_MS = 5_000;
const MAX_FIELD_LENGTH = 1024;

/**
 * POST takes a report: 200 with an empty body once it is queued, or where a report without a key means nothing to us;
 * 401, 400, 413 and 503 as problems.
 */
export function five9MediastreamRoutes(options: Five9MediastreamOptions): Hono {
  const app = new Hono();
  const apiKeyCheck = secretCheck(options.apiKey);
  const rule = options.mediastreamEventsKey ?? "if-present";
  const maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const deadlineMs = options.queueDeadlineMs ?? DEFAULT_QUEUE_DEADLINE_MS;
  app.on("POST", PATHS, async (context: Context) => {
    const refusal = refuseWithoutApiKey(apiKeyCheck, context.req.raw.headers, rule);
    if (refusal !== undefined) return refusal;
    const body = await readJsonObject(context.req.raw, maxBodyBytes);
    if (!body.ok) return body.response;
    options.count("received");
    const event = readReport(body.object, context.req.param("id") ?? "", options.clock.now());
    if (!hasShownApiKey(context.req.raw.headers)) {
      event.unproved = true;
      const unwanted = refuseUnproved(options, event.callId);
      if (unwanted !== undefined) return unwanted;
    }
    const handedOver = await handOver({ ...options, deadlineMs }, () => options.queue.enqueue(event), {
      onFull: () => options.count("full"),
    });
    if (handedOver !== undefined) options.count("failed");
    return handedOver ?? context.body(null, 200);
  });
  return app;
}

/** What to answer where the report is not taken. 200 where nothing would come of sending it again. */
function refuseUnproved(
  { judgeUnproved, count }: Pick<Five9MediastreamOptions, "judgeUnproved" | "count">,
  callId: string,
): Response | undefined {
  count("unproved");
  switch (judgeUnproved(callId)) {
    case "take":
      return undefined;
    case "unknownCall":
      count("unprovedUnknownCall");
      return new Response(null, { status: 200 });
    case "enoughOfCall":
      count("unprovedEnough");
      return new Response(null, { status: 200 });
    case "tooMany":
      count("unprovedTooMany");
      return tooManyResponse();
  }
}

/** Reads what is there; fields that are absent or of another type become empty. */
function readReport(
  body: Record<string, unknown>,
  subscriptionId: string,
  receivedAtMs: number,
): MediastreamEvent {
  const field = (name: string): string => asText(body[name], MAX_FIELD_LENGTH);
  return {
    subscriptionId: subscriptionId.slice(0, MAX_FIELD_LENGTH),
    callId: field("callId"),
    domainId: field("domainId"),
    callLeg: field("callLeg"),
    status: field("status"),
    failureType: field("failureType"),
    failureDetail: field("failureDetail"),
    destinationUrl: field("destinationUrl"),
    occurredOn: field("occurredOn"),
    receivedAtMs,
  };
}
