/** One agent's assistance in one call: its chart, run, and what the call and the agent's applications are told. */
import { type Actor, createActor } from "xstate";
import {
  type AgentSessionEvent,
  type AgentSessionTiming,
  agentSessionMachine,
  type SessionEnd,
} from "../../actors/agent-session/machine.ts";
import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { AgentIdentity } from "./identity.ts";
import type { SessionStatus } from "./names.ts";
import type { FoundCall } from "./open-calls.ts";
import { ApplicationRefusal } from "./refusal.ts";

/** What the bot of a call is told, as AudioCodes' event agentConnected has it. */
export interface BotNews {
  call: CallRef;
  sessionId: string;
  /** From 1 within the session. */
  place: number;
  connected: boolean;
  agentId: string;
  metadataToBot: JsonObject;
}

/** Never throws and never waits. */
export type TellBot = (news: BotNews) => void;

/** What applications see of a session; plain data where it is another instance's. */
export interface ShownSession {
  readonly sessionId: string;
  readonly botName: string;
  readonly status: SessionStatus;
  /** Null while it waits for its call. */
  readonly call: CallRef | null;
  /** Null before its call. */
  readonly startedAtMs: number | null;
  /** Why it is over; null while it is not. */
  readonly end: SessionEnd | null;
}

/** What another instance needs to go on with a session; plain data. */
export interface SessionRecord {
  v: 1;
  sessionId: string;
  botName: string;
  identity: AgentIdentity;
  metadataToBot: JsonObject;
  /** News of it that the bot was told. */
  told: number;
  askedAtMs: number;
  call: FoundCall | null;
  startedAtMs: number | null;
}

export interface AgentSessionOptions {
  identity: AgentIdentity;
  botName: string;
  metadataToBot: JsonObject;
  timing: AgentSessionTiming;
  calls: Pick<CallDirectory, "sendTo">;
  /** Undefined where no bot listens. */
  tellBot: TellBot | undefined;
  clock: Clock;
  onStatus(session: AgentSession): void;
  /** A session of an instance that is gone: it goes on here. */
  restored?: SessionRecord;
}

export class AgentSession implements ShownSession {
  readonly sessionId: string;
  readonly botName: string;
  readonly identity: AgentIdentity;
  readonly #options: AgentSessionOptions;
  readonly #actor: Actor<typeof agentSessionMachine>;
  /** What the application last had for the bot. */
  #metadataToBot: JsonObject;
  readonly #askedAtMs: number;
  #told: number;
  #call: FoundCall | null = null;
  #startedAtMs: number | null = null;
  #end: SessionEnd | null = null;

  constructor(options: AgentSessionOptions) {
    const { identity, botName, metadataToBot, timing, clock, restored } = options;
    this.#options = options;
    this.sessionId = restored?.sessionId ?? crypto.randomUUID();
    this.#askedAtMs = restored?.askedAtMs ?? clock.now();
    this.#told = restored?.told ?? 0;
    this.identity = identity;
    this.botName = botName;
    this.#metadataToBot = metadataToBot;
    this.#actor = createActor(agentSessionMachine, { input: timing, clock });
    this.#actor.subscribe(({ context }) => {
      if (context.end !== null) this.#finish(context.end);
    });
    this.#actor.start();
    if (restored?.call) this.#join(restored.call, restored.startedAtMs ?? clock.now());
  }

  get call(): CallRef | null {
    return this.#call?.ref ?? null;
  }

  get startedAtMs(): number | null {
    return this.#startedAtMs;
  }

  get status(): SessionStatus {
    if (this.#end !== null) return "ended";
    return this.#call === null ? "waiting" : "started";
  }

  get end(): SessionEnd | null {
    return this.#end;
  }

  /** Its call is there: tells the call, then the applications. */
  attach(call: FoundCall): void {
    if (this.status !== "waiting") return;
    this.#join(call, this.#options.clock.now());
    this.#tellBot(true);
    this.#options.onStatus(this);
  }

  record(): SessionRecord {
    const { sessionId, botName, identity } = this;
    return {
      ...{ v: 1, sessionId, botName, identity, metadataToBot: this.#metadataToBot, told: this.#told },
      ...{ askedAtMs: this.#askedAtMs, call: this.#call, startedAtMs: this.#startedAtMs },
    };
  }

  #join(call: FoundCall, startedAtMs: number): void {
    const { identity, calls } = this.#options;
    const { agentId, proof } = identity;
    this.#call = call;
    this.#startedAtMs = startedAtMs;
    this.#actor.send({ type: "call.found" });
    const attached = {
      type: "agent.attached",
      sessionId: this.sessionId,
      agentId,
      by: call.by,
      proof,
    } as const;
    void calls.sendTo(call.ref.callKey, attached).then((answer) => {
      // It ended in the meantime.
      if (answer !== "taken") this.hear({ type: "call.ended" });
    });
  }

  /** The application has something new for the bot; one without a call yet is told it when it begins. */
  takeMetadata(metadata: JsonObject): void {
    if (this.#options.tellBot === undefined) throw new ApplicationRefusal("noBot", "no bot is configured");
    this.#metadataToBot = metadata;
    this.#tellBot(true);
  }

  hear(event: AgentSessionEvent): void {
    this.#actor.send(event);
  }

  /** This process goes away: nobody is told anything. */
  close(): void {
    this.#actor.stop();
  }

  #finish(end: SessionEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    const { calls, identity, onStatus } = this.#options;
    if (this.#call !== null) {
      const { callKey } = this.#call.ref;
      const { agentId } = identity;
      void calls.sendTo(callKey, { type: "agent.detached", sessionId: this.sessionId, agentId, reason: end });
      this.#tellBot(false);
    }
    onStatus(this);
  }

  #tellBot(connected: boolean): void {
    const call = this.call;
    if (call === null) return;
    this.#told += 1;
    this.#options.tellBot?.({
      ...{ call, sessionId: this.sessionId, place: this.#told, connected },
      ...{ agentId: this.identity.agentId, metadataToBot: this.#metadataToBot },
    });
  }
}
