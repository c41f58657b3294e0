/**
 * Agents of a fleet: an agent's sessions are on one instance, the agent's home, and their applications on any. The first
 * instance that an agent comes to is the home as long as it lives; then another one goes on with what is kept on Redis.
 */

import type { Clock } from "../base/clock.ts";
import type { JsonObject } from "../base/json.ts";
import type { Logger } from "../base/log.ts";
import type { AskTopic, Bus, Topic } from "../fleet/bus.ts";
import type { AgentApplication, Agents, AgentsPort } from "../transports/agent-applications/agents.ts";
import type { AgentIdentity } from "../transports/agent-applications/identity.ts";
import { ApplicationRefusal } from "../transports/agent-applications/refusal.ts";
import type { AskRequest } from "../transports/agent-applications/requests.ts";
import type { SessionRecord, ShownSession } from "../transports/agent-applications/session.ts";

type Wish =
  | { type: "ask"; request: AskRequest }
  | { type: "session" | "stop"; sessionId: string }
  | { type: "toBot"; sessionId: string; metadata: JsonObject };

type Done =
  | { session?: ShownSession }
  | { refusal: Pick<ApplicationRefusal, "code" | "message" | "retryAfterMs"> };

/** `home`: where the agent's sessions are; with `sessions` it is the one that was asked. */
const ENTER: AskTopic<{ identity: AgentIdentity }, { home: string; sessions?: ShownSession[] }> = {
  name: "agents.enter",
};
const WISH: AskTopic<{ identity: AgentIdentity; wish: Wish }, Done> = { name: "agents.wish" };
/** The last application of the agent on the sender is gone. */
const LEFT: Topic<{ agentId: string }> = { name: "agents.left" };
const TOLD: Topic<{ agentId: string; session: ShownSession }> = { name: "agents.told" };

const ASK_DEADLINE_MS = 5_000;
/** A home that is leaving answers no more a moment before others know that it is gone. */
const TRIES = 20;
const AGAIN_MS = 300;

interface AgentHere {
  identity: AgentIdentity;
  /** Null until it is known. */
  home: string | null;
  applications: Set<AgentApplication>;
}

export interface FleetAgentsOptions {
  agents: Agents;
  bus: Pick<Bus, "instanceId" | "ask" | "onAsk" | "tell" | "on">;
  /** Gives the home of an agent, which is this instance if there was none that lives. Rejects with what Redis says. */
  claimHome(agentId: string): Promise<string>;
  /** Hears of an instance that is gone. */
  onGone(listener: (instance: string) => void): () => void;
  /** Rejects with what Redis says. */
  load(agentId: string): Promise<SessionRecord[]>;
  clock: Clock;
  logger: Logger;
}

export class FleetAgents implements AgentsPort {
  readonly #options: FleetAgentsOptions;
  readonly #here = new Map<string, AgentHere>();
  /** Those of other instances whose home is here, by instance and agent. */
  readonly #remote = new Map<string, Map<string, AgentApplication>>();
  readonly #ends: (() => void)[];

