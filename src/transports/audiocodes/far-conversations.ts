/**
 * The conversations of all instances: VoiceAI Connect's requests land anywhere, and each is heard by the instance that has
 * its conversation. One whose instance is gone is taken up here.
 */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { insist } from "../../base/insist.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { OutboundActivity } from "./activity.ts";
import type {
  AudiocodesConversations,
  BotFramework,
  ConversationEnd,
  ConversationHandle,
  ConversationOpening,
} from "./conversation-port.ts";
import type { Conversations, ConversationsOptions, OrphanedCall } from "./conversations.ts";
import {
  askFar,
  type ConversationState,
  type FarAnswer,
  FarConversation,
  type FarQuestion,
  type FarWord,
  isLeaving,
  QUESTION,
  WORD,
} from "./far-conversation.ts";
import type { ConversationPlaces, InstanceLink, OtherInstances } from "./instance-link.ts";

const OUTBOUND = "audiocodes.outbound";
const OVER = "audiocodes.over";
/** Shorter than a request of VoiceAI Connect may take. */
const LEAVING_MS = 5_000;
/** Conversations of other instances that are remembered here; beyond it the oldest is asked for again. */
const MAX_REMEMBERED = 10_000;

interface Outbound {
  conversationId: string;
  activities: readonly OutboundActivity[];
}

interface Over {
  conversationId: string;
  end: ConversationEnd;
}

export interface FarConversationsOptions {
  here: Conversations;
  /** The living call of that conversation id, whichever instance has it. */
  findOrphan(conversationId: string): Promise<OrphanedCall | null>;
  /** See ConversationsOptions. */
  findOpened: ConversationsOptions["findOpened"];
  link: InstanceLink;
  places: ConversationPlaces;
  settled: OtherInstances["settled"];
  onReturned: OtherInstances["onReturned"];
  clock: Clock;
}

export class FarConversations implements AudiocodesConversations {
  readonly sessions: ConversationPlaces;
  readonly #options: FarConversationsOptions;
  readonly #far = new Map<string, FarConversation>();
  /** What of conversations here goes to another instance, to be taken away. */
  readonly #forwarded = new Map<string, () => void>();
  readonly #watched = new WeakSet<ConversationHandle>();

  constructor(options: FarConversationsOptions) {
    this.#options = options;
    const { link, places } = options;
    this.sessions = places;
    options.onReturned(() => this.#giveUpTaken());
    link.onAsk(QUESTION, (question, from) => this.#answer(question as FarQuestion, from));
    link.on(WORD, (word) => this.#hear(word as FarWord));
    link.on(OUTBOUND, (message) => {
      const { conversationId, activities } = message as Outbound;
      this.#far.get(conversationId)?.outbound(activities);
    });
    link.on(OVER, (message) => {
      const { conversationId, end } = message as Over;
      this.#far.get(conversationId)?.over(end);
    });
  }

  async open(opening: ConversationOpening): Promise<ConversationHandle> {
    const { here, places, link } = this.#options;
    const { conversationId } = opening;
    if (!here.has(conversationId)) {
      const instance = await places.claim(conversationId);
      if (instance !== link.instanceId) {
        const known = await this.#farOf(conversationId, instance, opening.framework);
        if (known?.awaitsParticipants) return known;
        if (known !== undefined) throw new SidetoneError("CONFLICT", "this conversation exists already");
      }
    }
    try {
      return this.#watch(await here.open(opening));
    } catch (caught) {
      if (!here.has(conversationId)) await places.release(conversationId);
      throw caught;
    }
  }

  /** Only what this instance has: for its WebSockets. */
  get(conversationId: string, framework?: BotFramework): ConversationHandle | undefined {
    return this.#options.here.get(conversationId, framework);
  }

  find(conversationId: string, framework: BotFramework = "bot-api") {
    const { here } = this.#options;
    return here.has(conversationId)
      ? here.get(conversationId, framework)
      : this.#findInTime(conversationId, framework);
  }

  /** An instance that leaves has left its conversations some moments before it is known to be gone. */
  #findInTime(conversationId: string, framework: BotFramework): Promise<ConversationHandle | undefined> {
    const { here, clock } = this.#options;
    const find = () => this.#findElsewhere(conversationId, framework);
    const mayPass = (caught: unknown) => isLeaving(caught) && !here.isClosed;
    return insist(find, { clock, forMs: LEAVING_MS, mayPass });
  }

  async #findElsewhere(
    conversationId: string,
    framework: BotFramework,
  ): Promise<ConversationHandle | undefined> {
    const { here, places, link } = this.#options;
    const known = this.#far.get(conversationId);
    if (known?.isOpen && (await known.isReachable())) return known;
    const instance = await places.find(conversationId);
    if (instance !== null && instance !== link.instanceId) {
      try {
        return await this.#farOf(conversationId, instance, framework);
      } catch (caught) {
        if (await link.lives(instance)) throw caught;
      }
    }
    const left = await this.#findLeft(conversationId);
    if (left === null) return undefined;
    const claimed = await places.claim(conversationId);
    if (claimed !== link.instanceId) return this.#farOf(conversationId, claimed, framework);
    const resumed =
      "participants" in left
        ? here.resume(conversationId, framework, left)
        : here.reopen(conversationId, framework, left.ref);
    return resumed?.isOpen ? this.#watch(resumed) : undefined;
  }

  /** What an instance that is gone has left of a conversation: its call, or only that it was opened. */
  async #findLeft(conversationId: string): Promise<OrphanedCall | { ref: CallRef } | null> {
    const { findOrphan, findOpened } = this.#options;
    const orphan = await findOrphan(conversationId);
    if (orphan !== null) return orphan;
    const ref = await findOpened(conversationId);
    return ref === null ? null : { ref };
  }

