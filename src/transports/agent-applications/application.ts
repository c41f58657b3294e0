/** One socket of an agent's application: its requests, its answers, and what it follows. */
import type { Socket } from "socket.io";
import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Logger } from "../../base/log.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { CallStateSource } from "../socketio/call-state.ts";
import { createDesktopLine } from "../socketio/desktop-line.ts";
import { watchExpiry } from "../socketio/expiry-watch.ts";
import type { AgentApplication, AgentsPort } from "./agents.ts";
import { Feeds, type FollowSuggestions } from "./feeds.ts";
import type { Flood } from "./flood.ts";
import { type AgentIdentity, type IdentityParts, identityOf } from "./identity.ts";
import { FIELDS, NOTICES, REQUESTS, type RequestName, replyOf } from "./names.ts";
import { ApplicationRefusal } from "./refusal.ts";
import { readAsk, readInit, readJoin, readPayload, readSession, readToBot, requestIdOf } from "./requests.ts";
import type { ShownSession } from "./session.ts";
import type { ApplicationGrant } from "./token.ts";
import { errorForm, refusalForm, sessionForm, statusForm } from "./wire.ts";

/** What all applications of a process share. */
export interface ApplicationParts {
  agents: AgentsPort;
  identity: IdentityParts;
  followSuggestions: FollowSuggestions;
  delivery: Pick<Delivery, "attach">;
  watchView: CallStateSource["watch"];
  /** Conversation name without location. */
  roomOf(callKey: string): string;
  flood: Flood;
  /** Messages that may wait for an application that does not read. */
  maxBufferedMessages: number;
  clock: Clock;
  logger: Logger;
}

const REQUEST_NAMES = Object.keys(REQUESTS) as RequestName[];
const EVENTS: ReadonlySet<string> = new Set(Object.values(REQUESTS));

/** Wires the socket's events; everything held is released on disconnect. */
export function startApplication(socket: Socket, grant: ApplicationGrant, parts: ApplicationParts): void {
  const application = new Application(socket, grant, parts);
  for (const name of REQUEST_NAMES)
    socket.on(REQUESTS[name], (...args: unknown[]) => void application.hear(name, args));
  socket.onAny((event: string, ...args: unknown[]) => {
    if (!EVENTS.has(event)) void application.hear(null, args);
  });
  socket.on("disconnect", () => application.close());
}

class Application implements AgentApplication {
  readonly #socket: Socket;
  readonly #grant: ApplicationGrant;
  readonly #parts: ApplicationParts;
  readonly #feeds: Feeds;
  readonly #expiry: ReturnType<typeof watchExpiry>;
  #identity: AgentIdentity | null = null;
  /** Requests are carried out one after the other: each may wait for another instance. */
  #before: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** What is to be sent behind the answer. */
  #afterAnswer = () => {};

