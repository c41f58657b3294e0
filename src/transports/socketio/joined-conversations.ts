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
  /** The room that it hears: the one it asked for, or that of a later life of the same call. */
  readonly heard: string;
  readonly presence: DesktopPresence;
  /** The call's state as it was told last. */
  view: object | null;
  detach(): void;
  unsubscribe(): void;
  /** Waits no more for the next life of a call that is over. */
  unfollow(): void;
}

type AskedFor = Pick<JoinRequest, "room" | "after" | "form">;

export interface JoinedConversationsOptions {
  socket: Socket;
  line: DesktopLine;
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory;
}

export class JoinedConversations {
  readonly #options: JoinedConversationsOptions;
  /** By the room that was asked for. */
  readonly #joined = new Map<string, JoinedConversation>();
  /** Those that are not joined yet, because their newest life is being looked for. */
  readonly #asked = new Map<string, symbol>();

  constructor(options: JoinedConversationsOptions) {
    this.#options = options;
  }

  get rooms(): string[] {
    return [...new Set([...this.#joined.keys(), ...this.#asked.keys()])];
  }

  /** Joins the newest life of the room's call. The place is taken at once: a leave that follows is not overtaken. */
  async joinNewest(request: AskedFor): Promise<void> {
    const { room } = request;
    const place = Symbol(room);
    this.#asked.set(room, place);
    const { calls, callState, line } = this.#options;
    const askedKey = conversationIdOf(room);
    const { callKey, episode, nextKey } = await calls.newestLife(askedKey);
    if (this.#asked.get(room) !== place) return;
    // Before the events of its log, which begin with 1 again.
    if (callKey !== askedKey) line.send("call-episode", { episode, room });
    this.join(request, room.slice(0, room.length - askedKey.length) + callKey);
    const conversation = this.#joined.get(room);
    if (conversation === undefined || nextKey === null) return;
    // A page may be opened before the leg that begins the next life.
    conversation.unfollow = callState.watch(nextKey, (view) => {
      if (view !== null && this.#joined.get(room) === conversation) void this.joinNewest(request);
    });
  }

  /** Sends what the log of `heard` has after `after`. A room that is joined again is sent again. */
  join({ room, after, form }: AskedFor, heard: string): void {
    const { delivery, line } = this.#options;
    this.#asked.delete(room);
    if (this.#joined.get(room)?.heard !== heard) this.#exit(room);
    const known = this.#joined.get(room);
    if (known !== undefined) this.#sendCallState(room, known.view);
    const conversation = known ?? this.#enter(room, heard);
    conversation.detach();
    conversation.detach = delivery.attach({
      room: heard,
      after,
      send: (inHand) => {
        const [name, message] = form === "sidetone" ? ownForm(inHand) : googleForm(room, inHand);
        line.send(name, message);
      },
      onFailed: line.drop,
    });
  }

  leave(room: string): void {
    this.#asked.delete(room);
    this.#exit(room);
  }

  #exit(room: string): void {
    const conversation = this.#joined.get(room);
    if (conversation === undefined) return;
    this.#joined.delete(room);
    conversation.detach();
    conversation.unsubscribe();
    conversation.unfollow();
    conversation.presence.withdraw();
  }

  #enter(room: string, heard: string): JoinedConversation {
    const { calls, callState, socket } = this.#options;
    const callKey = conversationIdOf(heard);
    const conversation: JoinedConversation = {
      heard,
      presence: new DesktopPresence(calls, callKey, socket.id),
      view: null,
      detach: () => {},
      unsubscribe: () => {},
      unfollow: () => {},
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
