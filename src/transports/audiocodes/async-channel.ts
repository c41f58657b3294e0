/** The async channel of chat mode (websocketURL): late activities to VoiceAI Connect, nothing in the other direction. */
import { encodeActivities } from "./bot-api-codec.ts";
import type { ConversationHandle } from "./conversation-port.ts";
import { CLOSE, type FrameSink } from "./socket-port.ts";

export class AsyncChannel {
  readonly #conversation: ConversationHandle;
  #undo: (() => void)[] = [];

  constructor(conversation: ConversationHandle) {
    this.#conversation = conversation;
  }

  opened(peer: FrameSink): void {
    const { conversationId } = this.#conversation;
    const unlisten = this.#conversation.onOutbound((activities) => {
      peer.send(JSON.stringify({ conversation: conversationId, activities: encodeActivities(activities) }));
    });
    this.#undo.push(unlisten);
    this.#undo.push(this.#conversation.onEnd(() => peer.close(CLOSE.normal, "the conversation is over")));
  }

  /** VoiceAI Connect posts its activities over HTTP; a frame here means nothing. */
  heard(): void {}

  closed(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
