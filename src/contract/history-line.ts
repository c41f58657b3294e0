/** One line of a call's history as operators and incident bundles get it: an actor's event, and its effects. */
import { z } from "zod";

/** A transition that moved its actor, by the ids of the chart's states. */
const transitionSchema = z.object({
  from: z.string().describe("Id of the state left, for example call.live.media.awaiting"),
  to: z.array(z.string()).describe("Ids of the states entered"),
});

/** What the actor made happen: a message to another actor, a command to a transport, work begun. */
const effectSchema = z.object({
  kind: z.enum(["send", "emit", "spawn", "invoke", "stop"]),
  to: z.string().optional().describe("The actor it was for; absent for emit"),
  event: z.string().describe("Event type, command type or the name of what was begun"),
  detail: z.record(z.string(), z.unknown()).optional(),
});

/** All values in milliseconds of audio; see src/contract/ledger.ts. */
export const ledgerSchema = z.object({
  receivedMs: z.number(),
  recognizedMs: z.number(),
  bufferedMs: z.number(),
  heardMs: z.number(),
  droppedMs: z.object({ hold: z.number(), overflow: z.number(), abandoned: z.number() }),
  replayedMs: z.number(),
  standByMs: z.number().optional(),
});

export const historyLineSchema = z.object({
  line: z.number().int().describe("Place in the call's history, from 1; unique within the call"),
  atMs: z.number().describe("Milliseconds since the Unix epoch"),
  actor: z.string().describe('"call", "participant:customer", "audio:agent", "operator" and the like'),
  event: z.string().describe("Event type; each is explained in docs/reference/events.md"),
  from: z.string().optional().describe("The actor that sent it; absent where it came from outside the call"),
  state: z
    .unknown()
    .optional()
    .describe("XState state value after the event; absent on lines without a chart"),
  took: z.array(transitionSchema).optional(),
  effects: z.array(effectSchema).optional(),
  detail: z.record(z.string(), z.unknown()).optional().describe("Fields of the event; never anyone's words"),
  ledger: ledgerSchema
    .optional()
    .describe("The speaker's account when the line was written, on its own lines"),
});

export type Transition = z.infer<typeof transitionSchema>;
export type Effect = z.infer<typeof effectSchema>;
export type HistoryLine = z.infer<typeof historyLineSchema>;
