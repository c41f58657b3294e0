/** What conversations need of other instances on the same Redis; plain data travels. */
export interface InstanceLink {
  readonly instanceId: string;
  lives(instance: string): Promise<boolean>;
  /** Rejects with DEADLINE_EXCEEDED, with UPSTREAM_UNAVAILABLE where that instance goes away meanwhile, or with the error that the other side threw. */
  ask(instance: string, topic: string, question: unknown, deadlineMs: number): Promise<unknown>;
  onAsk(topic: string, answer: (question: unknown, from: string) => Promise<unknown>): void;
  tell(instance: string, topic: string, message: unknown): void;
  on(topic: string, listener: (message: unknown) => void): void;
}

/** Which instance has a conversation. One whose instance is gone belongs to nobody. */
export interface ConversationPlaces {
  /** Returns who has it from now on: this instance, unless another one that lives has it already. */
  claim(conversationId: string): Promise<string>;
  find(conversationId: string): Promise<string | null>;
  /** Nobody has it any more, if this instance had it. */
  release(conversationId: string): Promise<void>;
  /** From now on the session is that conversation's, for every instance. */
  noteSession(session: string, conversationId: string): Promise<void>;
  /** The conversation of a session, also of one that is over; null if no instance noted it. */
  findSession(session: string): Promise<string | null>;
}

/** All that a carrier has to know of them. */
export interface OtherInstances {
  link: InstanceLink;
  places: ConversationPlaces;
  /**
   * Resolves once the owner of the call has heard what was sent to it from here, and what it ordered of this instance is here;
   * after some seconds anyway. Never rejects.
   */
  settled(callKey: string): Promise<void>;
  /**
   * `giveUp` is called after others took this instance for gone: it resolves with the keys of calls of which nothing is here
   * any more, as another instance has taken them up meanwhile. It never rejects.
   */
  onReturned(giveUp: () => Promise<readonly string[]>): void;
}
