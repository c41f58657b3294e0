/** Settings of logs and traces. */
import { z } from "zod";
import { hidden, numberBetween, oneOf, setting } from "./setting.ts";

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** A problem names the place, never the text: it holds a secret. */
const headers = hidden(
  z.string().transform((text, context) => {
    const found: Record<string, string> = {};
    const items = text.split(",").map((item) => item.trim());
    for (const [index, item] of items.filter((given) => given !== "").entries()) {
      const at = item.indexOf("=");
      const name = item.slice(0, Math.max(at, 0)).trim();
      const value = item.slice(at + 1).trim();
      if (!HEADER_NAME.test(name) || value === "") {
        context.addIssue(`entry ${index + 1}: must read NAME=VALUE with the name of a header`);
      } else found[name] = value;
    }
    return found;
  }),
);

const collectorUrl = z
  .string()
  .refine((text) => text === "" || (/^https?:/.test(text) && URL.canParse(text)), "must be a URL")
  .transform((text) => (text === "" ? undefined : text));

export const TELEMETRY_SETTINGS = {
  OTLP_TRACES_URL: setting(
    collectorUrl,
    "",
    "URL of an OpenTelemetry collector, e.g. http://collector:4318/v1/traces; empty: no traces",
  ),
  OTLP_HEADERS: setting(
    headers,
    "",
    "Headers for the collector as NAME=VALUE, comma separated, e.g. its API key (a secret)",
  ),
  TRACES_SAMPLE_RATIO: setting(numberBetween(0, 1), "1", "Share of the calls that are traced, from 0 to 1"),
  LOG_LEVEL: setting(
    oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    "info",
    "Least severe log line that is written",
  ),
  LOG_FORM: setting(
    oneOf(["auto", "json", "text"]),
    "auto",
    "Form of the log: json (one object a line), text for people, or auto: text where a terminal shows it",
  ),
} as const;
