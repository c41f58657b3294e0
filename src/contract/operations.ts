/**
 * The data of the console's pages beside the calls, with the paths they ask (all below /operators/api):
 *
 * GET calls (query: live, q, state, source, alarm, agent, campaign, before, limit), GET calls/:callKey,
 * GET calls/:callKey/transcript, POST calls/:callKey/reveal, POST calls/:callKey/actions,
 * POST calls/:callKey/erase, GET calls/:callKey/bundle (query: words=1), GET jobs, POST jobs/:queue/:jobId/retry, POST jobs/:queue/:jobId/discard,
 * POST jobs/:queue/retry {kind}, POST jobs/:queue/discard {kind}, GET audit (query: operator, action, callKey, before), GET instance, GET rejected-events, POST drain {reason},
 * POST instances/:name/drain {reason}.
 */
import { z } from "zod";
import { auditEntrySchema } from "./access.ts";
import { alarmSchema } from "./call-summary.ts";
import { helpFaultSchema } from "./help-fault.ts";

/** A job that was given up. */
const deadLetterSchema = z.object({
  id: z.string(),
  kind: z.string().optional().describe("A kind of docs/reference/jobs.md"),
  reason: z.string().describe("Error code and message of the last attempt"),
  attempts: z.number().int(),
  failedAtMs: z.number(),
  /** The call it belongs to, where that is known. */
  callKey: z.string().optional(),
  /** What it was, without content: the kind of report, or the feature of a suggestion. */
  about: z.string().optional(),
  /** What it carried, with words and free text replaced by their length. */
  payload: z.record(z.string(), z.unknown()).optional(),
});

const jobQueueSchema = z.object({
  name: z.string().describe("mediastream or webhook"),
  kinds: z.array(z.string()).describe("What all its dead letters of a kind are asked for by"),
  isStarted: z
    .boolean()
    .describe("False while its database still starts: then it has no counts and no letters"),
  counts: z.record(z.string(), z.number()).describe("waiting, active, delayed, completed, deadLetters"),
  deadLetters: z.array(deadLetterSchema),
});

/** GET jobs; a queue that is not configured is absent. */
export const jobsSchema = z.object({ queues: z.array(jobQueueSchema) });

/** GET audit, newest first. */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  /** Pass it as `before` for older ones; null if there are none. */
  nextBefore: z.number().nullable(),
});

const eventSourceSchema = z.object({
  name: z.string().describe("A subscription, or push:<kind of event>"),
  via: z.enum(["pull", "push"]),
  state: z.string(),
  lastEventAgeMs: z.number().nullable(),
});

/** A way in for calls or people; one without its secret is shut. */
const doorSchema = z.object({
  name: z.string(),
  isOpen: z.boolean(),
  needs: z.string().describe("The setting that opens it"),
});

/** An alarm of the whole process; its code is explained in docs/reference/errors.md. */
const standingAlarmSchema = alarmSchema.extend({ sinceMs: z.number() });

/** GET instance: what changes seldom; the rest comes over the feed. */
export const instanceReportSchema = z.object({
  startedAtMs: z.number(),
  state: z.string(),
  versions: z.record(z.string(), z.string()).describe("sidetone, bun and the like"),
  storage: z.string().optional().describe("embedded or redis"),
  doors: z.array(doorSchema),
  eventSources: z.array(eventSourceSchema),
  rejectedTotal: z.number().int(),
  /** Oldest first; each goes when its cause is gone. */
  alarms: z.array(standingAlarmSchema),
});

/** GET rejected-events, newest last, without content. */
const rejectedEventSchema = z.object({
  atMs: z.number().optional(),
  messageId: z.string().optional(),
  source: z.string().optional(),
  reason: z.string(),
  sizeBytes: z.number().int().optional(),
});

/** GET rejected-events. */
export const rejectedEventsSchema = z.object({ rejectedEvents: z.array(rejectedEventSchema) });

/** GET event-sources: all counts of each, beside those in the instance's report. */
export const eventSourcesSchema = z.object({
  /** False while a pull is not open. With push, silence and a fault look the same. */
  healthy: z.boolean(),
  faults: z.array(helpFaultSchema).describe("What is known to keep suggestions away"),
  rejectedTotal: z.number().int(),
  pull: z.array(z.looseObject({ subscription: z.string(), lastEventAgeMs: z.number().nullable() })),
  push: z.array(z.looseObject({ dataType: z.string(), lastEventAgeMs: z.number().nullable() })),
});

/** Answer of every POST that changes something: what came of it. */
export const outcomeSchema = z.object({ outcome: z.string() });

/** Body of POST jobs/:queue/retry and jobs/:queue/discard. */
export const jobKindSchema = z.object({ kind: z.string().max(100).describe("One of the queue's kinds") });
export const jobsOutcomeSchema = outcomeSchema.extend({ jobs: z.number().int().describe("How many") });

/** Body of POST drain. */
export const drainSchema = z.object({ reason: z.string().max(200).optional() });

/** POST calls/:callKey/erase: how much of each went; of the audit, how many entries have a pseudonym now. */
const erasedCallSchema = z.object({
  calls: z.number().int(),
  lines: z.number().int().describe("Of its history"),
  events: z.number().int().describe("Of its delivery log"),
  names: z.number().int().describe("Names of its conversation by integration key"),
  jobs: z.number().int(),
  audit: z.number().int(),
});
export const erasureSchema = outcomeSchema.extend({ erased: erasedCallSchema });

export type ErasedCall = z.infer<typeof erasedCallSchema>;
export type EventSources = z.infer<typeof eventSourcesSchema>;
export type DeadLetter = z.infer<typeof deadLetterSchema>;
export type JobQueueReport = z.infer<typeof jobQueueSchema>;
export type AuditPage = z.infer<typeof auditPageSchema>;
export type EventSource = z.infer<typeof eventSourceSchema>;
export type DoorReport = z.infer<typeof doorSchema>;
export type StandingAlarm = z.infer<typeof standingAlarmSchema>;
export type InstanceReport = z.infer<typeof instanceReportSchema>;
export type RejectedEvent = z.infer<typeof rejectedEventSchema>;
