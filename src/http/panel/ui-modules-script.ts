/** The script of the page that shows Google's UI Modules: wires the connector, waits for the call, renews the token. */

/**
 * Selects the conversation once both connectors are ready and Dialogflow knows it: Five9 opens the page while the phone
 * still rings, and the modules ask for it once. A ticket takes the launch key's place in the address. Before its end the token is renewed, and the connector told, as Google's
 * Salesforce page does it.
 *
 * @param settingsElementId id of the element that holds UiModulesSettings as JSON
 */
export function uiModulesScript(settingsElementId: string): string {
  return `
const settings = JSON.parse(document.getElementById(${JSON.stringify(settingsElementId)}).textContent);
const RENEW_BEFORE_MS = 90000, CHECK_EVERY_MS = 20000, WAIT_FOR_CALL_MS = 1800000, LONGEST_DELAY_MS = 3000;
let token = settings.token;
function keepTicket(ticket) {
  const address = new URL(location.href);
  address.searchParams.delete("launch_key");
  address.searchParams.set("ticket", ticket);
  history.replaceState(history.state, "", address);
}
keepTicket(settings.ticket);
const connector = new UiModulesConnector();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const heard = (name) => new Promise((resolve) => addAgentAssistEventListener(name, resolve));
const apiStands = heard("api-connector-initialized");
const eventsStand = heard("event-based-connector-initialized");

async function lookForCall() {
  try {
    const { ok, status } = await fetch(settings.publicPath + "/v2beta1/" + settings.conversationName, { headers: { authorization: token } });
    return ok ? "there" : status === 404 ? "not yet" : "unknown";
  } catch {
    return "unknown";
  }
}
async function select() {
  await apiStands;
  await Promise.race([eventsStand, wait(5000)]);
  const startMs = Date.now();
  let unknowns = 0;
  for (let delayMs = 100; Date.now() - startMs < WAIT_FOR_CALL_MS; delayMs = Math.min(delayMs + 100, LONGEST_DELAY_MS)) {
    const found = await lookForCall();
    unknowns = found === "unknown" ? unknowns + 1 : 0;
    if (found === "there" || unknowns >= 15) break;
    await wait(delayMs);
  }
  dispatchAgentAssistEvent("active-conversation-selected", { detail: { conversationName: settings.conversationName } });
}
// Planned from the token's length: this clock may be minutes off the server's. One of the two goes on in sleep, and one
// when the clock is set back.
const clocks = () => [Date.now(), performance.now()];
let cameAt = clocks();
const ageMs = () => Math.max(...clocks().map((now, index) => now - cameAt[index]));
function renewAtMs() {
  const { exp, iat } = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  const lifeMs = (exp - iat) * 1000;
  return Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2);
}
let renewing = false, refused = false;
async function renewInTime() {
  if (renewing || refused || ageMs() < renewAtMs()) return;
  renewing = true;
  try {
    const response = await fetch(settings.renewalUrl, { method: "POST", headers: { authorization: "Bearer " + token } });
    refused = response.status === 401;
    if (response.ok) {
      const fresh = await response.json();
      token = fresh.token;
      cameAt = clocks();
      // A server of a former version gives none.
      if (fresh.ticket) keepTicket(fresh.ticket);
      connector.setAuthToken(token);
    }
  } catch (failure) {
    console.warn("The access token was not renewed; trying again soon", failure);
  } finally {
    renewing = false;
  }
}
// A check, not one long timer: timers stop while the machine sleeps.
setInterval(renewInTime, CHECK_EVERY_MS);
document.addEventListener("visibilitychange", renewInTime);
select();
// As Google's page does: the choice is kept, and told to the modules again.
const DARK = "agentAssistDarkMode";
function showDark(isOn) {
  localStorage.setItem(DARK, String(isOn));
  document.body.classList.toggle("dark-mode", isOn);
}
addAgentAssistEventListener("dark-mode-toggled", (event) => showDark(event.detail.on === true));
// A path there would be taken for a namespace; socketPrefixScript puts the prefix before /socket.io/.
connector.init({
  channel: "voice",
  agentDesktop: "Custom",
  conversationProfileName: settings.conversationProfileName,
  features: settings.features,
  apiConfig: { authToken: token, customApiEndpoint: location.origin + settings.publicPath },
  eventBasedConfig: { library: "SocketIo", transport: "websocket", notifierServerEndpoint: location.origin },
});
if (localStorage.getItem(DARK) === "true") dispatchAgentAssistEvent("dark-mode-toggled", { detail: { on: true } });
`;
}

/**
 * For a server behind a prefix: the modules' Socket.IO client asks /socket.io/ of the host, whatever it is told, and cannot be
 * changed. Its connections to this origin get the prefix; it must run before the modules, which keep the classes that they find.
 */
export function socketPrefixScript(publicPath: string): string {
  return `
(() => {
  const prefix = ${JSON.stringify(publicPath)};
  function below(address) {
    const url = new URL(address, location.href);
    if (url.host === location.host && url.pathname.startsWith("/socket.io/")) url.pathname = prefix + url.pathname;
    return url.href;
  }
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(address, protocols) {
      super(below(address), protocols ?? []);
    }
  };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    return open.call(this, method, below(address), ...rest);
  };
})();
`;
}
