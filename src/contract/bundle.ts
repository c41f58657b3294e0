/** Everything about one call in one JSON file. The console opens it, and `bun run replay <file>` runs it again. */
import { z } from "zod";
import { auditEntrySchema } from "./access.ts";
import { callDetailSchema, maskedSchema, revealedSchema } from "./call-detail.ts";
import { BUNDLE_FORMAT } from "./former-versions.ts";

export const bundleSchema = z.object({
  format: z.literal(BUNDLE_FORMAT),
  madeAtMs: z.number(),
  madeBy: z.string().describe("The operator's name"),
  detail: callDetailSchema,
  /** With the words only where the operator had the right and asked for them. */
  masked: maskedSchema,
  revealed: revealedSchema.nullable(),
  jobs: z.array(z.record(z.string(), z.unknown())).describe("MediaStream reports of this call that failed"),
  audit: z.array(auditEntrySchema),
});

export type Bundle = z.infer<typeof bundleSchema>;
