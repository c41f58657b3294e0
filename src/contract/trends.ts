/** Calls over time, as the console's page Trends has them. */
import { z } from "zod";

/** What trends can be told apart by. */
export const TREND_DIMENSIONS = ["all", "campaign", "agent", "instance"] as const;

const bucketSchema = z.object({
  atMs: z.number().describe("Where the bucket begins; calls are counted where they began"),
  calls: z.number().int(),
  suggestions: z.number().int().describe("Suggestions shown"),
  used: z.number().int().describe("Suggestions that an agent used: clicked, copied or opened"),
  recoveries: z.number().int().describe("Streams of recognition that broke and went on"),
  alarms: z.record(z.string(), z.number().int()).describe("Calls with an alarm, by its code"),
  screenP50Ms: z.number().nullable().describe("From the end of a word to the screen, half of all within"),
  screenP99Ms: z.number().nullable(),
});

export const trendsSchema = z.object({
  dimension: z.enum(TREND_DIMENSIONS),
  value: z.string(),
  bucketMs: z.number(),
  fromMs: z.number(),
  toMs: z.number(),
  /** The dimension's, for a choice. */
  values: z.array(z.string()),
  /** Those with calls, oldest first. */
  buckets: z.array(bucketSchema),
  total: bucketSchema.describe(
    "All of these together, from where the first begins; percentiles are those of the whole",
  ),
});

export type TrendDimension = (typeof TREND_DIMENSIONS)[number];
export type TrendBucket = z.infer<typeof bucketSchema>;
export type TrendReport = z.infer<typeof trendsSchema>;
