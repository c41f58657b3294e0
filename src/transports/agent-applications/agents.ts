/** The agents whose applications are there, or were within the grace time: their applications and their sessions. */
import type { AgentSessionTiming } from "../../actors/agent-session/machine.ts";
import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { AgentIdentity } from "./identity.ts";
import { type FoundCall, OpenCalls } from "./open-calls.ts";
import { ApplicationRefusal } from "./refusal.ts";
import type { AskRequest } from "./requests.ts";
import { AgentSession, type SessionRecord, type ShownSession, type TellBot } from "./session.ts";

/** One socket of an agent's, as its sessions know it. */
export interface AgentApplication {
  /** A session of its agent has another status than before. */
  told(session: ShownSession): void;
}

/**
 * What applications ask for, of an agent whose sessions may be on another instance. Methods reject or throw
 * ApplicationRefusal.
 */
export interface AgentsPort {
  /** An application has said whom it speaks for; gives the agent's sessions. */
  enter(application: AgentApplication, identity: AgentIdentity): Answer<readonly ShownSession[]>;
  leave(application: AgentApplication, agentId: string): void;
  /** Assistance in the call that is named, in the newest one that has none yet, or in the next one. */
  ask(identity: AgentIdentity, request: AskRequest): Answer<ShownSession>;
  session(identity: AgentIdentity, sessionId: string): Answer<ShownSession>;
  stop(identity: AgentIdentity, sessionId: string): Answer<void>;
  toBot(identity: AgentIdentity, sessionId: string, metadata: JsonObject): Answer<void>;
}

type Answer<T> = T | Promise<T>;

/** Keeps sessions where other instances find them. Its methods take a note and never throw. */
export interface SessionKeeper {
  save(record: SessionRecord): void;
  remove(agentId: string, sessionId: string): void;
}

interface Agent {
  readonly applications: Set<AgentApplication>;
  readonly sessions: Map<string, AgentSession>;
}

export interface AgentsOptions {
  timing: AgentSessionTiming;
  /** Sessions one agent may have at once. */
  maxSessions: number;
  calls: Pick<CallDirectory, "sendTo">;
  tellBot: TellBot | undefined;
  clock: Clock;
  /** Where instances share agents. */
  keeper?: SessionKeeper | undefined;
}

