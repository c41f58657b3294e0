/** The server the conformance suite speaks to: one named in the environment, or Sidetone on a stage of its own. */
import { rm } from "node:fs/promises";
import { type Stage, startStage } from "../../simulators/stage/stage.ts";
import { makeDataDirectory } from "../support/database-template.ts";

export interface ConnectorTarget {
  /** Without a slash at its end. */
  baseUrl: string;
  /** The Authorization header /register accepts. */
  authorization: string;
  /** projects/P/locations/L/conversationProfiles/X; conversations are made with it. */
  profileName: string;
  /** projects/P/locations/L */
  parent: string;
  project: string;
  /** Present if Sidetone runs on a local stage. */
  own: OwnStage | undefined;
  close(): Promise<void>;
}

export interface OwnStage {
  stage: Stage;
  /** The key Sidetone signs tokens with. */
  jwtSecret: string;
}

/** Origin whose pages the stage's server lets in. */
export const ALLOWED_ORIGIN = "https://desk.example.com";
export const TRUST_TOKEN = "a shared secret of the desks".replaceAll(" ", "-");

const EXTERNAL = process.env.UI_CONNECTOR_URL ?? "";
/** True if the suite is pointed at another server. */
export const isExternal = EXTERNAL !== "";

/**
 * UI_CONNECTOR_URL, UI_CONNECTOR_AUTHORIZATION and UI_CONNECTOR_PROFILE name another server; otherwise a stage is
 * started with `settings`.
 */
export async function openTarget(settings: Record<string, string> = {}): Promise<ConnectorTarget> {
  if (isExternal) {
    const profileName = process.env.UI_CONNECTOR_PROFILE ?? "";
    const authorization = process.env.UI_CONNECTOR_AUTHORIZATION ?? "";
    const baseUrl = EXTERNAL.replace(/\/$/, "");
    return { baseUrl, authorization, ...namesOf(profileName), own: undefined, close: async () => {} };
  }
  const dataDirectory = await makeDataDirectory("connector");
  const jwtSecret = crypto.randomUUID() + crypto.randomUUID();
  const stage = await startStage({
    dataDirectory,
    hasRest: true,
    settings: {
      JWT_SECRET: jwtSecret,
      AUTH_OPTION: "Five9",
      CONNECTOR_TRUST_TOKEN: TRUST_TOKEN,
      CORS_ORIGINS: ALLOWED_ORIGIN,
      ...settings,
    },
  });
  return {
    baseUrl: stage.httpBaseUrl,
    authorization: `Bearer ${TRUST_TOKEN}`,
    ...namesOf(stage.cloud.conversationProfileName),
    own: { stage, jwtSecret },
    async close() {
      await stage.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

function namesOf(profileName: string) {
  const [, project = "", , location = ""] = profileName.split("/");
  return { profileName, project, parent: `projects/${project}/locations/${location}` };
}

let lastId = 0;

/** An unused conversation id. */
export function newConversationId(): string {
  lastId += 1;
  return `conf-${Date.now().toString(36)}-${process.pid}-${lastId}`;
}

/** A token from /register. */
export async function registerToken(target: ConnectorTarget, body?: unknown): Promise<string> {
  const response = await fetch(`${target.baseUrl}/register`, {
    method: "POST",
    headers: { authorization: target.authorization },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}

export interface ApiReply {
  status: number;
  headers: Headers;
  json: Record<string, unknown>;
}

/** A request with a token; the reply's body as JSON, or {} where it is none. */
export async function api(
  target: ConnectorTarget,
  request: { token?: string; method?: string; path: string; body?: unknown },
): Promise<ApiReply> {
  const { token, method = "GET", path, body } = request;
  const response = await fetch(`${target.baseUrl}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(120_000),
  });
  const text = await response.text();
  const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, json };
}

/** Creates a conversation through the proxy and returns its full name. */
export async function createConversation(
  target: ConnectorTarget,
  token: string,
  id = newConversationId(),
): Promise<string> {
  const reply = await api(target, {
    token,
    method: "POST",
    path: `/v2beta1/${target.parent}/conversations?conversationId=${id}`,
    body: { conversationProfile: target.profileName },
  });
  if (reply.status !== 200) throw new Error(`conversation not created: ${JSON.stringify(reply.json)}`);
  return String(reply.json.name);
}

/** Adds a participant and returns its name. */
export async function createParticipant(
  target: ConnectorTarget,
  token: string,
  conversation: string,
  role: "HUMAN_AGENT" | "END_USER",
): Promise<string> {
  const path = `/v2beta1/${conversation}/participants`;
  const reply = await api(target, { token, method: "POST", path, body: { role } });
  return String(reply.json.name);
}
