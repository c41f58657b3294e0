/** An agent's own application at Sidetone: connects, says who its agent is, and goes on where it was after every loss. */
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { deferred } from "./deferred.ts";
import { Listeners } from "./listeners.ts";
import type { Agent, Ask, CallEvent, Metadata, MetadataMessage, Session } from "./messages.ts";
import { NOTICES, REFUSED, REQUESTS, SOCKET_PATH } from "./names.ts";
import { Seen } from "./seen.ts";
import { type TokenSource, tokenOf } from "./token.ts";

export type { Agent, Ask, CallEvent, Metadata, MetadataMessage, Session } from "./messages.ts";

/** `code` is one of the server's, or "disconnected", "refused" or "no-answer". */
export class AgentAssistError extends Error {
  override readonly name = "AgentAssistError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ClientOptions {
  /** https://web.example.com; with a path where a proxy adds one. */
  url: string;
  /** The token, or what gets a new one: it is asked at every connection. */
  token: TokenSource;
  agent?: Agent;
  /** Longest wait for an answer, over reconnections. Default 30 s. */
  answerDeadlineMs?: number;
  /** Further options of socket.io-client. */
  socket?: Partial<ManagerOptions & SocketOptions>;
}

export interface ClientEvents extends Record<string, unknown> {
  /** A session began, waits, or ended. */
  session: Session;
  metadata: MetadataMessage;
  callEvent: CallEvent;
  /** True once the server knows the agent, also after a reconnection; false when the connection is lost. */
  connected: boolean;
  /** What no promise tells: an expired token, a refused reconnection. */
  error: AgentAssistError;
}

type Answer = { ok: true } & Record<string, unknown>;
type Refusal = { ok: false; error: { code: string; message: string } };

const DEFAULT_DEADLINE_MS = 30_000;

