/** A running Sidetone with three operators of different rights, an identity proxy, and one call that is over. */
import { readSample } from "../../samples/sample.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import type { AuditEntry } from "../../src/contract/access.ts";
import { askAgain } from "./ask-again.ts";
import { type ProxyKeys, startProxyKeys } from "./proxy-keys.ts";
import { startTestStage } from "./test-stage.ts";

export const TOKENS = {
  vera: "token-of-vera-000001",
  rita: "token-of-rita-000002",
  axel: "token-of-axel-000003",
};
export type OperatorName = keyof typeof TOKENS;
export const OPERATOR_NAMES = Object.keys(TOKENS) as OperatorName[];
export const ROLES: Readonly<Record<OperatorName, string>> = {
  vera: "view",
  rita: "view+reveal",
  axel: "view+act",
};
export const PROXY_HEADER = "x-goog-iap-jwt-assertion";
/** Whom the proxy may vouch for, with view and reveal. */
export const PROXY_EMAIL = "pia@example.com";

export interface OperatorScene {
  stage: Stage;
  keys: ProxyKeys;
  callKey: string;
  /** What was said on the call. */
  words: string[];
  base: string;
  /** A path below /operators/api. */
  api(path: string, headers?: Record<string, string>, init?: RequestInit): Promise<Response>;
  /** Newest first. */
  audit(query: string): Promise<AuditEntry[]>;
  /** As a browser sends the form, from Sidetone's page unless the headers say otherwise. */
  signIn(token: string, headers?: Record<string, string>, next?: string): Promise<Response>;
  sessionOf(name: OperatorName): Promise<{ cookie: string; csrf: string }>;
  close(): Promise<void>;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
export const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(";")[0] ?? "";

export async function startOperatorScene(): Promise<OperatorScene> {
  const sample = await readSample("lost-card");
  const keys = await startProxyKeys();
  const tested = await startTestStage({
    settings: {
      OPERATOR_TOKENS: OPERATOR_NAMES.map((name) => `${name}:${ROLES[name]}:${TOKENS[name]}`).join(","),
      OPERATOR_PROXY_HEADER: PROXY_HEADER,
      OPERATOR_PROXY_KEYS_URL: keys.url,
      OPERATOR_PROXY_ISSUER: keys.issuer,
      OPERATOR_PROXY_AUDIENCE: keys.audience,
      OPERATOR_PROXY_ROLES: `${PROXY_EMAIL}:view+reveal`,
    },
  });
  const { stage } = tested;
  const callId = newCallId();
  const desktop = await tested.desktopOf(callId);
  await (await stage.call(sample, { callId, speed: 20 })).finished;
  await tested.settledScore(sample, desktop);
  await tested.ended(callId);
  desktop.close();

  const base = stage.httpBaseUrl;
  const api: OperatorScene["api"] = (path, headers = {}, init = {}) =>
    askAgain(() => fetch(`${base}/operators/api${path}`, { redirect: "manual", ...init, headers }));
  const signIn: OperatorScene["signIn"] = (token, headers = {}, next = "") =>
    fetch(`${base}/operators/login`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: base, ...headers },
      body: new URLSearchParams({ token, next }),
    });
  return {
    stage,
    keys,
    callKey: `five9-${callId}`,
    words: sample.utterances.map(({ text }) => text),
    base,
    api,
    signIn,
    async audit(query) {
      const { entries } = await stage.operators(`/audit?${query}`);
      return entries as AuditEntry[];
    },
    async sessionOf(name) {
      const cookie = cookieOf(await signIn(TOKENS[name]));
      const session = (await (await api("/session", { cookie })).json()) as { csrfToken: string };
      return { cookie, csrf: session.csrfToken };
    },
    async close() {
      await tested.close();
      await keys.close();
    },
  };
}
