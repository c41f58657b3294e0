/**
 * A small application of an agent's: who they are comes from the form, or from the address (#url=...&token=...&agentId=...),
 * which connects at once. Serve it with `bun clients/agent-applications/example/index.html`.
 */
import { AgentAssistClient, type AgentAssistError, type Session } from "../src/client.ts";

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const form = element<HTMLFormElement>("who");
const [ask, stop] = [element<HTMLButtonElement>("ask"), element<HTMLButtonElement>("stop")];
let client: AgentAssistClient | undefined;

function showError(error: Pick<AgentAssistError, "code" | "message">): void {
  element("error").textContent = `${error.code}: ${error.message}`;
}

function showSession(session: Session): void {
  const { sessionId, status, conversationId = "", reason = "" } = session;
  const known = document.querySelector(`[data-session="${CSS.escape(sessionId)}"]`);
  const line = known ?? element("sessions").appendChild(document.createElement("li"));
  line.setAttribute("data-session", sessionId);
  line.setAttribute("data-status", status);
  line.textContent = [status, conversationId, reason].filter((word) => word !== "").join(" ");
  stop.disabled = client?.sessions.length === 0;
}

function showMetadata(sequence: number, metadata: unknown): void {
  const line = element("metadata").appendChild(document.createElement("li"));
  line.setAttribute("data-sequence", String(sequence));
  line.textContent = JSON.stringify(metadata);
}

async function connect(): Promise<void> {
  client?.close();
  for (const id of ["sessions", "metadata", "error"]) element(id).textContent = "";
  const given = (name: string) => String(new FormData(form).get(name) ?? "").trim();
  const agent = Object.fromEntries(
    ["agentId", "phoneNumber", "five9AgentId"].flatMap((name) =>
      given(name) === "" ? [] : [[name, given(name)]],
    ),
  );
  client = new AgentAssistClient({
    ...{ url: given("url"), token: given("token"), agent },
    // No origin has to be allowed for a WebSocket.
    socket: { transports: ["websocket"] },
  });
  client.on("connected", (isConnected) => {
    element("connection").textContent = isConnected ? "connected" : "not connected";
    ask.disabled = !isConnected;
  });
  client.on("session", showSession);
  client.on("metadata", ({ sequence, metadata }) => showMetadata(sequence, metadata));
  client.on("error", showError);
  try {
    for (const session of await client.start()) showSession(session);
  } catch (caught) {
    showError(caught as AgentAssistError);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void connect();
});
ask.addEventListener("click", () => {
  element("error").textContent = "";
  client?.getAgentAssist().then(showSession, showError);
});
stop.addEventListener("click", () => {
  for (const { sessionId } of client?.sessions ?? []) client?.stopAgentAssist(sessionId).catch(showError);
});

const address = new URLSearchParams(location.hash.slice(1));
for (const [name, value] of address) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}
if (form.checkValidity()) void connect();
