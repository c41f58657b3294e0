/** What operators see besides calls: this instance, background jobs, where events come from, the audit. */
import { z } from "zod";
import { auditEntrySchema } from "./access.ts";
import { instanceMessageSchema } from "./feed.ts";

export const instanceSchema = instanceMessageSchema.extend({
  version: z.string(),
  startedAtMs: z.number(),
  storage: z.enum(["embedded", "redis"]),
});

export const jobCountsSchema = z.object({
  waiting: z.number().int(),
  active: z.number().int(),
  delayed: z.number().int(),
  completed: z.number().int(),
  deadLetters: z.number().int(),
});

export const queueNameSchema = z.enum(["mediastream-events", "suggestion-webhook"]);

export const jobsSchema = z.object({
  queues: z.array(z.object({ queue: queueNameSchema, counts: jobCountsSchema })),
});

/** A job that was given up. */
export const deadLetterSchema = z.object({
  /** Unique among all queues; POST /operators/api/jobs/dead-letters/:id/retry tries it again. */
  id: z.string(),
  queue: queueNameSchema,
  callKey: z.string().nullable(),
  reason: z.string().describe("Error code and message of the last attempt"),
  attempts: z.number().int(),
  failedAtMs: z.number(),
  /** The report of Five9, or which suggestion it was: never the suggestion itself. */
  detail: z.record(z.string(), z.unknown()),
});

export const deadLettersSchema = z.object({
  deadLetters: z.array(deadLetterSchema).describe("Newest first"),
});

export const auditListSchema = z.object({ entries: z.array(auditEntrySchema).describe("Newest first") });

export const eventSourcesSchema = z.object({
  /** False while a pull is not open. Push cannot tell silence from trouble. */
  healthy: z.boolean(),
  rejectedTotal: z.number().int(),
  pull: z.array(z.looseObject({ subscription: z.string(), lastEventAgeMs: z.number().nullable() })),
  push: z.array(z.looseObject({ dataType: z.string(), lastEventAgeMs: z.number().nullable() })),
});

export const rejectedEventsSchema = z.object({
  rejectedEvents: z
    .array(
      z.object({
        id: z.string(),
        subscription: z.string(),
        reason: z.string(),
        sizeBytes: z.number(),
        atMs: z.number(),
      }),
    )
    .describe("Newest last; without content"),
});

/** Answer of every POST: what came of it, in a word or a sentence. */
export const outcomeSchema = z.object({ outcome: z.string() });

export type Instance = z.infer<typeof instanceSchema>;
export type JobCounts = z.infer<typeof jobCountsSchema>;
export type QueueName = z.infer<typeof queueNameSchema>;
export type Jobs = z.infer<typeof jobsSchema>;
export type DeadLetterEntry = z.infer<typeof deadLetterSchema>;
export type DeadLetters = z.infer<typeof deadLettersSchema>;
export type AuditList = z.infer<typeof auditListSchema>;
export type EventSources = z.infer<typeof eventSourcesSchema>;
export type RejectedEvents = z.infer<typeof rejectedEventsSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
