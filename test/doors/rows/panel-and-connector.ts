/** The agent's page, and the contract of Google's UI connector. */
import { PROXY_RULES, type ProxyRule } from "../../../src/http/ui-connector/proxy/rules.ts";
import type { HttpRow } from "../http-rows.ts";
import { CALL_ID } from "../token-schemes.ts";

const CORS = "answers browsers' questions before a request (CORS); the routes themselves check the token";
/** Filled in with the scene's own. */
const HOME = "projects/PROJECT/locations/LOCATION";
const CONVERSATION = `five9-${CALL_ID}`;
const NAME = `${HOME}/conversations/${CONVERSATION}`;
const PANEL = "/agent-assist-ui-modules";
const page = (end: string): HttpRow => ({
  route: `GET ${PANEL}${end}`,
  path: `${PANEL}${end}?call_id=${CALL_ID}`,
  scheme: "launchKey",
  refusal: 403,
  right: 200,
});

const IDS: Record<string, string> = {
  conversation: CONVERSATION,
  participant: "agent",
  answerRecord: "record-1",
  profile: "demo",
  model: "model-1",
  generator: "generator-1",
};

/** What a token of another call may ask for: nothing that is a call's. */
const OF_NO_CALL = new Set(["configuration", "project", "profile"]);

/** Each of Dialogflow's methods in each version, though they share one route. */
function proxied(version: string, { method, pattern, subject }: ProxyRule): HttpRow {
  const rest = pattern.replaceAll(/\{(\w+)\}/g, (_, id: string) => IDS[id] ?? id);
  const query = subject === "new-conversation" ? `?conversationId=${CONVERSATION}` : "";
  return {
    route: "ALL /:version{v2|v2beta1}/projects/*",
    path: `/${version}/${HOME}/${rest}${query}`,
    method,
    body: {},
    scheme: "desktop",
    ...(OF_NO_CALL.has(subject) ? { anotherCall: "served" as const } : {}),
    // This record was shown to no desktop, so even the call's own token may not write it.
    ...(subject === "answer-record" ? { right: 403 } : {}),
  };
}

export const PANEL_AND_CONNECTOR_ROWS: readonly HttpRow[] = [
  page("/"),
  page(""),
  { ...page("/"), scheme: "panelTicket" },
  {
    route: `POST ${PANEL}/ticket`,
    path: `${PANEL}/ticket?call_id=${CALL_ID}`,
    scheme: "bearerLaunchKey",
    right: 200,
  },
  { route: `POST ${PANEL}/token`, scheme: "desktopRenewal", right: 200 },
  {
    route: `POST ${PANEL}/feedback`,
    scheme: "desktop",
    body: { conversationName: NAME, items: [{ answerRecord: `${HOME}/answerRecords/record-1` }] },
    right: 200,
  },
  {
    route: `POST ${PANEL}/summary`,
    scheme: "desktop",
    body: { conversationName: NAME, id: "0".repeat(32), sections: [{ title: "Result", text: "Refunded." }] },
    right: 200,
  },
  {
    route: "GET /assets/:file",
    path: "/assets/none.js",
    open: "the pages' scripts, which hold no secret",
    answer: 404,
  },
  {
    route: "GET /assets/third-party-notices.txt",
    open: "the licences of code the pages contain",
    answer: 200,
  },
  ...["/status", "/register", "/register-app", "/refresh", "/conversation-name", "/v2/*", "/v2beta1/*"].map(
    (path): HttpRow => ({ route: `ALL ${path}`, before: CORS }),
  ),
  {
    route: "GET /status",
    open: "Google's connector answers it so; a page asks whether the server is there",
    answer: 200,
  },
  { route: "POST /register", scheme: "connectorToken", body: {}, right: 200 },
  {
    route: "POST /register-app",
    scheme: "connectorToken",
    body: { gcp_agent_assist_user: "dana" },
    // APP_AUTH_OPTION is empty, which refuses all.
    right: 401,
  },
  { route: "POST /refresh", scheme: "desktopRenewal", right: 200 },
  {
    route: "GET /conversation-name",
    path: "/conversation-name?conversationIntegrationKey=s-1",
    scheme: "desktop",
    // The name of a conversation the token does not cover is left out of the answer.
    anotherCall: 200,
    right: 200,
  },
  {
    route: "POST /conversation-name",
    body: { conversationIntegrationKey: "key-1", conversationName: NAME },
    scheme: "desktop",
    right: 200,
  },
  {
    route: "DELETE /conversation-name",
    path: "/conversation-name?conversationIntegrationKey=s-none",
    scheme: "desktop",
    anotherCall: 404,
    right: 404,
  },
  ...["v2", "v2beta1"].flatMap((version) => PROXY_RULES.map((rule) => proxied(version, rule))),
];
