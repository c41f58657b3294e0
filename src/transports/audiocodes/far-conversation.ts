/** A conversation that another instance has: what VoiceAI Connect posts here is heard there, and answered from there. */
import type { AudioSink } from "../../audio/sink.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { InboundActivity, OutboundActivity } from "./activity.ts";
import type { BotFramework, ConversationEnd, ConversationHandle } from "./conversation-port.ts";
import type { InstanceLink } from "./instance-link.ts";

/** How it is, as its instance says. */
export interface ConversationState {
  conversationId: string;
  framework: BotFramework;
  callKey: string;
  expiresSeconds: number;
  awaitsParticipants: boolean;
  takesAudio: boolean;
}

/** What its instance is asked; `activities` are those of a post. */
export type FarQuestion = { conversationId: string } & (
  | { ask: "state"; framework: BotFramework }
  | { ask: "receive"; activities: readonly InboundActivity[] }
  /** Late activities go to the asking instance from now on. */
  | { ask: "listen" }
);

export interface FarAnswer {
  /** Null once it is over, or unknown. */
  state: ConversationState | null;
  activities: readonly OutboundActivity[];
}

/** What is told without an answer. */
export type FarWord =
  | { conversationId: string; word: "refresh" }
  | { conversationId: string; word: "unlisten" }
  | { conversationId: string; word: "end"; end: ConversationEnd };

export const QUESTION = "audiocodes.question";
export const WORD = "audiocodes.word";
/** Longer than it takes to notice that an instance is gone. A post whose answer does not come in time is answered with 503. */
const ANSWER_DEADLINE_MS = 6_000;

/** The asked instance lives and has left its conversations to others. */
export function isLeaving(caught: unknown): boolean {
  return SidetoneError.from(caught).code === "SHUTTING_DOWN";
}

export function askFar(link: InstanceLink, instance: string, question: FarQuestion): Promise<FarAnswer> {
  return link.ask(instance, QUESTION, question, ANSWER_DEADLINE_MS) as Promise<FarAnswer>;
}

export interface FarConversationOptions {
  link: InstanceLink;
  instance: string;
  state: ConversationState;
  /** Where the conversation is once its instance is gone. */
  findAgain(): Promise<ConversationHandle | undefined>;
}

export class FarConversation implements ConversationHandle {
  readonly #link: InstanceLink;
  readonly #instance: string;
  readonly #findAgain: FarConversationOptions["findAgain"];
  #state: ConversationState;
  #end: ConversationEnd | null = null;
  #outbound: ((activities: readonly OutboundActivity[]) => void) | null = null;
  readonly #endListeners = new Set<(end: ConversationEnd) => void>();

  constructor({ link, instance, state, findAgain }: FarConversationOptions) {
    this.#link = link;
    this.#instance = instance;
    this.#state = state;
    this.#findAgain = findAgain;
  }

  /** Whether its instance lives. */
  isReachable(): Promise<boolean> {
    return this.#link.lives(this.#instance);
  }

  get conversationId(): string {
    return this.#state.conversationId;
  }

  get framework(): BotFramework {
    return this.#state.framework;
  }

  get callKey(): string {
    return this.#state.callKey;
  }

  get expiresSeconds(): number {
    return this.#state.expiresSeconds;
  }

  get isOpen(): boolean {
    return this.#end === null;
  }

  get awaitsParticipants(): boolean {
    return this.#state.awaitsParticipants;
  }

  get takesAudio(): boolean {
    return this.#state.takesAudio;
  }

  /** What an instance that is gone may have heard already is known by the ids of its texts. */
  async receive(activities: readonly InboundActivity[]): Promise<readonly OutboundActivity[]> {
    try {
      const answer = await this.#ask({ conversationId: this.conversationId, ask: "receive", activities });
      return answer.activities;
    } catch (caught) {
      const isThere = !isLeaving(caught) && (await this.isReachable());
      const again = isThere ? undefined : await this.#findAgain();
      if (again === undefined) throw caught;
      return await again.receive(activities);
    }
  }

  onOutbound(listener: (activities: readonly OutboundActivity[]) => void): () => void {
    this.#outbound = listener;
    this.#ask({ conversationId: this.conversationId, ask: "listen" }).catch(() => {
      // The conversation is over then, and its listener was told so.
    });
    return () => {
      if (this.#outbound !== listener) return;
      this.#outbound = null;
      this.#tell({ conversationId: this.conversationId, word: "unlisten" });
    };
  }

  onEnd(listener: (end: ConversationEnd) => void): () => void {
    if (this.#end !== null) listener(this.#end);
    else this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Audio goes to the instance that has the socket. */
  startAudio(): boolean {
    return false;
  }

  sinkOf(): AudioSink | undefined {
    return undefined;
  }

  refresh(): void {
    this.#tell({ conversationId: this.conversationId, word: "refresh" });
  }

  end(end: ConversationEnd): void {
    this.#tell({ conversationId: this.conversationId, word: "end", end });
    this.over(end);
  }

  /** Late activities came from its instance. */
  outbound(activities: readonly OutboundActivity[]): void {
    if (activities.length > 0) this.#outbound?.(activities);
  }

  over(end: ConversationEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    for (const listener of this.#endListeners) listener(end);
    this.#endListeners.clear();
  }

  async #ask(question: FarQuestion): Promise<FarAnswer> {
    const answer = await askFar(this.#link, this.#instance, question).catch((error: unknown) => {
      // The next request looks again for who has it.
      this.over({ reason: "its instance does not answer" });
      throw error;
    });
    if (answer.state === null) this.over({ reason: "the conversation is over" });
    else this.#state = answer.state;
    return answer;
  }

  #tell(word: FarWord): void {
    this.#link.tell(this.#instance, WORD, word);
  }
}
