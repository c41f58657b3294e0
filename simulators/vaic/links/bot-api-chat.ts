/** Bot API in chat mode: every activity by HTTP POST, and, where the bot offers it, a socket for its late activities. */
import { asObject } from "../../../src/base/json.ts";
import { askBot } from "../http-request.ts";
import { type JsonSocket, openJsonSocket } from "../json-socket.ts";
import type { BotLink, LinkOptions } from "../link.ts";

export interface ChatOptions extends LinkOptions {
  /** Announce the socket and open it where the bot returns its address. */
  hasSocket: boolean;
}

interface Urls {
  activitiesURL: string;
  refreshURL?: string;
  disconnectURL?: string;
  websocketURL?: string;
}

/** botURL is asked once with GET before the conversation, as VoiceAI Connect does when a bot is saved. */
export function createChatLink(options: ChatOptions): BotLink {
  const { botUrl, token, conversationId, listener } = options;
  let urls: Urls | undefined;
  let expiresSeconds: number | undefined;
  let socket: JsonSocket | undefined;
  let isClosed = false;

  const ask = asker(options);
  /** Standard URL resolution against botURL. */
  const resolve = (reference: string) => new URL(reference, botUrl).href;

  function hear(answer: Record<string, unknown>, way: "answer" | "socket"): void {
    if (answer.activities === undefined) return;
    if (!Array.isArray(answer.activities)) listener.onProblem("activities is not an array");
    else listener.onActivities(answer.activities, way);
  }

  async function connect(websocketURL: string): Promise<void> {
    const url = resolve(websocketURL).replace(/^http/, "ws");
    socket = await openJsonSocket({
      url,
      ...(token === undefined ? {} : { token }),
      onMessage: (message) => hear(message, "socket"),
      onProblem: listener.onProblem,
    });
  }

  return {
    get expiresSeconds() {
      return expiresSeconds;
    },
    async open() {
      const validation = await ask("validate", botUrl);
      if (validation.type !== "ac-bot-api" || validation.success !== true) {
        listener.onProblem("the validation is not answered with type ac-bot-api and success true");
      }
      const capabilities = options.hasSocket ? { capabilities: ["websocket"] } : {};
      const created = await ask("create", botUrl, {
        conversation: conversationId,
        bot: options.botName,
        ...capabilities,
      });
      urls = readUrls(created, listener.onProblem);
      if (typeof created.expiresSeconds === "number") expiresSeconds = created.expiresSeconds;
      if (!options.hasSocket) return;
      if (urls.websocketURL === undefined) listener.onProblem("no websocketURL though it was asked for");
      else await connect(urls.websocketURL);
    },
    async send(activities, fate = "heard") {
      if (urls === undefined) throw new Error("the conversation is not open");
      const body = { conversation: conversationId, activities };
      const answer = await ask("activities", resolve(urls.activitiesURL), body);
      if (fate === "heard") hear(answer, "answer");
    },
    async refresh() {
      if (urls?.refreshURL === undefined) return;
      const answer = await ask("refresh", resolve(urls.refreshURL), { conversation: conversationId });
      if (typeof answer.expiresSeconds === "number") expiresSeconds = answer.expiresSeconds;
    },
    async cut() {
      if (socket === undefined || urls?.websocketURL === undefined) return;
      socket.close();
      await connect(urls.websocketURL);
    },
    async end(end) {
      if (urls?.disconnectURL === undefined) return;
      const body = { conversation: conversationId, ...end };
      hear(await ask("disconnect", resolve(urls.disconnectURL), body), "answer");
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      socket?.close();
    },
  };
}

/** Asks with GET where there is no body. */
function asker({ token, deadlineMs, listener }: ChatOptions) {
  return (request: string, url: string, body?: unknown) =>
    askBot({
      request,
      url,
      ...(body === undefined ? { method: "GET" as const } : { body }),
      ...(token === undefined ? {} : { token }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      onAnswer: listener.onAnswer,
    });
}

/** Throws if there is none for activities; tells every other fault. */
function readUrls(created: Record<string, unknown>, onProblem: (problem: string) => void): Urls {
  const found: Record<string, string> = {};
  for (const key of ["activitiesURL", "refreshURL", "disconnectURL", "websocketURL"]) {
    const value = created[key];
    if (typeof value === "string" && value !== "") found[key] = value;
    else if (value !== undefined) onProblem(`${key} is not a string`);
  }
  const { activitiesURL, ...rest } = found;
  if (activitiesURL === undefined) throw new Error("the bot returned no activitiesURL");
  if (asObject(created) === undefined || rest.disconnectURL === undefined) {
    onProblem("the bot returned no disconnectURL");
  }
  return { activitiesURL, ...rest };
}