  constructor(options: FleetAgentsOptions) {
    this.#options = options;
    const { bus, agents, onGone } = options;
    this.#ends = [
      bus.onAsk(ENTER, ({ identity }, from) => this.#enteredFrom(from, identity)),
      bus.onAsk(WISH, ({ identity, wish }) => this.#doHere(identity, wish)),
      bus.on(LEFT, ({ agentId }, from) => this.#leftAt(from, agentId)),
      bus.on(TOLD, ({ agentId, session }) => {
        for (const application of this.#here.get(agentId)?.applications ?? []) application.told(session);
      }),
      onGone((instance) => {
        for (const agentId of [...(this.#remote.get(instance)?.keys() ?? [])])
          this.#leftAt(instance, agentId);
        void this.#moveFrom(instance);
      }),
      () => agents.close(),
    ];
  }

  async enter(application: AgentApplication, identity: AgentIdentity): Promise<readonly ShownSession[]> {
    const { agentId } = identity;
    const agent = this.#here.get(agentId) ?? { identity, home: null, applications: new Set() };
    agent.identity = identity;
    agent.applications.add(application);
    this.#here.set(agentId, agent);
    const { home, sessions } = await this.#enterAtHome(identity, application);
    agent.home = home;
    // It was closed meanwhile.
    if (!agent.applications.has(application)) this.#leaveHome(home, application, agentId);
    return sessions;
  }

  leave(application: AgentApplication, agentId: string): void {
    const agent = this.#here.get(agentId);
    if (!agent?.applications.delete(application)) return;
    if (agent.applications.size === 0) this.#here.delete(agentId);
    if (agent.home !== null) this.#leaveHome(agent.home, application, agentId);
  }

  async ask(identity: AgentIdentity, request: AskRequest): Promise<ShownSession> {
    return await this.#sessionOf(identity, { type: "ask", request });
  }

  async session(identity: AgentIdentity, sessionId: string): Promise<ShownSession> {
    return await this.#sessionOf(identity, { type: "session", sessionId });
  }

  async stop(identity: AgentIdentity, sessionId: string): Promise<void> {
    await this.#do(identity, { type: "stop", sessionId });
  }

  async toBot(identity: AgentIdentity, sessionId: string, metadata: JsonObject): Promise<void> {
    await this.#do(identity, { type: "toBot", sessionId, metadata });
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #leaveHome(home: string, application: AgentApplication, agentId: string): void {
    const { agents, bus } = this.#options;
    if (home === bus.instanceId) agents.leave(application, agentId);
    // Lost with Redis, it is made good when this instance goes.
    else if (!this.#here.has(agentId)) bus.tell(home, LEFT, { agentId }).catch(() => {});
  }

  async #sessionOf(identity: AgentIdentity, wish: Wish): Promise<ShownSession> {
    const session = await this.#do(identity, wish);
    if (session === undefined)
      throw new ApplicationRefusal("unknownSession", "this agent has no such session");
    return session;
  }

  async #do(identity: AgentIdentity, wish: Wish): Promise<ShownSession | undefined> {
    const { bus } = this.#options;
    const home = this.#here.get(identity.agentId)?.home ?? bus.instanceId;
    const done =
      home === bus.instanceId
        ? await this.#doHere(identity, wish)
        : await bus.ask(home, WISH, { identity, wish }, ASK_DEADLINE_MS);
    if (!("refusal" in done)) return done.session;
    const { code, message, retryAfterMs } = done.refusal;
    throw new ApplicationRefusal(code, message, retryAfterMs);
  }

  async #doHere(identity: AgentIdentity, wish: Wish): Promise<Done> {
    const { agents } = this.#options;
    try {
      switch (wish.type) {
        case "ask":
          return { session: shown(agents.ask(identity, wish.request)) };
        case "session":
          return { session: shown(agents.session(identity, wish.sessionId)) };
        case "stop":
          agents.stop(identity, wish.sessionId);
          return {};
        case "toBot":
          agents.toBot(identity, wish.sessionId, wish.metadata);
          return {};
      }
    } catch (caught) {
      if (!(caught instanceof ApplicationRefusal)) throw caught;
      const { code, message, retryAfterMs } = caught;
      return { refusal: { code, message, retryAfterMs } };
    }
  }

  async #enterAtHome(
    identity: AgentIdentity,
    application: AgentApplication,
  ): Promise<{ home: string; sessions: readonly ShownSession[] }> {
    const { bus, claimHome, clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const home = await claimHome(identity.agentId);
        if (home === bus.instanceId) return { home, sessions: await this.#enterHere(application, identity) };
        const { sessions } = await bus.ask(home, ENTER, { identity }, ASK_DEADLINE_MS);
        if (sessions !== undefined) return { home, sessions };
      } catch (error) {
        if (attempt >= TRIES) throw error;
      }
      await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), AGAIN_MS));
    }
  }

  async #enterHere(application: AgentApplication, identity: AgentIdentity): Promise<readonly ShownSession[]> {
    const { agents, load } = this.#options;
    const { agentId } = identity;
    if (!agents.knows(agentId)) agents.restore(agentId, await load(agentId));
    return agents.enter(application, identity);
  }

  async #enteredFrom(instance: string, identity: AgentIdentity) {
    const { bus, claimHome } = this.#options;
    const { agentId } = identity;
    const home = await claimHome(agentId);
    if (home !== bus.instanceId) return { home };
    const there = this.#remote.get(instance) ?? new Map<string, AgentApplication>();
    this.#remote.set(instance, there);
    const application: AgentApplication = there.get(agentId) ?? {
      told: (session) => void bus.tell(instance, TOLD, { agentId, session: shown(session) }).catch(() => {}),
    };
    there.set(agentId, application);
    return { home, sessions: (await this.#enterHere(application, identity)).map(shown) };
  }

  #leftAt(instance: string, agentId: string): void {
    const there = this.#remote.get(instance);
    const application = there?.get(agentId);
    if (there === undefined || application === undefined) return;
    there.delete(agentId);
    if (there.size === 0) this.#remote.delete(instance);
    this.#options.agents.leave(application, agentId);
  }

  /** The home of some agents is gone: each gets another one, and applications go on. */
  async #moveFrom(instance: string): Promise<void> {
    for (const agent of [...this.#here.values()]) {
      if (agent.home !== instance) continue;
      for (const application of [...agent.applications]) {
        if (!agent.applications.has(application)) continue;
        try {
          await this.enter(application, agent.identity);
        } catch (error) {
          this.#options.logger.warn({ err: error }, "an agent's sessions could not be moved");
        }
      }
    }
  }
}

/** As plain data. */
function shown({ sessionId, botName, status, call, startedAtMs, end }: ShownSession): ShownSession {
  return { sessionId, botName, status, call, startedAtMs, end };
}
