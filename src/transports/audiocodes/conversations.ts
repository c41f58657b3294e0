/** All conversations with VoiceAI Connect on this process: opened, found, taken up after a restart, expired. */
import { SidetoneError } from "../../base/errors.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { audiocodesCallRef, isConversationId } from "./call-key.ts";
import type { KnownParticipant } from "./cast.ts";
import { Conversation } from "./conversation.ts";
import type { ConversationParts } from "./conversation-parts.ts";
import type {
  AudiocodesConversations,
  BotFramework,
  ConversationHandle,
  ConversationOpening,
} from "./conversation-port.ts";

/** A conversation that came later than promised is still heard; RASA's channel waits as long. */
const EXPIRY_TOLERANCE = 1.5;
const SWEEPS_PER_EXPIRY = 4;
/** VoiceAI Connect refreshes a conversation here, so silence means that it is gone. Elsewhere silence is only silence. */
const REFRESHED: ReadonlySet<BotFramework> = new Set(["bot-api", "bot-api-streaming"]);
/** How long an ended one is remembered while its call hears its last words. */
const ENDED_MEMORY_MS = 300_000;

/** A restored call whose conversation ended with the former process. */
export interface OrphanedCall {
  ref: CallRef;
  /** Its open or last known legs, by participant. */
  participants: readonly (KnownParticipant & { isText: boolean })[];
}

export interface ConversationsOptions extends ConversationParts {
  maxConversations: number;
  /** The living call of that conversation id, as a former process left it. */
  findOrphan(conversationId: string): OrphanedCall | null;
  /**
   * The call-to-be of a conversation that was opened, also by a process that is gone, and of which nothing else came; null if
   * that is not known. Rejects with what storage says.
   */
  findOpened(conversationId: string): Promise<CallRef | null>;
}

export class Conversations implements AudiocodesConversations {
  readonly #options: ConversationsOptions;
  readonly #byId = new Map<string, Conversation>();
  readonly #byCallKey = new Map<string, Conversation>();
  /** Taken up and not requested yet: the first request shows its framework. */
  readonly #unclaimed = new WeakSet<Conversation>();
  #isAccepting = true;
  #isClosed = false;
  #timer: unknown = null;

  constructor(options: ConversationsOptions) {
    this.#options = options;
    this.#armSweep();
  }