  /**
   * Takes up the conversations of calls that this instance owns now, where nobody has them: their calls wait for VoiceAI
   * Connect's next request as long as any conversation does.
   */
  async takeUp(conversationIds: readonly string[]): Promise<void> {
    const { here, places, link } = this.#options;
    for (const conversationId of conversationIds) {
      if ((await places.claim(conversationId)) !== link.instanceId) continue;
      here.takeUp([conversationId]);
      const conversation = here.has(conversationId) ? here.get(conversationId) : undefined;
      if (conversation !== undefined) this.#watch(conversation);
      else await places.release(conversationId);
    }
  }

  /** What another instance has taken up meanwhile is its own: VoiceAI Connect's next request finds it there. */
  async #giveUpTaken(): Promise<string[]> {
    const { here, places, link } = this.#options;
    const giveUp = async (conversationId: string) => {
      const instance = await places.claim(conversationId).catch(() => link.instanceId);
      return instance === link.instanceId ? undefined : here.giveUp(conversationId);
    };
    const given = await Promise.all(here.ids().map(giveUp));
    return given.filter((callKey) => callKey !== undefined);
  }

  async #farOf(
    conversationId: string,
    instance: string,
    framework: BotFramework,
  ): Promise<FarConversation | undefined> {
    const { link } = this.#options;
    const { state } = await askFar(link, instance, { conversationId, ask: "state", framework });
    if (state === null) return undefined;
    const findAgain = () => this.#findInTime(conversationId, framework);
    const far = new FarConversation({ link, instance, state, findAgain });
    this.#far.set(conversationId, far);
    far.onEnd(() => {
      if (this.#far.get(conversationId) === far) this.#far.delete(conversationId);
    });
    const [oldest] = this.#far.keys();
    if (this.#far.size > MAX_REMEMBERED && oldest !== undefined) this.#far.delete(oldest);
    return far;
  }

  /** Its place is given up once its call has heard of its end: an instance that takes the call over before would take it up again. */
  #watch(conversation: ConversationHandle): ConversationHandle {
    if (this.#watched.has(conversation)) return conversation;
    this.#watched.add(conversation);
    const { conversationId, callKey } = conversation;
    conversation.onEnd(() => {
      this.#forwarded.delete(conversationId);
      void this.#giveUpPlace(conversationId, callKey);
    });
    return conversation;
  }

  /** Never rejects: a place that is not given up now is given up by its time to live. */
  async #giveUpPlace(conversationId: string, callKey: string): Promise<void> {
    const { here, places, settled } = this.#options;
    // Its call is told of the end within this turn.
    await Promise.resolve();
    await settled(callKey);
    if (!here.has(conversationId)) await places.release(conversationId).catch(() => {});
  }

  async #answer(question: FarQuestion, from: string): Promise<FarAnswer> {
    const { here } = this.#options;
    const { conversationId } = question;
    const framework = question.ask === "state" ? question.framework : undefined;
    const conversation = here.has(conversationId) ? here.get(conversationId, framework) : undefined;
    // It may live on: nobody is to take it for over.
    if (conversation === undefined && here.isClosed) throw leaving();
    if (conversation === undefined) return { state: null, activities: [] };
    let activities: readonly OutboundActivity[] = [];
    if (question.ask === "receive") activities = await conversation.receive(question.activities);
    if (question.ask === "listen") this.#forward(conversation, from);
    return { state: conversation.isOpen ? stateOf(conversation) : null, activities };
  }

  #forward(conversation: ConversationHandle, to: string): void {
    const { link } = this.#options;
    const { conversationId } = conversation;
    const unlisten = conversation.onOutbound((activities) =>
      link.tell(to, OUTBOUND, { conversationId, activities } satisfies Outbound),
    );
    const unwatch = conversation.onEnd((end) => link.tell(to, OVER, { conversationId, end } satisfies Over));
    this.#forwarded.set(conversationId, () => {
      unlisten();
      unwatch();
    });
  }

  #hear(word: FarWord): void {
    const { conversationId } = word;
    const { here } = this.#options;
    if (word.word === "unlisten") {
      this.#forwarded.get(conversationId)?.();
      this.#forwarded.delete(conversationId);
      return;
    }
    const conversation = here.has(conversationId) ? here.get(conversationId) : undefined;
    if (word.word === "refresh") conversation?.refresh();
    else conversation?.end(word.end);
  }
}

function leaving(): SidetoneError {
  return new SidetoneError("SHUTTING_DOWN", "the instance of this conversation is leaving", {
    retryable: true,
  });
}

function stateOf(conversation: ConversationHandle): ConversationState {
  const { conversationId, framework, callKey, expiresSeconds, awaitsParticipants, takesAudio } = conversation;
  return { conversationId, framework, callKey, expiresSeconds, awaitsParticipants, takesAudio };
}