  constructor(socket: Socket, grant: ApplicationGrant, parts: ApplicationParts) {
    this.#socket = socket;
    this.#grant = grant;
    this.#parts = parts;
    const line = createDesktopLine(socket, parts.maxBufferedMessages);
    this.#feeds = new Feeds({ ...parts, send: line.send, drop: line.drop });
    this.#expiry = watchExpiry(parts.clock, () => {
      this.#notify(new ApplicationRefusal("expired", "the token has expired: connect with a new one"));
      line.end();
    });
    if (grant.proof === "signed") this.#expiry.until(grant.expiresAtMs);
  }

  /** Null for an event that there is not. */
  async hear(name: RequestName | null, args: readonly unknown[]): Promise<void> {
    const last = args.at(-1);
    const ack = typeof last === "function" ? (last as (reply: JsonObject) => void) : null;
    const [argument] = ack === null ? args : args.slice(0, -1);
    const { flood, logger } = this.#parts;
    let payload: JsonObject = {};
    let reply: JsonObject;
    try {
      const retryAfterMs = await flood.take(this.#socket);
      if (retryAfterMs > 0) {
        throw new ApplicationRefusal("tooManyMessages", "too many messages from this socket", retryAfterMs);
      }
      if (name === null) throw new ApplicationRefusal("badRequest", "there is no such event");
      payload = readPayload(argument);
      const request = name;
      const given = payload;
      const turn = this.#before.then(() => this.#carryOut(request, given));
      this.#before = turn.catch(() => {});
      reply = { [FIELDS.ok]: true, ...(await turn) };
    } catch (caught) {
      if (!(caught instanceof ApplicationRefusal)) logger.error({ err: caught }, "agent's request failed");
      reply = refusalForm(caught);
    }
    const requestId = requestIdOf(payload);
    const answer = requestId === undefined ? reply : { ...reply, [FIELDS.requestId]: requestId };
    if (ack !== null) ack(answer);
    else if (name !== null) this.#socket.emit(replyOf(REQUESTS[name]), answer);
    else this.#socket.emit(NOTICES.error, answer[FIELDS.error]);
    const after = this.#afterAnswer;
    this.#afterAnswer = () => {};
    if (!this.#isClosed) after();
  }

  told(session: ShownSession): void {
    this.#socket.emit(NOTICES.status, statusForm(session, this.#parts));
    if (session.status === "started") this.#feeds.follow(session);
    else this.#feeds.end(session.sessionId);
  }

  close(): void {
    this.#isClosed = true;
    this.#expiry.stop();
    this.#feeds.close();
    if (this.#identity !== null) this.#parts.agents.leave(this, this.#identity.agentId);
  }

  async #carryOut(name: RequestName, payload: JsonObject): Promise<JsonObject> {
    const { agents } = this.#parts;
    // Its turn came after its socket was gone: nobody would leave again.
    if (this.#isClosed) throw new ApplicationRefusal("unavailable", "the connection is closed");
    if (name === "init") return await this.#init(payload);
    const identity = this.#identity;
    if (identity === null)
      throw new ApplicationRefusal("notInitialized", `${REQUESTS.init} has to come first`);
    switch (name) {
      case "ask": {
        const session = await agents.ask(identity, readAsk(payload));
        return { [FIELDS.session]: sessionForm(session, this.#parts) };
      }
      case "stop": {
        const { sessionId } = readSession(payload);
        await agents.stop(identity, sessionId);
        return {};
      }
      case "toBot": {
        const { sessionId, metadata } = readToBot(payload);
        await agents.toBot(identity, sessionId, metadata);
        return {};
      }
      case "join": {
        const { sessionId, after } = readJoin(payload);
        const session = await agents.session(identity, sessionId);
        if (session.call === null)
          throw new ApplicationRefusal("noActiveCall", "the session has no call yet");
        if (!this.#isClosed) this.#feeds.join(session, after);
        return {};
      }
      case "leave": {
        this.#feeds.leaveLog(readSession(payload).sessionId);
        return {};
      }
    }
  }

  async #init(payload: JsonObject): Promise<JsonObject> {
    const { agents } = this.#parts;
    const init = readInit(payload);
    const identity = identityOf(this.#grant, init, this.#parts.identity);
    if (this.#identity !== null && this.#identity.agentId !== identity.agentId) {
      this.#feeds.close();
      agents.leave(this, this.#identity.agentId);
    }
    this.#identity = identity;
    const sessions = await agents.enter(this, identity);
    // After the answer, so that the application knows the sessions that the metadata is of.
    this.#afterAnswer = () => {
      for (const session of sessions) this.#feeds.follow(session, init.resume.get(session.sessionId));
    };
    return {
      [FIELDS.agentId]: identity.agentId,
      [FIELDS.sessions]: sessions.map((session) => sessionForm(session, this.#parts)),
    };
  }

  #notify(refusal: ApplicationRefusal): void {
    this.#socket.emit(NOTICES.error, errorForm(refusal));
  }
}
