/** The filter of an operator's list, as a query has it. */
import { z } from "zod";

const text = z.string().max(200, "must be at most 200 characters").default("");

const time = z
  .string()
  .regex(/^\d{0,16}$/, "must be a time in milliseconds since the Unix epoch")
  .default("");

/** "" means any. */
export const callFilterSchema = z.object({
  /** Words that must each occur in a call's ids, agents, campaigns, domain or alarms. */
  q: text,
  live: z.enum(["", "live", "ended"], "must be live or ended").default(""),
  /** One state's name: of the media, the conversation, the assist region or a participant. */
  state: text,
  source: text,
  /** "any", "none" or one alarm's code. */
  alarm: text,
  agent: text,
  campaign: text,
  /** Calls that began then or later. */
  from: time,
  /** Calls that began before. */
  to: time,
});

export type CallFilter = z.infer<typeof callFilterSchema>;
