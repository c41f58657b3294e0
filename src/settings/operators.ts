/** Settings of the operators' console: who may enter with which rights, and the identity proxy in front of it. */
import { z } from "zod";
import { type Role, roleSchema } from "../contract/access.ts";
import { durationMs, hidden, oneOf, optionalText, secret, setting, wholeNumber } from "./setting.ts";

export interface OperatorTokenSetting {
  name: string;
  roles: Role[];
  token: string;
}

/** The name of the operator with OPERATOR_TOKEN. */
export const FIRST_OPERATOR = "operator";
const LOOPBACK_HOST = /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/;
const MIN_TOKEN_CHARACTERS = 16;
const NAME = /^[A-Za-z0-9._@-]{1,64}$/;
const EMAIL_OR_ANYBODY = /^(?:\*|[^\s:@]+@[^\s:@]+)$/;

const operatorTokens = hidden(
  z.string().transform((text, context) => {
    const operators: OperatorTokenSetting[] = [];
    for (const [index, item] of itemsOf(text).entries()) {
      // A problem names the place, never the text: it holds a secret.
      const problem = (what: string) => context.addIssue(`entry ${index + 1}: ${what}`);
      const [name = "", rolesText = "", ...rest] = item.split(":");
      const token = rest.join(":");
      if (rest.length === 0) problem("must read NAME:view+reveal+act:TOKEN");
      else {
        const roles = rolesOf(rolesText);
        if (!NAME.test(name)) problem("a name has letters, digits and . _ @ -, at most 64");
        if (name === FIRST_OPERATOR) problem(`the name ${FIRST_OPERATOR} is that of OPERATOR_TOKEN`);
        if (operators.some((known) => known.name === name)) problem("the name is there twice");
        if (operators.some((known) => known.token === token)) problem("the token is there twice");
        if (typeof roles === "string") problem(roles);
        if (token.length < MIN_TOKEN_CHARACTERS) {
          problem(`the token is too short: use at least ${MIN_TOKEN_CHARACTERS} characters`);
        }
        operators.push({ name, roles: typeof roles === "string" ? [] : roles, token });
      }
    }
    return operators;
  }),
);

const proxyRoles = z.string().transform((text, context) => {
  const roles = new Map<string, Role[]>();
  for (const item of itemsOf(text)) {
    const [given = "", rolesText = ""] = item.split(":");
    const who = given.toLowerCase();
    const found = rolesOf(rolesText);
    if (!EMAIL_OR_ANYBODY.test(who)) context.addIssue(`"${given}" is neither an email address nor *`);
    else if (roles.has(who)) context.addIssue(`${who} is there twice`);
    if (typeof found === "string") context.addIssue(`${given}: ${found}`);
    else roles.set(who, found);
  }
  return roles;
});

const optionalUrl = z
  .string()
  .refine((text) => text === "" || (/^https?:/.test(text) && URL.canParse(text)), "must be a URL")
  .transform((text) => (text === "" ? undefined : text));

const headerName = z
  .string()
  .refine((text) => text === "" || /^[A-Za-z0-9-]+$/.test(text), "must be the name of a header")
  .transform((text) => (text === "" ? undefined : text.toLowerCase()));

export const OPERATOR_SETTINGS = {
  OPERATOR_TOKEN: setting(
    secret(MIN_TOKEN_CHARACTERS),
    null,
    "Token of the operator with every right, for the console, its API and /metrics",
  ),
  OPERATOR_TOKENS: setting(
    operatorTokens,
    "",
    "Further operators as NAME:ROLES:TOKEN, comma separated; ROLES are view, reveal, act and supervise, joined by +",
  ),
  OPERATOR_SESSION_MS: setting(
    durationMs(60_000, 604_800_000),
    "28800000",
    "How long an operator stays signed in on the page",
  ),
  OPERATOR_PROXY_HEADER: setting(
    headerName,
    "",
    "Header with the identity proxy's JWT, e.g. x-goog-iap-jwt-assertion; empty: no identity proxy",
  ),
  OPERATOR_PROXY_KEYS_URL: setting(
    optionalUrl,
    "",
    "Where the identity proxy publishes its keys (a JSON Web Key Set)",
  ),
  OPERATOR_PROXY_ISSUER: setting(optionalText, "", "Issuer that the identity proxy's JWT must name"),
  OPERATOR_PROXY_AUDIENCE: setting(optionalText, "", "Audience that the identity proxy's JWT must name"),
  OPERATOR_PROXY_ROLES: setting(
    proxyRoles,
    "",
    "Rights by email address as EMAIL:ROLES, comma separated; * for all others whom the identity proxy lets in",
  ),
  MAX_OPERATOR_CONSOLES: setting(
    wholeNumber(1, 1_000),
    "50",
    "Consoles that one process keeps up to date at once",
  ),
  STATELY_INSPECTOR: setting(
    oneOf(["off", "on"]),
    "off",
    "For development: live actors in Stately's inspector at /stately-inspector; needs a loopback LISTEN_HOST",
  ),
} as const;

type OperatorSettings = {
  readonly [N in keyof typeof OPERATOR_SETTINGS]: z.output<(typeof OPERATOR_SETTINGS)[N]["schema"]>;
};

/** What is fine alone but not together, one line per problem with its remedy. */
export function operatorProblems(settings: Partial<OperatorSettings> & { LISTEN_HOST?: string }): string[] {
  const problems: string[] = [];
  const host = settings.LISTEN_HOST;
  if (settings.STATELY_INSPECTOR === "on" && host !== undefined && !LOOPBACK_HOST.test(host)) {
    problems.push(
      `STATELY_INSPECTOR is on, but LISTEN_HOST is ${host}: others could watch the calls. Set LISTEN_HOST to 127.0.0.1, or STATELY_INSPECTOR to off.`,
    );
  }
  const first = settings.OPERATOR_TOKEN;
  if (first !== undefined && settings.OPERATOR_TOKENS?.some(({ token }) => token === first)) {
    problems.push("OPERATOR_TOKENS has the token of OPERATOR_TOKEN. Give each operator a different token.");
  }
  const proxy = {
    OPERATOR_PROXY_HEADER: settings.OPERATOR_PROXY_HEADER,
    OPERATOR_PROXY_KEYS_URL: settings.OPERATOR_PROXY_KEYS_URL,
    OPERATOR_PROXY_ISSUER: settings.OPERATOR_PROXY_ISSUER,
    OPERATOR_PROXY_AUDIENCE: settings.OPERATOR_PROXY_AUDIENCE,
    OPERATOR_PROXY_ROLES: (settings.OPERATOR_PROXY_ROLES?.size ?? 0) === 0 ? undefined : true,
  };
  const unset = Object.entries(proxy).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (unset.length > 0 && unset.length < Object.keys(proxy).length) {
    problems.push(
      `The identity proxy's settings go together: without all of them strangers could claim to be operators. Set ${unset.join(", ")} too, or none.`,
    );
  }
  const header = proxy.OPERATOR_PROXY_HEADER;
  if (header === "authorization" || header === "cookie") {
    problems.push(
      `OPERATOR_PROXY_HEADER is ${header}, which operators send themselves. Name the proxy's own.`,
    );
  }
  return problems;
}

function itemsOf(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** The roles, or what is wrong with them. */
function rolesOf(text: string): Role[] | string {
  const roles = text.split("+").map((item) => roleSchema.safeParse(item.trim()));
  const known = roles.flatMap((role) => (role.success ? [role.data] : []));
  if (known.length < roles.length) return "roles are view, reveal, act and supervise, joined by +";
  return known.includes("view") ? [...new Set(known)] : "without view the other roles are of no use: add it";
}