export class AgentAssistClient {
  readonly #options: ClientOptions;
  readonly #socket: Socket;
  readonly #listeners = new Listeners<ClientEvents>();
  readonly #sessions = new Map<string, Session>();
  readonly #metadata = new Seen();
  readonly #logs = new Seen();
  /** Sessions whose call's log is followed. */
  readonly #joined = new Set<string>();
  readonly #asked = new Map<string, Ask>();
  /** Settled once the server knows the agent, or has refused. */
  #ready = deferred<void>();
  #isReadySettled = true;
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { origin, pathname } = new URL(options.url);
    this.#socket = io(origin, {
      path: `${pathname.replace(/\/$/, "")}${SOCKET_PATH}`,
      auth: (take) => void tokenOf(options.token).then((token) => take({ token })),
      autoConnect: false,
      forceNew: true,
      ...options.socket,
    });
    this.#awaitReady();
    this.#listen();
  }

  /** Every session that has not ended. */
  get sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  on<Name extends keyof ClientEvents & string>(
    event: Name,
    listener: (message: ClientEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(event, listener);
  }

  /** Connects; resolves with the agent's sessions, as they are after a reload. Rejects if the token or init is refused. */
  async start(): Promise<readonly Session[]> {
    this.#awaitReady();
    this.#socket.connect();
    await this.#ready.promise;
    return this.sessions;
  }

  /** Assistance in a call of the agent's, or in the next one. */
  async getAgentAssist(ask: Ask = {}): Promise<Session> {
    const { session } = await this.#request(REQUESTS.ask, ask);
    const begun = session as Session;
    this.#asked.set(begun.sessionId, ask);
    this.#keep(begun);
    return begun;
  }

  async stopAgentAssist(sessionId: string): Promise<void> {
    this.#asked.delete(sessionId);
    await this.#request(REQUESTS.stop, { sessionId });
  }

  /** Metadata for the bot during the call. A connection lost in between may bring it to the bot twice. */
  async tellBot(sessionId: string, metadata: Metadata): Promise<void> {
    await this.#request(REQUESTS.toBot, { sessionId, metadata });
  }

  /** Follows the call's log (`callEvent`), from its beginning the first time. */
  async joinCall(sessionId: string): Promise<void> {
    await this.#request(REQUESTS.join, { sessionId, after: this.#logs.after(this.#callOf(sessionId)) });
    this.#joined.add(sessionId);
  }

  async leaveCall(sessionId: string): Promise<void> {
    this.#joined.delete(sessionId);
    await this.#request(REQUESTS.leave, { sessionId });
  }

  /** Leaves; the server ends the sessions after its grace time. */
  close(): void {
    this.#isClosed = true;
    this.#socket.disconnect();
    this.#awaitReady();
    this.#ready.reject(new AgentAssistError("disconnected", "the client was closed"));
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on("connect", () => void this.#init());
    socket.on("disconnect", () => this.#lost());
    socket.on("connect_error", ({ message }) => {
      // The library tries again by itself, but for a refusal.
      if (message === REFUSED) this.#fail(new AgentAssistError("refused", message));
    });
    socket.on(NOTICES.status, (session: Session) => this.#keep(session));
    socket.on(NOTICES.metadata, (message: MetadataMessage) => {
      if (this.#metadata.isNew(this.#callOf(message.sessionId), message.sequence))
        this.#listeners.tell("metadata", message);
    });
    socket.on(NOTICES.event, (event: CallEvent) => {
      const { sequence } = event;
      if (sequence === undefined || this.#logs.isNew(this.#callOf(event.sessionId), sequence))
        this.#listeners.tell("callEvent", event);
    });
    socket.on(NOTICES.error, ({ code, message }: Refusal["error"]) => {
      this.#listeners.tell("error", new AgentAssistError(code, message));
    });
  }

  async #init(): Promise<void> {
    const resume = this.sessions.map(({ sessionId }) => ({
      sessionId,
      after: this.#metadata.after(this.#callOf(sessionId)),
    }));
    try {
      const { sessions } = await this.#send(REQUESTS.init, { ...this.#options.agent, resume });
      await this.#goOn(sessions as Session[]);
    } catch (caught) {
      if (!this.#socket.connected) return;
      this.#fail(
        caught instanceof AgentAssistError ? caught : new AgentAssistError("no-answer", String(caught)),
      );
      return;
    }
    this.#awaitReady();
    this.#ready.resolve();
    this.#isReadySettled = true;
    this.#listeners.tell("connected", true);
  }

  /** Sessions the server has no longer (it was away for longer than its grace time) are asked for again. */
  async #goOn(known: readonly Session[]): Promise<void> {
    const ids = new Set(known.map(({ sessionId }) => sessionId));
    for (const session of known) this.#keep(session);
    for (const session of this.sessions) {
      const { sessionId, conversationId } = session;
      if (ids.has(sessionId)) {
        if (this.#joined.has(sessionId)) await this.#rejoin(sessionId);
        continue;
      }
      const ask = this.#asked.get(sessionId);
      const wasJoined = this.#joined.has(sessionId);
      this.#keep({ ...session, status: "ended", reason: "away" });
      if (ask === undefined) continue;
      const again = { ...ask, ...(conversationId === undefined ? {} : { conversationId }) };
      // Its call may be over by now.
      const begun = await this.#send(REQUESTS.ask, again).catch(() => null);
      if (begun === null) continue;
      const renewed = begun.session as Session;
      this.#asked.set(renewed.sessionId, ask);
      this.#keep(renewed);
      if (wasJoined) await this.#rejoin(renewed.sessionId);
    }
  }

  async #rejoin(sessionId: string): Promise<void> {
    this.#joined.add(sessionId);
    const after = this.#logs.after(this.#callOf(sessionId));
    await this.#send(REQUESTS.join, { sessionId, after }).catch(() => {});
  }

  /** Those that wait already go on waiting: the connection may be lost before the first answer. */
  #awaitReady(): void {
    if (!this.#isReadySettled) return;
    this.#isReadySettled = false;
    this.#ready = deferred<void>();
    // Nobody may wait for it.
    this.#ready.promise.catch(() => {});
  }

  #lost(): void {
    this.#awaitReady();
    if (!this.#isClosed) this.#listeners.tell("connected", false);
  }

  #fail(error: AgentAssistError): void {
    this.#awaitReady();
    this.#ready.reject(error);
    this.#isReadySettled = true;
    this.#listeners.tell("error", error);
  }

  #keep(session: Session): void {
    const known = this.#sessions.get(session.sessionId);
    if (session.status === "ended") {
      this.#sessions.delete(session.sessionId);
      this.#joined.delete(session.sessionId);
      this.#asked.delete(session.sessionId);
      if (session.reason === "call-ended" && session.conversation !== undefined) {
        this.#metadata.forget(session.conversation);
        this.#logs.forget(session.conversation);
      }
    } else this.#sessions.set(session.sessionId, session);
    const isNews = known?.status !== session.status || known.conversation !== session.conversation;
    if (isNews) this.#listeners.tell("session", session);
  }

  /** Sessions of one call share what was received of it. */
  #callOf(sessionId: string): string {
    return this.#sessions.get(sessionId)?.conversation ?? sessionId;
  }

  /** Once more after a lost connection: the server knows a repeated request by the call and bot it is for. */
  async #request(event: string, payload: object): Promise<Answer> {
    const { answerDeadlineMs = DEFAULT_DEADLINE_MS } = this.#options;
    const late = deferred<never>();
    const timer = setTimeout(
      () => late.reject(new AgentAssistError("no-answer", `${event} was not answered in time`)),
      answerDeadlineMs,
    );
    const attempt = async (): Promise<Answer> => {
      await this.#ready.promise;
      try {
        return await this.#send(event, payload);
      } catch (caught) {
        if (caught instanceof AgentAssistError) throw caught;
        return await attempt();
      }
    };
    try {
      return await Promise.race([attempt(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rejects with AgentAssistError for a refusal, and with another error where the connection is lost first. */
  #send(event: string, payload: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      const lost = () => reject(new Error("the connection was lost"));
      if (!socket.connected) return lost();
      socket.once("disconnect", lost);
      socket.emit(event, payload, (answer: Answer | Refusal) => {
        socket.off("disconnect", lost);
        if (answer.ok) resolve(answer);
        else reject(new AgentAssistError(answer.error.code, answer.error.message));
      });
    });
  }
}
