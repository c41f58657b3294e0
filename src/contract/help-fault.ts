/** What keeps suggestions from coming, as the process knows it: where events come from, and what the profile says. */
import { z } from "zod";
import { TRANSLATION_CAUSES } from "./translation-cause.ts";

/** Each has its words in src/contract/no-help.ts and a row in docs/reference/errors.md. */
export const HELP_FAULT_CODES = [
  "SUBSCRIPTION_MISSING",
  "SUBSCRIPTION_FORBIDDEN",
  "SUBSCRIPTION_BROKEN",
  "EVENTS_UNREADABLE",
  "PUSH_REFUSED",
  "PUSH_SILENT",
  "REDIS_AWAY",
  "PROFILE_UNREADABLE",
  "TOPIC_NOT_SET",
  "FORMAT_NOT_JSON",
  "FEATURE_MISSING",
  "FEATURE_NOT_EVENT_BASED",
  ...TRANSLATION_CAUSES,
] as const;

export type HelpFaultCode = (typeof HELP_FAULT_CODES)[number];

export const helpFaultSchema = z.object({
  code: z.enum(HELP_FAULT_CODES),
  about: z.string().describe("A subscription, a push path, a field of the profile, or names of features"),
  /** It concerns suggestions; transcripts and the call's state need other topics. */
  stopsSuggestions: z.boolean(),
});

export type HelpFault = z.infer<typeof helpFaultSchema>;
