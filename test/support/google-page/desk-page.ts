/**
 * A contact centre's own page, written from the public contract only: registers, waits until the call exists, selects
 * it, and registers again before its token ends. Runs in the browser after ui-modules.ts.
 */

interface Desk {
  endpoint: string;
  authorization: string;
  conversationName: string;
  conversationProfileName: string;
}

declare const desk: Desk;
declare const UiModulesConnector: new () => {
  init(config: object): void;
  setAuthToken(token: string): void;
};
declare function addAgentAssistEventListener(name: string, listener: () => void): void;
declare function dispatchAgentAssistEvent(name: string, event: { detail: object }): void;

const CHECK_EVERY_MS = 1_000;
const RENEW_BEFORE_MS = 60_000;
const TRIES = 200;

async function register(): Promise<string> {
  const response = await fetch(`${desk.endpoint}/register`, {
    method: "POST",
    headers: { authorization: desk.authorization, "content-type": "application/json" },
    body: JSON.stringify({ gcp_agent_assist_user: "agent-7" }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** When to register again, after the token came: the desk's clock may be off the server's. */
function renewAfterMs(token: string): number {
  const json = atob(String(token.split(".")[1]).replaceAll("-", "+").replaceAll("_", "/"));
  const { exp, iat } = JSON.parse(json) as { exp: number; iat: number };
  return (exp - iat) * 1_000 - RENEW_BEFORE_MS;
}

async function untilCallExists(token: string): Promise<void> {
  for (let delayMs = 100, tries = 0; tries < TRIES; tries += 1, delayMs = Math.min(delayMs + 100, 500)) {
    const response = await fetch(`${desk.endpoint}/v2beta1/${desk.conversationName}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.ok) return;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

async function start(): Promise<void> {
  let token = await register();
  let cameAtMs = Date.now();
  const connector = new UiModulesConnector();
  const dispatched = (name: string) =>
    new Promise<void>((resolve) => addAgentAssistEventListener(name, resolve));
  const both = Promise.all([
    dispatched("api-connector-initialized"),
    dispatched("event-based-connector-initialized"),
  ]);
  connector.init({
    channel: "voice",
    agentDesktop: "Custom",
    conversationProfileName: desk.conversationProfileName,
    apiConfig: { authToken: token, customApiEndpoint: desk.endpoint },
    eventBasedConfig: { transport: "websocket", library: "SocketIo", notifierServerEndpoint: desk.endpoint },
  });
  setInterval(async () => {
    if (Date.now() - cameAtMs < renewAfterMs(token)) return;
    token = await register();
    cameAtMs = Date.now();
    connector.setAuthToken(token);
  }, CHECK_EVERY_MS);
  await both;
  await untilCallExists(token);
  dispatchAgentAssistEvent("active-conversation-selected", {
    detail: { conversationName: desk.conversationName },
  });
}

void start();
