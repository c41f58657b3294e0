/** One conversation with VoiceAI Connect: handles its activities once and in order, and sends Sidetone's. */
import type { AudioSink } from "../../audio/sink.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { InboundActivity, OutboundActivity } from "./activity.ts";
import { AnswerMemory } from "./answer-memory.ts";
import { CallSide, type Wish } from "./call-side.ts";
import type { KnownParticipant } from "./cast.ts";
import type { ConversationParts } from "./conversation-parts.ts";
import type {
  BotFramework,
  ConversationEnd,
  ConversationHandle,
  ConversationOpening,
} from "./conversation-port.ts";
import { type OutboundListener, Outbox } from "./outbox.ts";
import type { SpeakerNames } from "./participants.ts";
import { SeenIds } from "./seen-ids.ts";

/** A repeat comes within seconds; this many activities reach back a minute of two people talking. */
const REMEMBERED_IDS = 600;

export class Conversation implements ConversationHandle {
  readonly conversationId: string;
  readonly ref: CallRef;
  readonly #parts: ConversationParts;
  #framework: BotFramework;
  readonly #call: CallSide;
  readonly #outbox = new Outbox();
  readonly #seen = new SeenIds(REMEMBERED_IDS);
  readonly #answers = new AnswerMemory();
  readonly #endListeners = new Set<(end: ConversationEnd) => void>();
  #end: ConversationEnd | undefined;
  /** Its end, stored. */
  #noted: Promise<void> = Promise.resolve();
  #lastHeardMs: number;

  /** `ref`: the life of its id that it is. */
  constructor(parts: ConversationParts, opening: ConversationOpening, ref: CallRef) {
    const { conversationId, framework, audio } = opening;
    this.conversationId = conversationId;
    this.#framework = framework;
    this.ref = ref;
    this.#parts = parts;
    this.#lastHeardMs = parts.clock.now();
    this.#call = new CallSide({
      parts,
      ref: this.ref,
      framework,
      audio,
      want: (wish) => this.#want(wish),
    });
  }

  get framework(): BotFramework {
    return this.#framework;
  }

  /** One that a former process began: its framework shows with the first request. */
  adopt(framework: BotFramework): void {
    this.#framework = framework;
  }

  get callKey(): string {
    return this.ref.callKey;
  }

  get expiresSeconds(): number {
    return this.#parts.settings.expiresSeconds;
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** True from the first word about it: there is a call. */
  get hasBegun(): boolean {
    return this.#call.hasBegun;
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Takes up a call that lives already. */
  resume(participants: readonly KnownParticipant[]): void {
    this.#call.resume(participants);
  }

  async receive(activities: readonly InboundActivity[]): Promise<readonly OutboundActivity[]> {
    if (!this.isOpen) return [];
    this.refresh();
    const postId = activities[0]?.activityId;
    const earlier = this.#answers.find(postId);
    const answer = await this.#outbox.collect(async () => {
      for (const activity of activities) this.#hearOnce(activity);
      const isTaken = await this.#call.delivered();
      if (!isTaken) this.#cannotServe("start", new SidetoneError("LIMIT_EXCEEDED", "too many calls"));
    });
    // Once VoiceAI Connect has its answer, no process may go on with a conversation that is over.
    await this.#noted;
    this.#answers.note(postId, answer);
    return [...earlier, ...answer];
  }

  onOutbound(listener: OutboundListener): () => void {
    return this.#outbox.listen(listener);
  }

  onEnd(listener: (end: ConversationEnd) => void): () => void {
    if (this.#end !== undefined) listener(this.#end);
    else this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  get awaitsParticipants(): boolean {
    return this.#call.awaitsParticipants;
  }

  get takesAudio(): boolean {
    return this.#call.takesAudio;
  }

  sinkOf(names: SpeakerNames): AudioSink | undefined {
    return this.#call.sinkOf(names);
  }

  startAudio(names: SpeakerNames): boolean {
    return this.isOpen && this.#call.startAudio(names);
  }

  refresh(): void {
    this.#lastHeardMs = this.#parts.clock.now();
  }

  end(end: ConversationEnd): void {
    if (!this.#finish(end)) return;
    const { directory } = this.#parts;
    // The same id may come again before the last words are in. One that never began is not to be opened again, either.
    this.#noted = directory.finish(this.callKey);
    if (!this.hasBegun) return;
    void directory.sendTo(this.callKey, { type: "call.end", reason: endReasonOf(end) });
  }

  /** The call is over already, or lives on without this process. */
  leave(end: ConversationEnd): void {
    this.#finish(end);
    this.#parts.desk.detach(this.callKey);
  }

  #hearOnce(activity: InboundActivity): void {
    const { count } = this.#parts;
    if (!this.isOpen) return;
    count("activities");
    const { activityId } = activity;
    if (activityId !== undefined && this.#seen.isRepeat(activityId)) {
      count("repeats");
      return;
    }
    try {
      this.#hear(activity);
    } catch (error) {
      // One activity that cannot be served must not silence those that follow it.
      this.#cannotServe(activity.kind, error);
    }
  }

  #cannotServe(kind: InboundActivity["kind"], error: unknown): void {
    const { count, logger } = this.#parts;
    count("failures");
    logger.error({ callKey: this.callKey, kind, err: error }, "activity could not be served");
    if (kind === "start") this.#want({ kind: "hangup", reason: "the call could not be taken" });
  }

  #hear(activity: InboundActivity): void {
    const { count } = this.#parts;
    switch (activity.kind) {
      case "start":
        this.#call.announce(activity);
        break;
      case "agentConnected":
        this.#call.hearPresence(activity);
        break;
      case "text":
        this.#call.hearText(activity);
        break;
      case "hypothesis":
        this.#call.hearHypothesis(activity);
        break;
      case "end":
        this.end(activity);
        break;
      case "speech":
      case "dtmf":
      case "notice":
        count("notices");
        break;
      case "unknown":
        count("unknownActivities");
        break;
      case "malformed":
        count("malformedActivities");
        if (activity.isPresence) this.#call.missPresence();
        break;
    }
  }

  #want(wish: Wish): void {
    if (!this.isOpen) return;
    const head = { id: crypto.randomUUID(), timestampMs: this.#parts.clock.now() };
    this.#outbox.push({ ...head, ...wish });
  }

  /** False if it was over already. */
  #finish(end: ConversationEnd): boolean {
    if (this.#end !== undefined) return false;
    this.#end = end;
    this.#call.close();
    for (const listener of this.#endListeners) listener(end);
    this.#endListeners.clear();
    for (let lost = this.#outbox.dropped; lost > 0; lost -= 1) this.#parts.count("metadataDropped");
    this.#outbox.close();
    return true;
  }
}

/** A code is kept; free text of the other side is not. */
function endReasonOf({ reasonCode }: ConversationEnd): string {
  return reasonCode !== undefined && /^[a-z-]{1,40}$/.test(reasonCode)
    ? reasonCode
    : "the conversation ended";
}
