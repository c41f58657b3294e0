/** Bot API in streaming mode: one WebSocket for the whole conversation, resumed on another one when it breaks. */
import { type JsonSocket, openJsonSocket } from "../json-socket.ts";
import { type BotLink, DEFAULT_DEADLINE_MS, type LinkOptions } from "../link.ts";

/** Formats VoiceAI Connect offers, in its order of preference. */
const MEDIA_FORMATS = ["raw/lpcm16", "raw/mulaw"];

export function createStreamingLink(options: LinkOptions): BotLink {
  const { conversationId, listener } = options;
  const url = options.botUrl.replace(/^http/, "ws");
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  let socket: JsonSocket | undefined;
  let answered: ((message: Record<string, unknown>) => void) | undefined;
  let isEnded = false;

  async function connect(first: Record<string, unknown>): Promise<void> {
    const opened = await openJsonSocket({
      url,
      ...(options.token === undefined ? {} : { token: options.token }),
      deadlineMs,
      onMessage: hear,
      onProblem: listener.onProblem,
      onClose: (code) => {
        if (!isEnded) listener.onProblem(`the bot closed the socket in mid-call (${code})`);
      },
    });
    socket = opened;
    const startedAtMs = performance.now();
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${first.type} was not answered`)), deadlineMs);
      answered = (message) => {
        clearTimeout(timer);
        answered = undefined;
        resolve(message);
      };
      // A validation is not part of a call.
      opened.send(first.type === "connection.validate" ? first : { conversationId, ...first });
    });
    listener.onAnswer({ request: String(first.type), status: 101, tookMs: performance.now() - startedAtMs });
    const expected = first.type === "connection.validate" ? "connection.validated" : "session.accepted";
    if (answer.type !== expected) throw new Error(`${first.type} was answered with ${answer.type}`);
    if (answer.type === "session.accepted" && first.type === "session.initiate") {
      if (!MEDIA_FORMATS.includes(String(answer.mediaFormat))) {
        listener.onProblem("session.accepted names no offered media format");
      }
    }
    if (answer.type === "connection.validated" && answer.success !== true) {
      throw new Error("the validation was not answered with success");
    }
  }

  function hear(message: Record<string, unknown>): void {
    switch (message.type) {
      case "session.accepted":
      case "session.error":
      case "connection.validated":
        answered?.(message);
        return;
      case "activities":
        if (Array.isArray(message.activities)) listener.onActivities(message.activities, "socket");
        else listener.onProblem("activities is not an array");
        return;
      default:
        listener.onProblem(`a message of type ${JSON.stringify(message.type)} makes no sense in a text call`);
    }
  }

  function require(): JsonSocket {
    if (socket?.isOpen !== true) throw new Error("the socket is not open");
    return socket;
  }

  return {
    expiresSeconds: undefined,
    async open() {
      await connect({ type: "connection.validate" });
      require().close();
      await connect({
        type: "session.initiate",
        botName: options.botName,
        caller: options.caller,
        expectAudioMessages: false,
        supportedMediaFormats: MEDIA_FORMATS,
      });
    },
    async send(activities) {
      require().send({ type: "activities", conversationId, activities });
    },
    refresh: async () => {},
    async cut() {
      // It may have broken already.
      socket?.close();
      await connect({ type: "session.resume" });
    },
    async end(end) {
      isEnded = true;
      require().send({ type: "session.end", conversationId, ...end });
    },
    close() {
      isEnded = true;
      socket?.close();
    },
  };
}
