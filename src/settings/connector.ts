/** Settings of the UI connector: who may register, what a token covers, and how requests are forwarded to Dialogflow. */
import type { z } from "zod";
import {
  durationMs,
  hidden,
  list,
  oneOf,
  optionalMatch,
  optionalToken,
  setting,
  wholeNumber,
} from "./setting.ts";

const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
const hostName = optionalMatch(HOST_NAME, "must be a host name, without https:// and without a path");

/** A location of Dialogflow: "global", a multi-region or a region. It becomes part of a host name. */
const LOCATION = /^(?:global|[a-z]{2}|[a-z]+-[a-z]+\d+)$/;

export const CONNECTOR_SETTINGS = {
  SIDETONE_ENV: setting(
    oneOf(["production", "development"]),
    "production",
    "Whether calls are real: only development lets AUTH_OPTION be Skip",
  ),
  AUTH_OPTION: setting(
    oneOf(["", "Five9", "SalesforceLWC", "Salesforce", "GenesysCloud", "Twilio", "Skip"]),
    "",
    "Who may use POST /register, by identity service: Five9, SalesforceLWC, Salesforce, GenesysCloud, Twilio or Skip; empty: no page",
  ),
  APP_AUTH_OPTION: setting(
    oneOf(["", "Twilio"]),
    "",
    "Who may use POST /register-app, by identity service: Twilio; empty: no page",
  ),
  CONNECTOR_TOKEN_SCOPE: setting(
    oneOf(["project", "conversations"]),
    "project",
    "What a registered token covers: all conversations of the project, as Google's pages need, or only those it named",
  ),
  CONNECTOR_TRUST_TOKEN: setting(
    optionalToken,
    "",
    "Shared secret of POST /register with AUTH_OPTION Five9; must differ from FIVE9_TRUST_TOKEN, unless CONNECTOR_SHARES_TRUST_TOKEN is on",
  ),
  CONNECTOR_SHARES_TRUST_TOKEN: setting(
    hidden(oneOf(["on", "off"])),
    "off",
    "Whether FIVE9_TRUST_TOKEN also opens POST /register, as the one secret of Google's Five9 integration does",
  ),
  SALESFORCE_DOMAIN: setting(
    hostName,
    "",
    "My Domain host of the Salesforce organisation, e.g. acme.my.salesforce.com",
  ),
  SALESFORCE_ORGANIZATION_ID: setting(
    optionalMatch(
      /^00D[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?$/,
      "must be an organisation id, 00D and 15 or 18 long",
    ),
    "",
    "Salesforce organisation whose users may register",
  ),
  GENESYS_CLOUD_ENVIRONMENT: setting(hostName, "", "Host of the Genesys Cloud region, e.g. mypurecloud.com"),
  GENESYS_CLOUD_ORGANIZATION_ID: setting(
    optionalMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a UUID"),
    "",
    "Genesys Cloud organisation whose users may register",
  ),
  TWILIO_FLEX_ENVIRONMENT: setting(hostName, "", "Host of the Twilio functions that verify Flex tokens"),
  TWILIO_ACCOUNT_SID: setting(
    optionalMatch(/^AC[0-9a-f]{32}$/i, "must be an account SID, AC and 32 hexadecimal digits"),
    "",
    "Twilio account that may register",
  ),
  DIALOGFLOW_LOCATIONS: setting(
    list.refine((locations) => locations.every((name) => LOCATION.test(name)), "must list locations"),
    "",
    "Locations, besides the profile's, that desktops may ask Dialogflow about, comma separated",
  ),
  DIALOGFLOW_REST_ENDPOINT: setting(
    optionalMatch(/^https?:\/\/[^/?#]+$/, "must read http://HOST:PORT"),
    "",
    "Simulator of Dialogflow's REST service; gets no credentials",
  ),
  CONNECTOR_DEADLINE_MS: setting(
    durationMs(1_000, 600_000),
    "60000",
    "Longest time a desktop's request to Dialogflow may take",
  ),
  CONNECTOR_MAX_REQUESTS: setting(
    wholeNumber(1, 100_000),
    "500",
    "Desktops' requests to Dialogflow and to identity services at once; further ones get 503",
  ),
} as const;

type ConnectorSettings = {
  readonly [N in keyof typeof CONNECTOR_SETTINGS]: z.output<(typeof CONNECTOR_SETTINGS)[N]["schema"]>;
};

type Needs = Partial<Record<string, readonly (keyof ConnectorSettings)[]>>;

const NEEDS: Needs = {
  Five9: ["CONNECTOR_TRUST_TOKEN"],
  Salesforce: ["SALESFORCE_DOMAIN", "SALESFORCE_ORGANIZATION_ID"],
  SalesforceLWC: ["SALESFORCE_DOMAIN", "SALESFORCE_ORGANIZATION_ID"],
  GenesysCloud: ["GENESYS_CLOUD_ENVIRONMENT", "GENESYS_CLOUD_ORGANIZATION_ID"],
  Twilio: ["TWILIO_FLEX_ENVIRONMENT"],
};

/** The secret of POST /register with AUTH_OPTION Five9. */
export function connectorTrustToken(
  settings: Pick<Partial<ConnectorSettings>, "CONNECTOR_TRUST_TOKEN" | "CONNECTOR_SHARES_TRUST_TOKEN"> & {
    FIVE9_TRUST_TOKEN?: string | undefined;
  },
): string | undefined {
  const shared = settings.CONNECTOR_SHARES_TRUST_TOKEN === "on" ? settings.FIVE9_TRUST_TOKEN : undefined;
  return settings.CONNECTOR_TRUST_TOKEN ?? shared;
}

/** What is fine alone but not together, one line per problem with its remedy. */
export function connectorProblems(
  settings: Partial<ConnectorSettings> & { FIVE9_TRUST_TOKEN?: string | undefined },
): string[] {
  const option = settings.AUTH_OPTION ?? "";
  const known = { ...settings, CONNECTOR_TRUST_TOKEN: connectorTrustToken(settings) };
  const missing = (NEEDS[option] ?? []).filter((name) => known[name] === undefined);
  const problems = missing.map((name) => `AUTH_OPTION is ${option}, which needs ${name}. Set it.`);
  if (settings.APP_AUTH_OPTION === "Twilio" && settings.TWILIO_ACCOUNT_SID === undefined) {
    problems.push("APP_AUTH_OPTION is Twilio, which needs TWILIO_ACCOUNT_SID. Set it.");
  }
  if (option === "Skip" && settings.SIDETONE_ENV !== "development") {
    problems.push(
      "AUTH_OPTION Skip lets everybody in and is refused in production. Choose another, or set SIDETONE_ENV=development where no real calls are.",
    );
  }
  const trustToken = settings.CONNECTOR_TRUST_TOKEN;
  const isShared = trustToken !== undefined && trustToken === settings.FIVE9_TRUST_TOKEN;
  if (isShared && settings.CONNECTOR_SHARES_TRUST_TOKEN === "off") {
    problems.push(
      "CONNECTOR_TRUST_TOKEN is the same as FIVE9_TRUST_TOKEN: a leak of one would be a leak of both. Make another, or set CONNECTOR_SHARES_TRUST_TOKEN=on if Google's Five9 service must use both.",
    );
  }
  return problems;
}
