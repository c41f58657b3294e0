/** The MediaStream Event Destination: takes Five9's reports about streams and queues them. */
import { Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import { cutText } from "../../base/text-safety.ts";
import type { MediastreamEvent, MediastreamEventQueue } from "../../jobs/mediastream-event.ts";
import type { UnprovedVerdict } from "../../jobs/unproved-intake.ts";
import { type BodyEnv, jsonObjectBody } from "../common/body.ts";
import { type ApiKeyRule, hasShownApiKey, requireApiKey } from "./api-key.ts";
import { asText } from "./fields.ts";
import { refuseAsFive9 } from "./form.ts";
import { createHandOver, tooMany } from "./hand-over.ts";

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
  /** See ApiKeyOptions. */
  apiKey: string | undefined;
  /** See ApiKeyOptions. */
  keyHeaders: readonly string[];
  /**
   * Whether Five9 signs these reports is not known. "if-present": a key that is sent must be right; "required" once
   * your domain is seen to send it.
   */
  mediastreamEventsKey: ApiKeyRule;
  queue: MediastreamEventQueue;
  /** Decides about reports without a key, before anything is kept. */
  judgeUnproved(callId: string): UnprovedVerdict;
  clock: Clock;
  logger: Logger;
  count(name: Five9MediastreamCount): void;
  maxBodyBytes: number;
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
 * POST takes a report: 200 with an empty body once it is queued, or if a report without a key is ignored;
 * 401, 400, 413 and 503 as problems.
 */
export function five9MediastreamRoutes(options: Five9MediastreamOptions): Hono {
  const { queue, keyHeaders, clock, count } = options;
  const app = refuseAsFive9(new Hono<BodyEnv>());
  const apiKey = requireApiKey(options, options.mediastreamEventsKey);
  const body = jsonObjectBody(options.maxBodyBytes, (headers) =>
    hasShownApiKey(headers, keyHeaders) ? "known" : "stranger",
  );
  const deadlineMs = options.queueDeadlineMs ?? DEFAULT_QUEUE_DEADLINE_MS;
  const handOver = createHandOver({ ...options, deadlineMs });
  app.on("POST", PATHS, apiKey, body, async (context) => {
    count("received");
    const event = readReport(context.get("body"), context.req.param("id") ?? "", clock.now());
    if (!hasShownApiKey(context.req.raw.headers, keyHeaders)) {
      event.unproved = true;
      if (!isWanted(options, event.callId)) return context.body(null, 200);
    }
    const onFull = () => count("full");
    await handOver(() => queue.enqueue(event), { onFull }).catch((caught: unknown) => {
      count("failed");
      throw caught;
    });
    return context.body(null, 200);
  });
  return new Hono().route("/", app);
}

/** False if sending the report again would be useless. Throws LIMIT_EXCEEDED if it may come later. */
function isWanted(
  { judgeUnproved, count }: Pick<Five9MediastreamOptions, "judgeUnproved" | "count">,
  callId: string,
): boolean {
  count("unproved");
  switch (judgeUnproved(callId)) {
    case "take":
      return true;
    case "unknownCall":
      count("unprovedUnknownCall");
      return false;
    case "enoughOfCall":
      count("unprovedEnough");
      return false;
    case "tooMany":
      count("unprovedTooMany");
      throw tooMany();
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
    subscriptionId: cutText(subscriptionId, MAX_FIELD_LENGTH),
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
