/** Which conversation a framework's session is: only its first request names VoiceAI Connect's own id. */
import { SidetoneError } from "../../../base/errors.ts";
import type { InboundActivity, StartActivity } from "../../../transports/audiocodes/activity.ts";
import type {
  AudiocodesConversations,
  BotFramework,
  ConversationHandle,
} from "../../../transports/audiocodes/conversation-port.ts";
import { startedWith } from "../../../transports/audiocodes/start-details.ts";

/** What a request says about its conversation. */
export interface SessionRequest {
  /** The framework's name of the conversation, the same in each request. */
  sessionId: string;
  vaigConversationId?: string;
  activity: InboundActivity;
  /** Comes with an activity that is none itself. */
  start?: StartActivity;
}

export interface FoundSession {
  conversation: ConversationHandle;
  activities: readonly InboundActivity[];
}

export interface FrameworkSessions {
  /**
   * The request's conversation, which a start opens, and what it is to hear: the start too while nobody is known to take
   * part. Rejects with NOT_FOUND for any other activity of an unknown session, and as AudiocodesConversations.open does.
   */
  find(request: SessionRequest): Promise<FoundSession>;
}

/** Sessions are remembered until their conversation is over; other instances look them up. */
export function createFrameworkSessions(
  framework: BotFramework,
  conversations: AudiocodesConversations,
): FrameworkSessions {
  const bySession = new Map<string, ConversationHandle>();

  function remember(sessionId: string, conversation: ConversationHandle): void {
    bySession.set(sessionId, conversation);
    conversation.onEnd(() => {
      if (bySession.get(sessionId) === conversation) bySession.delete(sessionId);
    });
  }

  async function conversationOf(request: SessionRequest): Promise<ConversationHandle> {
    const { sessionId, vaigConversationId, activity, start } = request;
    const known = bySession.get(sessionId);
    if (known !== undefined) return known;
    const { sessions } = conversations;
    const session = `${framework} ${sessionId}`;
    const conversationId = vaigConversationId ?? sessionId;
    const named = vaigConversationId ?? (await sessions?.findSession(session)) ?? sessionId;
    // After a restart the call lives on: its conversation is found by its id alone.
    const resumed = await conversations.find(named, framework);
    if (resumed !== undefined) {
      if (resumed.framework !== framework) {
        throw new SidetoneError("CONFLICT", "This conversation is held in another framework");
      }
      remember(sessionId, resumed);
      return resumed;
    }
    if (activity.kind !== "start" && (start === undefined || activity.kind === "end")) {
      throw new SidetoneError("NOT_FOUND", "No conversation of this session has begun, or it is over");
    }
    const conversation = await conversations.open({ conversationId, framework });
    if (conversationId !== sessionId) await sessions?.noteSession(session, conversationId);
    remember(sessionId, conversation);
    return conversation;
  }

  return {
    async find(request) {
      const conversation = await conversationOf(request);
      const { start, activity } = request;
      const brings = start !== undefined && conversation.awaitsParticipants;
      return { conversation, activities: brings ? startedWith(start, activity) : [activity] };
    },
  };
}
