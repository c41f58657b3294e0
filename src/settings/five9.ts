/** Settings of Five9's doors: its secrets, and where it shows them. */
import { z } from "zod";
import { parseCallVariables } from "./call-variables.ts";
import { hidden, list, oneOf, optionalSecret, setting, sourceSecret } from "./setting.ts";

/** Headers with a meaning of their own. */
const TAKEN = new Set([
  "authorization",
  "cookie",
  "host",
  "content-type",
  "content-length",
  "x-forwarded-for",
]);

const headerNames = list
  .transform((names) => names.map((name) => name.toLowerCase()))
  .refine(
    (names) => names.length > 0 && names.every((name) => /^[a-z0-9-]+$/.test(name) && !TAKEN.has(name)),
    "must be names of headers, comma separated (Authorization: Bearer is taken besides)",
  );

export const FIVE9_SETTINGS = {
  FIVE9_API_KEY: sourceSecret(
    setting(
      optionalSecret(16),
      "",
      "API key Five9 shows when the MediaStream subscription is saved; until it is set, Five9's webhooks are shut",
    ),
  ),
  FIVE9_TRUST_TOKEN: sourceSecret(
    setting(
      optionalSecret(16),
      "",
      "Shared secret entered in the MediaStream subscription; without it no audio is taken",
    ),
  ),
  FIVE9_KEY_HEADERS: setting(
    headerNames,
    "x-f9-apikey,x-api-key",
    "Headers in which Five9 may send the API key, comma separated; Authorization: Bearer is taken besides",
  ),
  FIVE9_CALL_VARIABLES: setting(
    z
      .string()
      .refine(
        (text) => parseCallVariables(text) !== null,
        "must read number=Group.variable,skill=Group.variable with number, queue, campaign, skill or agent, each variable once",
      ),
    "number=Call.ANI,campaign=Call.campaign_name,skill=Call.skill_name,agent=Agent.full_name",
    "Variables of CTI events that tell the agent's page who is on the line: number, queue, campaign, skill, agent; of several for one the first with a value counts, and no other value is read",
  ),
  FIVE9_EVENTS_KEY: setting(
    hidden(oneOf(["required", "if-present"])),
    "if-present",
    "Whether MediaStream events must carry the API key (whether Five9 sends it is not documented)",
  ),
} as const;
