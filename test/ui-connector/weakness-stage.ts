/** One stage for the tests of all weaknesses, and what they do on it. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { SignJWT } from "jose";
import { readConfig } from "../../src/settings/read.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";
import { api, type ConnectorTarget, type OwnStage, openTarget, registerToken } from "./target.ts";

/** Tests wait for conditions; this only ends what hangs. */
setDefaultTimeout(600_000);

export let target: ConnectorTarget;
export let own: OwnStage;
export let token: string;

/** Calls the proxy below the location. */
export const ask = (tail: string, options: { method?: string; token?: string; body?: unknown } = {}) =>
  api(target, { token, path: `/v2beta1/${target.parent}/${tail}`, ...options });
export const scopedTo = (...conversations: string[]) => registerToken(target, { conversations });
export const upstreamRequests = () => own.stage.rest?.requests.length ?? 0;

export function mint(
  secret: string,
  claims: Record<string, unknown> = {},
  lifetimeSeconds = 600,
): Promise<string> {
  return new SignJWT({ gcp_agent_assist_project: target.project, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setJti(crypto.randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret));
}

export async function say(participant: string, text: string): Promise<void> {
  const body = { textInput: { text, languageCode: "en-US" } };
  await api(target, { token, method: "POST", path: `/v2beta1/${participant}:analyzeContent`, body });
}

export const heard = (count: number, desk: { envelopes(): unknown[] }) =>
  eventually(() => desk.envelopes().length >= count);

/** A stage's settings, with these in place of some of them. */
export const configOf = (settings: Record<string, string>) => () =>
  readConfig({ ...TEST_ENVIRONMENT, ...settings });

beforeAll(async () => {
  target = await openTarget({ CONNECTOR_DEADLINE_MS: "1000", DIALOGFLOW_LOCATIONS: "europe-west1" });
  if (target.own === undefined)
    throw new Error("these tests need a stage of their own: unset UI_CONNECTOR_URL");
  own = target.own;
  token = await registerToken(target);
}, 600_000);
afterAll(() => target.close(), 600_000);
