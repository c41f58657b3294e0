/** A call as one row of the operators' list. */
import { z } from "zod";

/** Why a call deserves a look. `code` is one of docs/reference/errors.md or of the alarms listed there. */
export const alarmSchema = z.object({
  code: z.string(),
  severity: z.enum(["warning", "serious"]),
  message: z.string().describe("One sentence an operator understands, without anyone's words"),
});

const callViewSchema = z.object({
  media: z.string().describe("awaiting, streaming, held, draining, gone, ended"),
  conversation: z.string().describe("none, opening, open, completing, completed, failed"),
  assist: z.enum(["unattended", "attended"]),
  participants: z
    .record(z.string(), z.string())
    .describe("State by speaker: agent, customer, supervisor; further ones of a role are agent-2 and so on"),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  audio: z
    .enum(["lost", "stopped"])
    .optional()
    .describe(
      "No stream brings audio, and nobody has said that the call is over: it broke, or it was closed",
    ),
  awaitedBack: z
    .array(z.string())
    .optional()
    .describe("Speakers whose stream Five9 reported as failed and who are not back"),
  noHelp: z
    .string()
    .optional()
    .describe("Why the agent gets no suggestions: a code of docs/reference/errors.md"),
});

export const callSummarySchema = z.object({
  callKey: z.string().describe("Our id of the call; also the conversation's id"),
  source: z.string().describe("Its carrier's name"),
  vendorCallId: z.string(),
  episode: z
    .number()
    .int()
    .optional()
    .describe("Which life of the vendor's id it is, from 1; absent: the first"),
  instance: z
    .string()
    .optional()
    .describe("The instance that has it, or had it last, where several share calls"),
  live: z.boolean(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** The last line of its history. */
  changedAtMs: z.number(),
  view: callViewSchema,
  alarms: z.array(alarmSchema),
  domainId: z.string(),
  agentIds: z.array(z.string()),
  campaignIds: z.array(z.string()),
  desktops: z.number().int(),
  suggestions: z.number().int().describe("Suggestions logged so far, transcripts not counted"),
  endReason: z.string().nullable(),
});

export const callListSchema = z.object({
  calls: z.array(callSummarySchema),
  liveCount: z.number().int(),
  /** Ended calls older than the last one listed: pass it as `before`; null if there are none. */
  nextBefore: z.number().nullable(),
});

export type Alarm = z.infer<typeof alarmSchema>;
export type CallView = z.infer<typeof callViewSchema>;
export type CallSummary = z.infer<typeof callSummarySchema>;
export type CallList = z.infer<typeof callListSchema>;
