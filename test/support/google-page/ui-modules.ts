/**
 * In place of Google's UI Modules scripts, written from their public contract only: the event bus, the connector and
 * the two custom elements. Runs in the browser.
 */
import { io, type Socket } from "socket.io-client";

type Detail = Record<string, unknown>;
type Listener = (event: { detail: Detail }) => void;

interface ConnectorConfig {
  conversationProfileName: string;
  apiConfig: { authToken: string; customApiEndpoint: string };
  eventBasedConfig: {
    transport: "websocket" | "polling";
    library: "SocketIo";
    notifierServerEndpoint: string;
  };
}

/** What the connector was seen to do, for the story to look at. */
interface Trace {
  joins: unknown[][];
  refused: string[];
  tokens: string[];
  patched: unknown[];
}

const SOCKET_EVENTS = [
  "human-agent-assistant-event",
  "conversation-lifecycle-event",
  "new-message-event",
  "new-recognition-result-notification-event",
];

const listeners = new Map<string, Listener[]>();
const trace: Trace = { joins: [], refused: [], tokens: [], patched: [] };

function addAgentAssistEventListener(name: string, listener: Listener): void {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

function dispatchAgentAssistEvent(name: string, event: { detail: Detail }): void {
  for (const listener of listeners.get(name) ?? []) listener(event);
}

const say = (name: string, detail: Detail = {}) => dispatchAgentAssistEvent(name, { detail });

class UiModulesConnector {
  token = "";
  endpoint = "";
  socket: Socket | undefined;
  conversationName = "";

  init(config: ConnectorConfig): void {
    this.endpoint = config.apiConfig.customApiEndpoint;
    this.setAuthToken(config.apiConfig.authToken);
    this.connect(config);
    addAgentAssistEventListener("active-conversation-selected", ({ detail }) => {
      this.conversationName = String(detail.conversationName);
      this.join();
      void this.initializeConversation();
    });
    addAgentAssistEventListener("patch-answer-record-requested", ({ detail }) => void this.patch(detail));
    void this.api("GET", config.conversationProfileName).then((profile) => {
      if (profile === null) return say("api-connector-initialization-failed");
      say("api-connector-initialized");
    });
  }

  setAuthToken(token: string): void {
    this.token = token;
    trace.tokens.push(token);
  }

  connect({ eventBasedConfig }: ConnectorConfig): void {
    const socket = io(eventBasedConfig.notifierServerEndpoint, {
      transports: [eventBasedConfig.transport],
      auth: (give) => give({ token: this.token }),
    });
    this.socket = socket;
    socket.on("connect", () => {
      say("event-based-connector-initialized");
      this.join();
    });
    socket.on("connect_error", (error) => {
      trace.refused.push(error.message);
    });
    for (const name of SOCKET_EVENTS) {
      socket.on(name, (envelope: Detail) => {
        say(`socket:${name}`, { ...envelope, payload: JSON.parse(String(envelope.data)) });
      });
    }
  }

  join(): void {
    if (this.conversationName === "" || this.socket?.connected !== true) return;
    this.socket.emit("join-conversation", this.conversationName, (...answer: unknown[]) => {
      trace.joins.push(answer);
    });
  }

  async initializeConversation(): Promise<void> {
    const conversation = await this.api("GET", this.conversationName);
    const participants = await this.api("GET", `${this.conversationName}/participants`);
    say("conversation-initialized", { conversation, participants: participants?.participants });
    say("list-messages-requested", { conversationName: this.conversationName });
    const payload = await this.api("GET", `${this.conversationName}/messages`);
    say("list-messages-response-received", { payload });
  }

  async patch(detail: Detail): Promise<void> {
    const { answerRecord } = detail.payload as { answerRecord: { name: string } };
    const { updateMask } = detail.options as { updateMask: string };
    const path = `${answerRecord.name}?updateMask=${encodeURIComponent(updateMask)}`;
    const payload = await this.api("PATCH", path, answerRecord);
    trace.patched.push(payload);
    say("patch-answer-record-received", { payload });
  }

  async api(method: string, path: string, body?: unknown): Promise<Detail | null> {
    const response = await fetch(`${this.endpoint}/v2beta1/${path}`, {
      method,
      headers: { authorization: this.token, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 401) say("dialogflow-api-authentication-error");
    return response.ok ? ((await response.json()) as Detail) : null;
  }
}

class Transcript extends HTMLElement {
  connectedCallback(): void {
    addAgentAssistEventListener("list-messages-response-received", ({ detail }) => {
      const { messages = [] } = (detail.payload ?? {}) as { messages?: Detail[] };
      for (const message of messages) this.add(message);
    });
    addAgentAssistEventListener("socket:new-message-event", ({ detail }) => {
      this.add((detail.payload as { newMessagePayload: Detail }).newMessagePayload);
    });
    addAgentAssistEventListener("socket:new-recognition-result-notification-event", ({ detail }) => {
      this.dataset.interim = String(detail.participant_role);
    });
  }

  /** Once per message, in the order of creation. */
  add(message: Detail): void {
    const lines = [...this.querySelectorAll<HTMLElement>("p")];
    const name = String(message.name);
    if (lines.some((line) => line.dataset.name === name)) return;
    // REST and events write the same time with different fractions.
    const timeMs = Date.parse(String(message.createTime));
    const line = document.createElement("p");
    line.textContent = String(message.content);
    Object.assign(line.dataset, { name, role: message.participantRole, time: timeMs });
    const next = lines.find((other) => Number(other.dataset.time) > timeMs);
    this.insertBefore(line, next ?? null);
  }
}

/** The answers of each kind of suggestion, and what is shown of one. */
const KINDS: [response: string, list: string, show: (answer: Detail) => string][] = [
  ["suggestSmartRepliesResponse", "smartReplyAnswers", ({ reply }) => String(reply)],
  ["suggestArticlesResponse", "articleAnswers", ({ title }) => String(title)],
  ["suggestFaqAnswersResponse", "faqAnswers", ({ answer }) => String(answer)],
  [
    "suggestKnowledgeAssistResponse",
    "knowledgeAssistAnswer",
    (answer) => JSON.stringify(answer.suggestedQueryAnswer),
  ],
  [
    "generateSuggestionsResponse",
    "generatorSuggestionAnswers",
    (answer) => JSON.stringify(answer.generatorSuggestion),
  ],
];

class Container extends HTMLElement {
  connectedCallback(): void {
    addAgentAssistEventListener("socket:human-agent-assistant-event", ({ detail }) => {
      const { suggestionResults = [] } = detail.payload as { suggestionResults?: Record<string, Detail>[] };
      for (const result of suggestionResults) this.show(result, String(detail.message_id));
    });
  }

  show(result: Record<string, Detail>, messageId: string): void {
    for (const [kind, list, show] of KINDS) {
      const found = result[kind]?.[list];
      for (const answer of (Array.isArray(found) ? found : found ? [found] : []) as Detail[]) {
        const card = document.createElement("button");
        card.textContent = show(answer);
        Object.assign(card.dataset, { kind, messageId, record: answer.answerRecord });
        card.addEventListener("click", () => this.choose(answer));
        this.append(card);
      }
    }
  }

  choose(answer: Detail): void {
    say("smart-reply-selected", { answer });
    const answerFeedback = { clicked: true, clickTime: new Date().toISOString() };
    say("patch-answer-record-requested", {
      payload: { answerRecord: { name: answer.answerRecord, answerFeedback } },
      options: { updateMask: "answerFeedback" },
    });
  }
}

Object.assign(globalThis, {
  addAgentAssistEventListener,
  dispatchAgentAssistEvent,
  UiModulesConnector,
  trace,
});
customElements.define("agent-assist-transcript", Transcript);
customElements.define("agent-assist-ui-modules-v2", Container);
