/** Who an operator is, and what the audit keeps of what they did. */
import { z } from "zod";

/** view: see calls without words. reveal: also what was said. act: also change things. supervise: read along in live calls. */
export const roleSchema = z.enum(["view", "reveal", "act", "supervise"]);

export const sessionSchema = z.object({
  name: z.string(),
  roles: z.array(roleSchema),
  /** To be sent as the header x-sidetone-csrf with every POST made with the cookie. */
  csrfToken: z.string(),
  expiresAtMs: z.number(),
});

export const auditEntrySchema = z.object({
  atMs: z.number(),
  operator: z.string(),
  action: z
    .string()
    .describe("login, reveal, supervise, bundle.download, call.end, recognition.stop and the like"),
  callKey: z.string().optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
  outcome: z.enum(["done", "refused", "failed"]),
});

/** POST /operators/api/calls/:callKey/actions */
export const callActionSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("call.end"), reason: z.string().max(200).optional() }),
  /** This speaker is not recognised until the opposite is asked for. */
  z.object({ action: z.literal("recognition.stop"), speaker: z.string() }),
  /** Takes that wish back; a participant that failed gets another chance. */
  z.object({ action: z.literal("recognition.start"), speaker: z.string() }),
  /** A new stream for this speaker now. */
  z.object({ action: z.literal("recognition.rollOver"), speaker: z.string() }),
]);

export type Role = z.infer<typeof roleSchema>;
export type OperatorSession = z.infer<typeof sessionSchema>;
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type CallAction = z.infer<typeof callActionSchema>;
