/** A summary as the agent edited and kept it, as the panel sends it. */
import { z } from "zod";

export const keptSummarySchema = z.object({
  /** When the agent began to edit it, and kept it; milliseconds since the Unix epoch. */
  startedAtMs: z.number().int().min(0),
  submittedAtMs: z.number().int().min(0),
  sections: z
    .array(z.object({ title: z.string().max(200), text: z.string().min(1).max(10_000) }))
    .min(1)
    .max(40),
});
