/** What each route of the operators' API reads from its query; the API's own description shows the same schemas. */
import { z } from "zod";
import { MAX_ID_CHARACTERS } from "../../base/text-safety.ts";
import { callFilterSchema } from "../../contract/call-filter.ts";
import { TREND_DIMENSIONS } from "../../contract/trends.ts";

const DEFAULT_LISTED = 100;
const MAX_LISTED = 1_000;
const WHOLE_NUMBER = "must be a whole number above 0";

/** The empty text, as a form sends it, is not a number. */
const wholeNumber = z
  .string()
  .regex(/^\d{0,16}$/, WHOLE_NUMBER)
  .refine((text) => text === "" || (Number(text) > 0 && Number.isSafeInteger(Number(text))), WHOLE_NUMBER)
  .transform((text) => (text === "" ? undefined : Number(text)));

/** Most entries of an answer; more than the most counts as that. */
const limit = wholeNumber.optional().transform((number) => Math.min(number ?? DEFAULT_LISTED, MAX_LISTED));

/** Milliseconds since the Unix epoch: only what is older. */
const before = wholeNumber.optional();

const name = z
  .string()
  .max(MAX_ID_CHARACTERS, `must be at most ${MAX_ID_CHARACTERS} characters`)
  .transform((text) => (text === "" ? undefined : text))
  .optional();

const flag = z.enum(["", "1"], "must be 1, or left out").optional();

export const callsQuery = callFilterSchema.extend({
  limit,
  before,
  allLive: flag.describe("Live calls come whether or not they pass the filter"),
});
/** A number is in the body, never in an address: those are written to logs and histories. */
export const callSearch = callFilterSchema.extend({
  number: z.string().trim().min(1).max(MAX_ID_CHARACTERS).describe("A caller's or agent's phone number"),
  limit: z.number().int().min(1).max(MAX_LISTED).default(DEFAULT_LISTED),
  before: z.number().int().positive().optional(),
});
/** Without times: as far back as anything is kept. */
export const trendsQuery = z.object({
  dimension: z
    .enum(["", ...TREND_DIMENSIONS], `must be one of ${TREND_DIMENSIONS.join(", ")}`)
    .default("")
    .transform((text) => (text === "" ? "all" : text)),
  value: z.string().max(MAX_ID_CHARACTERS, `must be at most ${MAX_ID_CHARACTERS} characters`).default(""),
  from: wholeNumber.optional(),
  to: wholeNumber.optional(),
});
export const jobsQuery = z.object({ limit });
export const auditQuery = z.object({ limit, before, operator: name, action: name, callKey: name });
export const bundleQuery = z.object({
  words: flag,
});
