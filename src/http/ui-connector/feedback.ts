/** POST below the panel's path: passes agents' feedback on suggestions, in batches, to Dialogflow's answer records. */
import { Hono } from "hono";
import { z } from "zod";
import type { AnswerRecords } from "../../assist/feedback.ts";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { noneIfBad, readJsonObject } from "../common/body.ts";
import { refuseIn } from "../common/refusal.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import type { AnswerRecordIndex } from "./answer-record-index.ts";
import { checkCovered } from "./covered-call.ts";
import { answerRecordKey, type NameRules } from "./dialogflow-names.ts";
import type { FeedbackMemory } from "./feedback-memory.ts";
import { keptSummarySchema } from "./kept-summary-schema.ts";
import { jsonReply, messageForm } from "./replies.ts";
import { type ClaimsEnv, requireToken } from "./token-check.ts";

export const FEEDBACK_PATH = "/agent-assist-ui-modules/feedback";

export interface FeedbackOptions {
  verifyToken(token: string): Promise<DesktopClaims>;
  rules: NameRules;
  answerRecords: AnswerRecordIndex;
  dialogflow: AnswerRecords;
  memory: FeedbackMemory;
  /** An agent used a suggestion of this conversation for the first time. */
  onUsed?(conversationName: string): void;
  clock: Clock;
  logger: Logger;
  /** For one batch. Default 8 seconds. */
  deadlineMs?: number;
}

const MAX_BODY_BYTES = 64 * 1024;
const MAX_ITEMS = 50;
const DEFAULT_DEADLINE_MS = 8_000;

const itemSchema = z.object({
  answerRecord: z.string().min(1).max(512),
  displayed: z.boolean().default(false),
  clicked: z.boolean().default(false),
  copied: z.boolean().default(false),
  verdict: z.enum(["up", "down", "none"]).nullable().default(null),
  reason: z.enum(["wrong", "incomplete", "unfit"]).nullable().default(null),
  summary: keptSummarySchema.nullable().default(null),
  openedUris: z.array(z.url().max(2_048)).max(20).default([]),
  detail: z.enum(["knowledge-assist", "knowledge-search", "none"]).default("none"),
});
const bodySchema = z.object({
  conversationName: z.string().max(512),
  items: z.array(itemSchema).min(1).max(MAX_ITEMS),
});

/** What the panel says about one suggestion; fields left out say nothing. */
export type FeedbackItem = z.output<typeof itemSchema>;

/** The result of a batch: records written, records of other conversations, and records to send again. */
export interface FeedbackReply {
  written: string[];
  refused: string[];
  retry: string[];
}

export function feedbackRoutes(options: FeedbackOptions): Hono {
  const app = new Hono<ClaimsEnv>();
  app.onError(refuseIn(messageForm));
  app.post(FEEDBACK_PATH, requireToken(options.verifyToken), async (context) => {
    const body = await readBody(context.req.raw);
    checkCovered(options.rules, context.get("claims"), body.conversationName);
    const reply: FeedbackReply = { written: [], refused: [], retry: [] };
    await Promise.all(
      body.items.map(async (item) => {
        const outcome = await write(options, body.conversationName, item);
        reply[outcome].push(item.answerRecord);
      }),
    );
    return jsonReply(reply);
  });
  return new Hono().route("/", app);
}

async function write(
  options: FeedbackOptions,
  conversationName: string,
  item: FeedbackItem,
): Promise<keyof FeedbackReply> {
  const { answerRecords, dialogflow, memory, clock, logger } = options;
  const key = answerRecordKey(item.answerRecord);
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const givenUp = new AbortController();
  try {
    if (key === null || !(await answerRecords.isOf(conversationName, item.answerRecord))) return "refused";
    const nowMs = clock.now();
    const feedback = await memory.merge(key, item, nowMs);
    if (feedback.clickedAtMs === nowMs) options.onUsed?.(conversationName);
    const writing = dialogflow.update(item.answerRecord, feedback, givenUp.signal);
    await withDeadline(clock, deadlineMs, writing, "Writing feedback");
    return "written";
  } catch (caught) {
    const error = SidetoneError.from(caught);
    logger.info({ code: error.code }, "feedback on a suggestion was not written");
    return error.retryable ? "retry" : "refused";
  } finally {
    givenUp.abort();
  }
}

async function readBody(request: Request): Promise<z.output<typeof bodySchema>> {
  // Too large, or no JSON: no batch either way.
  const body = await readJsonObject(request, MAX_BODY_BYTES, { sender: "known" }).catch(noneIfBad);
  const { data } = bodySchema.safeParse(body);
  if (data === undefined) {
    throw new SidetoneError("PROTOCOL_VIOLATION", "The body is not a batch of feedback.");
  }
  return data;
}