export class Agents implements AgentsPort {
  readonly #options: AgentsOptions;
  readonly #byId = new Map<string, Agent>();
  readonly #byCall = new Map<string, Set<AgentSession>>();
  readonly #waiting = new Set<AgentSession>();
  /** To be told of all legs. */
  readonly openCalls = new OpenCalls({
    changed: (ref) => this.#callChanged(ref),
    ended: ({ callKey }) => {
      for (const session of [...(this.#byCall.get(callKey) ?? [])]) session.hear({ type: "call.ended" });
    },
  });

  constructor(options: AgentsOptions) {
    this.#options = options;
  }

  counts(): { agents: number; waiting: number; attached: number } {
    let attached = 0;
    for (const sessions of this.#byCall.values()) attached += sessions.size;
    return { agents: this.#byId.size, waiting: this.#waiting.size, attached };
  }

  /** An application has said whom it speaks for; returns the agent's sessions. */
  enter(application: AgentApplication, { agentId }: AgentIdentity): readonly AgentSession[] {
    const agent = this.#byId.get(agentId) ?? { applications: new Set(), sessions: new Map() };
    this.#byId.set(agentId, agent);
    agent.applications.add(application);
    for (const session of agent.sessions.values()) session.hear({ type: "application.back" });
    return [...agent.sessions.values()];
  }

  leave(application: AgentApplication, agentId: string): void {
    const agent = this.#byId.get(agentId);
    if (agent === undefined || !agent.applications.delete(application) || agent.applications.size > 0) return;
    for (const session of [...agent.sessions.values()]) session.hear({ type: "application.lost" });
    this.#forgetIdle(agentId, agent);
  }

  /**
   * Assistance in the call that is named, in the newest one that has none yet, or in the next one. A repeated request gets
   * the same session. Throws ApplicationRefusal.
   */
  ask(identity: AgentIdentity, request: AskRequest): AgentSession {
    const { conversationId, botName } = request;
    const agent = this.#byId.get(identity.agentId);
    if (agent === undefined) throw new ApplicationRefusal("notInitialized", "init has to come first");
    const calls = this.openCalls
      .of(identity)
      .filter(({ ref }) => conversationId === undefined || isCalled(ref, conversationId));
    const ofBot = [...agent.sessions.values()].filter((session) => session.botName === botName);
    const known = (ref: CallRef) => ofBot.find(({ call }) => call?.callKey === ref.callKey);
    const free = calls.find(({ ref }) => known(ref) === undefined);
    const taken = calls.map(({ ref }) => known(ref)).find((session) => session !== undefined);
    if (free === undefined) {
      if (conversationId !== undefined && taken === undefined) {
        throw new ApplicationRefusal("unknownCall", "no such call, or it is not this agent's");
      }
      const waiting = ofBot.find(({ status }) => status === "waiting");
      const same = taken ?? waiting;
      if (same !== undefined) return same;
      if (!request.wait) throw new ApplicationRefusal("noActiveCall", "this agent is in no call now");
    }
    return this.#begin(agent, identity, request, free);
  }

  session(identity: AgentIdentity, sessionId: string): AgentSession {
    return this.sessionOf(identity, sessionId);
  }

  stop(identity: AgentIdentity, sessionId: string): void {
    this.sessionOf(identity, sessionId).hear({ type: "session.stop" });
  }

  toBot(identity: AgentIdentity, sessionId: string, metadata: JsonObject): void {
    const session = this.sessionOf(identity, sessionId);
    session.takeMetadata(metadata);
    this.#options.keeper?.save(session.record());
  }

  /** Whether the agent has an application or a session here. */
  knows(agentId: string): boolean {
    return this.#byId.has(agentId);
  }

  /** Sessions of an instance that is gone go on here; their calls are told again. */
  restore(agentId: string, records: readonly SessionRecord[]): void {
    if (records.length === 0) return;
    const agent = this.#byId.get(agentId) ?? { applications: new Set(), sessions: new Map() };
    this.#byId.set(agentId, agent);
    for (const record of records) {
      if (agent.sessions.has(record.sessionId) || this.#hasWaitedTooLong(record)) continue;
      const session = this.#make(agent, record.identity, record, record);
      if (session.call === null) this.#waiting.add(session);
      else {
        this.#note(session.call.callKey, session, true);
        // The agent may have left the call while nobody had the session.
        this.#callChanged(session.call);
      }
    }
  }

  /** Throws ApplicationRefusal. */
  sessionOf({ agentId }: AgentIdentity, sessionId: string): AgentSession {
    const session = this.#byId.get(agentId)?.sessions.get(sessionId);
    if (session === undefined)
      throw new ApplicationRefusal("unknownSession", "this agent has no such session");
    return session;
  }

  close(): void {
    for (const { sessions } of this.#byId.values()) for (const session of sessions.values()) session.close();
    this.#byId.clear();
  }

  #begin(agent: Agent, identity: AgentIdentity, request: AskRequest, call?: FoundCall): AgentSession {
    const { maxSessions } = this.#options;
    if (agent.sessions.size >= maxSessions) {
      throw new ApplicationRefusal("tooManySessions", `an agent may have ${maxSessions} sessions at once`);
    }
    const session = this.#make(agent, identity, request);
    if (call === undefined) {
      this.#waiting.add(session);
      this.#options.keeper?.save(session.record());
    } else session.attach(call);
    return session;
  }

  #make(
    agent: Agent,
    identity: AgentIdentity,
    { botName, metadataToBot }: Pick<AskRequest, "botName" | "metadataToBot">,
    restored?: SessionRecord,
  ): AgentSession {
    const { timing, calls, tellBot, clock } = this.#options;
    const session = new AgentSession({
      ...{ identity, botName, metadataToBot, timing, calls, tellBot, clock },
      ...(restored === undefined ? {} : { restored }),
      onStatus: (changed) => this.#statusChanged(agent, changed),
    });
    agent.sessions.set(session.sessionId, session);
    return session;
  }

  #statusChanged(agent: Agent, session: AgentSession): void {
    const { status, call, identity } = session;
    this.#waiting.delete(session);
    if (call !== null) this.#note(call.callKey, session, status === "started");
    const { keeper } = this.#options;
    if (status === "ended") {
      agent.sessions.delete(session.sessionId);
      keeper?.remove(identity.agentId, session.sessionId);
    } else keeper?.save(session.record());
    for (const application of agent.applications) application.told(session);
    this.#forgetIdle(identity.agentId, agent);
  }

  #note(callKey: string, session: AgentSession, isAttached: boolean): void {
    const sessions = this.#byCall.get(callKey) ?? new Set();
    if (isAttached) this.#byCall.set(callKey, sessions.add(session));
    else if (sessions.delete(session) && sessions.size === 0) this.#byCall.delete(callKey);
  }

  #callChanged(ref: CallRef): void {
    for (const session of [...(this.#byCall.get(ref.callKey) ?? [])]) {
      const isIn = this.openCalls.match(ref.callKey, session.identity) !== null;
      session.hear({ type: isIn ? "agent.returned" : "agent.left" });
    }
    for (const session of [...this.#waiting]) {
      const by = this.openCalls.match(ref.callKey, session.identity);
      if (by !== null && !this.#hasAlready(session, ref)) session.attach({ ref, by });
    }
  }

  #hasWaitedTooLong({ call, askedAtMs }: SessionRecord): boolean {
    const { timing, clock } = this.#options;
    return call === null && clock.now() - askedAtMs > timing.awaitCallMs;
  }

  /** The agent asked twice: for this call, and for the next one. */
  #hasAlready({ identity, botName }: AgentSession, ref: CallRef): boolean {
    return [...(this.#byCall.get(ref.callKey) ?? [])].some(
      (other) => other.identity.agentId === identity.agentId && other.botName === botName,
    );
  }

  #forgetIdle(agentId: string, agent: Agent): void {
    if (agent.applications.size === 0 && agent.sessions.size === 0) this.#byId.delete(agentId);
  }
}

/** By the carrier's own id, or by the key that desktops know. */
function isCalled({ vendorCallId, callKey }: CallRef, conversationId: string): boolean {
  return conversationId === vendorCallId || conversationId === callKey;
}
