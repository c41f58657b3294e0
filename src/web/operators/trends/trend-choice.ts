/** What the page Trends shows, as in the address. */
import type { TrendDimension } from "../../../contract/trends.ts";

export interface TrendChoice {
  dimension: TrendDimension;
  value: string;
  range: "day" | "week" | "all";
}

export const TREND_DIMENSION_NAMES: Readonly<Record<TrendDimension, string>> = {
  all: "All calls",
  campaign: "Campaign",
  agent: "Agent",
  instance: "Instance",
};

export function readTrendChoice(query: URLSearchParams): TrendChoice {
  const dimension = Object.keys(TREND_DIMENSION_NAMES).find((name) => name === query.get("of"));
  const range = (["day", "all"] as const).find((name) => name === query.get("time")) ?? "week";
  const value = (query.get("value") ?? "").slice(0, 200);
  return { dimension: (dimension as TrendDimension | undefined) ?? "all", value, range };
}

export function writeTrendChoice({ dimension, value, range }: TrendChoice): URLSearchParams {
  const query = new URLSearchParams();
  if (dimension !== "all") query.set("of", dimension);
  if (value !== "") query.set("value", value);
  if (range !== "week") query.set("time", range);
  return query;
}