  /** Open conversations. */
  count(): number {
    let open = 0;
    for (const conversation of this.#byId.values()) open += conversation.isOpen ? 1 : 0;
    return open;
  }

  async open(opening: ConversationOpening): Promise<ConversationHandle> {
    const { conversationId } = opening;
    if (!isConversationId(conversationId)) {
      throw new SidetoneError(
        "PROTOCOL_VIOLATION",
        "a conversation id has 1 to 200 characters, none of them a control character",
      );
    }
    this.#requireOpenDoor();
    // The id may be used again after its end, also while the call of before still hears its last words.
    const ref = await this.#options.directory.present(audiocodesCallRef(conversationId));
    const known = this.#byId.get(conversationId) ?? this.#takeUp(conversationId, opening.framework);
    if (known?.isOpen && !known.hasBegun) return known;
    if (known?.isOpen || known?.callKey === ref.callKey) {
      this.#options.count("conversationsRefused");
      throw new SidetoneError("CONFLICT", "this conversation exists already");
    }
    this.#requireRoom();
    this.#options.count("conversationsOpened");
    return this.#add(opening, ref);
  }

  get(conversationId: string, framework: BotFramework = "bot-api"): ConversationHandle | undefined {
    if (this.#isClosed) {
      throw new SidetoneError("SHUTTING_DOWN", "this instance is going away", { retryable: true });
    }
    const known = this.#byId.get(conversationId) ?? this.#takeUp(conversationId, framework);
    if (known !== undefined && this.#unclaimed.delete(known)) known.adopt(framework);
    return known?.isOpen ? known : undefined;
  }

  /** This process has all there are. */
  find(
    conversationId: string,
    framework?: BotFramework,
  ): ConversationHandle | Promise<ConversationHandle | undefined> {
    return this.get(conversationId, framework) ?? this.#findOpened(conversationId, framework);
  }

  /**
   * Goes on with one that a process which is gone had opened and heard nothing more of: `ref` is its call-to-be. Throws
   * LIMIT_EXCEEDED and SHUTTING_DOWN (503), as `open` does.
   */
  reopen(
    conversationId: string,
    framework: BotFramework = "bot-api",
    ref: CallRef,
  ): ConversationHandle | undefined {
    // Another request may have been here before.
    if (this.#byId.has(conversationId)) return this.get(conversationId, framework);
    this.#requireOpenDoor();
    this.#requireRoom();
    this.#options.count("conversationsResumed");
    return this.#add({ conversationId, framework }, ref);
  }

  /** Its conversations are left to others. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether it is open here; takes none up. */
  has(conversationId: string): boolean {
    return this.#byId.get(conversationId)?.isOpen === true;
  }

  /**
   * Takes up the conversations of restored calls, so that these wait for VoiceAI Connect's next request as long as any
   * conversation does: VoiceAI Connect does not know of the restart, and sends nothing during silence.
   */
  takeUp(conversationIds: readonly string[]): void {
    for (const conversationId of conversationIds) {
      const conversation = this.#byId.has(conversationId)
        ? undefined
        : this.#takeUp(conversationId, "bot-api");
      if (conversation !== undefined) this.#unclaimed.add(conversation);
    }
  }

  /** To be called when a call has ended for any reason. */
  callEnded(callKey: string): void {
    const conversation = this.#byCallKey.get(callKey);
    if (conversation === undefined) return;
    conversation.leave({ reason: "the call is over" });
    this.#forget(conversation);
  }

  /** Ids of those that are open. */
  ids(): string[] {
    return [...this.#byId.values()].flatMap((one) => (one.isOpen ? [one.conversationId] : []));
  }

  /** Another instance has it, and its call lives on without this one. Returns the call's key. */
  giveUp(conversationId: string): string | undefined {
    const conversation = this.#byId.get(conversationId);
    if (conversation === undefined) return undefined;
    conversation.leave({ reason: "another instance has this conversation" });
    this.#forget(conversation);
    return conversation.callKey;
  }

  /** Takes nothing new from now on; running conversations continue. */
  stopAccepting(): void {
    this.#isAccepting = false;
  }

  /** Leaves the calls alone: the next process takes them up. */
  close(): void {
    this.#isAccepting = false;
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
    for (const conversation of [...this.#byId.values()]) {
      conversation.leave({ reason: "this instance is going away" });
      this.#forget(conversation);
    }
  }

  async #findOpened(
    conversationId: string,
    framework: BotFramework | undefined,
  ): Promise<ConversationHandle | undefined> {
    if (!isConversationId(conversationId)) return undefined;
    const ref = await this.#options.findOpened(conversationId);
    return ref === null ? undefined : this.reopen(conversationId, framework, ref);
  }

  #requireOpenDoor(): void {
    if (this.#isAccepting) return;
    throw new SidetoneError("SHUTTING_DOWN", "this instance takes no new conversations", { retryable: true });
  }

  /** For one more conversation. */
  #requireRoom(): void {
    if (this.#byId.size < this.#options.maxConversations) return;
    this.#options.count("conversationsRefused");
    throw new SidetoneError("LIMIT_EXCEEDED", "too many conversations", { retryable: true });
  }

  #add(opening: ConversationOpening, ref: CallRef): Conversation {
    const conversation = new Conversation(this.#options, opening, ref);
    this.#byId.set(conversation.conversationId, conversation);
    this.#byCallKey.set(conversation.callKey, conversation);
    conversation.onEnd(() => {
      this.#options.count("conversationsEnded");
      // Without a call there is no event of its end.
      if (!conversation.hasBegun) this.#forget(conversation);
    });
    return conversation;
  }

  /** The same for one whose call another instance may have. */
  resume(conversationId: string, framework: BotFramework, orphan: OrphanedCall): Conversation | undefined {
    return this.#byId.get(conversationId) ?? this.#takeUp(conversationId, framework, orphan);
  }

  /** VoiceAI Connect continues a conversation of a former process: its call was restored and waits. */
  #takeUp(
    conversationId: string,
    framework: BotFramework,
    orphan = isConversationId(conversationId) ? this.#options.findOrphan(conversationId) : null,
  ): Conversation | undefined {
    if (orphan === null || orphan.participants.length === 0) return undefined;
    const known: KnownParticipant[] = orphan.participants.filter(({ isText }) => isText);
    if (known.length === 0) return undefined;
    this.#options.count("conversationsResumed");
    const conversation = this.#add({ conversationId, framework }, orphan.ref);
    conversation.resume(known);
    return conversation;
  }

  #forget(conversation: Conversation): void {
    const { conversationId, callKey } = conversation;
    if (this.#byId.get(conversationId) === conversation) this.#byId.delete(conversationId);
    if (this.#byCallKey.get(callKey) === conversation) this.#byCallKey.delete(callKey);
  }

  #sweep(): void {
    const { clock, settings, count, logger } = this.#options;
    const nowMs = clock.now();
    for (const conversation of this.#byId.values()) {
      const idleMs = nowMs - conversation.lastHeardMs;
      const expiryMs = REFRESHED.has(conversation.framework)
        ? settings.expiresSeconds * 1000 * EXPIRY_TOLERANCE
        : settings.silenceLimitMs;
      if (conversation.isOpen && idleMs > expiryMs) {
        count("conversationsExpired");
        logger.warn({ callKey: conversation.callKey, idleMs }, "conversation expired");
        conversation.end({ reason: "expired", reasonCode: "expired" });
      } else if (!conversation.isOpen && idleMs > expiryMs + ENDED_MEMORY_MS) {
        this.#forget(conversation);
      }
    }
  }

  #armSweep(): void {
    const { clock, settings } = this.#options;
    this.#timer = clock.setTimeout(
      () => {
        this.#sweep();
        this.#armSweep();
      },
      (settings.expiresSeconds * 1000) / SWEEPS_PER_EXPIRY,
    );
  }
}
