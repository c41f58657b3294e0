/** Settings of agents' own applications (the Agent Assist applications API). */
import { getCountries } from "libphonenumber-js";
import { z } from "zod";
import { durationMs, oneOf, optionalSecret, optionalToken, setting } from "./setting.ts";

const countries = new Set<string>(getCountries());

export const AGENT_APPLICATION_SETTINGS = {
  AGENT_APPLICATIONS_TOKEN: setting(
    optionalToken,
    "",
    "Shared token of trusted applications, which are believed whom they speak for; the API is served only with this or with AGENT_APPLICATIONS_SECRET",
  ),
  AGENT_APPLICATIONS_SECRET: setting(
    optionalSecret(32),
    "",
    "Signs tokens that name one agent and their number (HS256), for applications that are not to be believed",
  ),
  AGENT_EVENT_FORM: setting(
    oneOf(["bot-api", "bot-framework", "dialogflow-cx", "dialogflow-es", "copilot", "copilot-legacy"]),
    "bot-api",
    "Framework of the bot at WEBHOOK_URL that is told of agents (agentConnected), whose form that event gets",
  ),
  AGENT_APPLICATIONS_COUNTRY: setting(
    z
      .string()
      .toUpperCase()
      .refine((text) => countries.has(text), "must be the code of a country, such as US or DE"),
    "US",
    "Country of phone numbers that name none, of agents and of calls' parties (ISO 3166-1 alpha-2)",
  ),
  AGENT_APPLICATIONS_GRACE_MS: setting(
    durationMs(0, 3_600_000),
    "30000",
    "How long an agent's application may be away (a reload), or the agent out of the call, before assistance ends",
  ),
  AGENT_APPLICATIONS_WAIT_MS: setting(
    durationMs(1_000, 86_400_000),
    "600000",
    "How long assistance that is asked for waits for the agent's next call",
  ),
} as const;
