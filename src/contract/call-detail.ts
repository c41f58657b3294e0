/** Everything an operator with the right `view` gets of one call. */
import { z } from "zod";
import { callSummarySchema } from "./call-summary.ts";
import { historyLineSchema, ledgerSchema } from "./history-line.ts";

/** An actor as it is now; what it was at another moment is folded from the history. */
const actorSchema = z.object({
  actor: z.string().describe('"call" or "participant:agent" and the like'),
  state: z.unknown(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

const legSchema = z.object({
  legId: z.string(),
  speaker: z.string(),
  medium: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("audio"),
      format: z.object({ encoding: z.string(), sampleRateHertz: z.number() }),
    }),
    z.object({ kind: z.literal("text") }),
  ]),
  origin: z.record(z.string(), z.string()).describe("Where it comes from, by the carrier's own names"),
  participant: z.string().optional().describe("The carrier's name for who speaks"),
  open: z.boolean(),
  held: z.boolean(),
  audioSeen: z.boolean(),
  callEnded: z.boolean(),
  standsBy: z.boolean().optional().describe("Another open leg brings the same voice and is heard"),
});

const balancedLedgerSchema = ledgerSchema.extend({
  imbalanceMs: z.number(),
  balanced: z.boolean(),
});

/** A life of the call's id. */
const callEpisodeSchema = z.object({
  callKey: z.string(),
  number: z.number().int().describe("From 1"),
  live: z.boolean(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  agentIds: z.array(z.string()),
});

export const callDetailSchema = z.object({
  call: callSummarySchema,
  conversationName: z.string().nullable(),
  actors: z.array(actorSchema),
  legs: z.array(legSchema),
  ledgers: z.record(z.string(), balancedLedgerSchema).describe("By speaker"),
  gapsMs: z.record(z.string(), z.number()).describe("Audio that never came, by speaker"),
  desktopIds: z.array(z.string()),
  loggedSequence: z.number().int().describe("Last sequence of the delivery log: transcripts and suggestions"),
  mediastreamReports: z.number().int(),
  /** The call's input, so that it can be replayed. */
  input: z.record(z.string(), z.unknown()).nullable(),
  version: z.string().describe("Version of Sidetone"),
  history: z.array(historyLineSchema).describe("Ascending by line"),
  /** Lines are left out: between the first and the last ones, or before all. */
  isHistoryCut: z.boolean(),
  episodes: z
    .array(callEpisodeSchema)
    .optional()
    .describe("The lives of its id, oldest first, itself among them; empty if it has had one"),
});

const speakerSchema = z
  .string()
  .optional()
  .describe(
    "Who says it: agent, agent-2, customer and so on; absent where the call does not know the participant",
  );

const utteranceIdSchema = z
  .string()
  .optional()
  .describe("Of a recognition result or a message; the two of one utterance mostly have the same");

/** What was said and suggested. Only with the right `reveal`, and asking for it is a line of the audit. */
export const revealedSchema = z.object({
  entries: z.array(
    z.object({
      sequence: z.number().int(),
      kind: z.string().describe("Socket.IO event name"),
      publishTime: z.string(),
      loggedAtMs: z.number(),
      role: z.string().optional(),
      speaker: speakerSchema,
      utteranceId: utteranceIdSchema,
      texts: z
        .array(z.object({ title: z.string(), text: z.string() }))
        .optional()
        .describe("What it says, piece by piece; absent in bundles of older versions"),
      data: z.unknown().describe("The payload as JSON"),
    }),
  ),
});

/** The same without words: what a viewer sees in the transcript's place. */
export const maskedSchema = z.object({
  entries: z.array(
    z.object({
      sequence: z.number().int(),
      kind: z.string(),
      publishTime: z.string(),
      loggedAtMs: z.number(),
      role: z.string().optional(),
      speaker: speakerSchema,
      utteranceId: utteranceIdSchema,
      characters: z.number().int().describe("Length of what is hidden"),
    }),
  ),
});

export type CallEpisode = z.infer<typeof callEpisodeSchema>;
export type CallDetail = z.infer<typeof callDetailSchema>;
export type Revealed = z.infer<typeof revealedSchema>;
export type Masked = z.infer<typeof maskedSchema>;
