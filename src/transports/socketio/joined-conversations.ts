/** The conversations of one desktop: for each the rest of the log, the call's state, and the desktop's presence. */
import type { Socket } from "socket.io";
import { conversationIdOf } from "../../assist/conversation.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { CallStateSource } from "./call-state.ts";
import type { DesktopLine } from "./desktop-line.ts";
import { DesktopPresence } from "./desktop-presence.ts";
import { googleForm, ownForm } from "./event-forms.ts";
import type { JoinRequest } from "./messages.ts";

interface JoinedConversation {
  readonly presence: DesktopPresence;
  /** The call's state as it was told last. */
  view: object | null;
  detach(): void;
  unsubscribe(): void;
}

export interface JoinedConversationsOptions {
  socket: Socket;
  line: DesktopLine;
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory;
}

export class JoinedConversations {
  readonly #options: JoinedConversationsOptions;
  readonly #joined = new Map<string, JoinedConversation>();

  constructor(options: JoinedConversationsOptions) {
    this.#options = options;
  }

  get rooms(): string[] {
    return [...this.#joined.keys()];
  }

  /** Sends what the log has after `after`. A room that is joined again is sent again. */
  join({ room, after, form }: Pick<JoinRequest, "room" | "after" | "form">): void {
    const { delivery, line } = this.#options;
    const known = this.#joined.get(room);
    if (known !== undefined) this.#sendCallState(room, known.view);
    const conversation = known ?? this.#enter(room);
    conversation.detach();
    conversation.detach = delivery.attach({
      room,
      after,
      send: (inHand) => {
        const [name, message] = form === "sidetone" ? ownForm(inHand) : googleForm(room, inHand);
        line.send(name, message);
      },
      onFailed: line.drop,
    });
  }

  leave(room: string): void {
    const conversation = this.#joined.get(room);
    if (conversation === undefined) return;
    this.#joined.delete(room);
    conversation.detach();
    conversation.unsubscribe();
    conversation.presence.withdraw();
  }

  #enter(room: string): JoinedConversation {
    const { calls, callState, socket } = this.#options;
    const callKey = conversationIdOf(room);
    const conversation: JoinedConversation = {
      presence: new DesktopPresence(calls, callKey, socket.id),
      view: null,
      detach: () => {},
      unsubscribe: () => {},
    };
    this.#joined.set(room, conversation);
    conversation.presence.announce();
    conversation.unsubscribe = callState.watch(callKey, (view) => {
      conversation.view = view;
      // The page may be here before its call: the first state change tells that there is one now.
      if (view !== null) conversation.presence.announce();
      this.#sendCallState(room, view);
    });
    return conversation;
  }

  #sendCallState(room: string, view: object | null): void {
    if (view !== null) this.#options.socket.emit("call-state", view, room);
  }
}
