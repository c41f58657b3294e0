/** The conversations of one desktop: for each the rest of the log, the call's state, and the desktop's presence. */
import type { Socket } from "socket.io";
import { conversationIdOf } from "../../assist/conversation.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { CallStateSource, ShownCallState } from "./call-state.ts";
import type { DesktopLine } from "./desktop-line.ts";
import { DesktopPresence } from "./desktop-presence.ts";
import { googleForm, onlookerForm, ownForm } from "./event-forms.ts";
import type { JoinRequest } from "./messages.ts";

interface JoinedConversation {
  /** The room that it hears: the one it asked for, or that of a later life of the same call. */
  readonly heard: string;
  readonly presence: Pick<DesktopPresence, "announce" | "withdraw">;
  /** The call's state as it was told last. */
  view: ShownCallState | null;
  detach(): void;
  unsubscribe(): void;
  /** Waits no more for the next life of a call that is over. */
  unfollow(): void;
}

type AskedFor = Pick<JoinRequest, "room" | "after" | "form" | "stays">;

export interface JoinedConversationsOptions {
  socket: Socket;
  line: DesktopLine;
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory;
  /** True for a supervisor's page: the call is not told of it, and suggestions come without what judging them needs. */
  isOnlooker?: boolean;
}

/** Of a page that the call does not count. */
const NO_PRESENCE = { announce() {}, withdraw() {} };

export class JoinedConversations {
  readonly #options: JoinedConversationsOptions;
  /** By the room that was asked for. */
  readonly #joined = new Map<string, JoinedConversation>();
  /** Those that are not joined yet, because it is being looked for which life that is, and how it ended. */
  readonly #asked = new Map<string, symbol>();

  constructor(options: JoinedConversationsOptions) {
    this.#options = options;
  }

  get rooms(): string[] {
    return [...new Set([...this.#joined.keys(), ...this.#asked.keys()])];
  }

  /** The room that is heard for one that was asked for; undefined for one that it is not in. */
  heardIn(room: string): string | undefined {
    return this.#joined.get(room)?.heard;
  }

  /**
   * Joins the newest life of the room's call, or stays with the one that it names. The place is taken at once: a leave that
   * follows is not overtaken.
   */
  async join(request: AskedFor): Promise<void> {
    const { room, stays } = request;
    const place = Symbol(room);
    this.#asked.set(room, place);
    const { calls, callState, line } = this.#options;
    const askedKey = conversationIdOf(room);
    const life = stays ? { callKey: askedKey, nextKey: null } : await calls.newestLife(askedKey);
    const ended = await callState.ended(life.callKey);
    if (this.#asked.get(room) !== place) return;
    // Before the events of its log, which begin with 1 again.
    if ("episode" in life && life.callKey !== askedKey)
      line.send("call-episode", { episode: life.episode, room });
    const conversation = this.#hear(
      request,
      room.slice(0, room.length - askedKey.length) + life.callKey,
      ended,
    );
    if (life.nextKey === null) return;
    // A page may be opened before the leg that begins the next life.
    conversation.unfollow = callState.watch(life.nextKey, (view) => {
      if (view !== null && this.#joined.get(room) === conversation) void this.join(request);
    });
  }

  /** Sends what the log of `heard` has after `after`. A room that is joined again is sent again. */
  #hear({ room, after, form }: AskedFor, heard: string, ended: ShownCallState | null): JoinedConversation {
    const { delivery, line, isOnlooker = false } = this.#options;
    const formOf = isOnlooker ? onlookerForm : ownForm;
    this.#asked.delete(room);
    if (this.#joined.get(room)?.heard !== heard) this.#exit(room);
    const known = this.#joined.get(room);
    if (known !== undefined) this.#sendCallState(room, known.view);
    const conversation = known ?? this.#enter(room, heard, ended);
    conversation.detach();
    conversation.detach = delivery.attach({
      room: heard,
      after,
      isOnlooker,
      send: (inHand) => {
        const [name, message] =
          form === "sidetone" ? formOf(inHand, conversation.view) : googleForm(room, inHand);
        line.send(name, message);
      },
      onFailed: line.drop,
    });
    return conversation;
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

  #enter(room: string, heard: string, ended: ShownCallState | null): JoinedConversation {
    const { calls, callState, socket, isOnlooker = false } = this.#options;
    const callKey = conversationIdOf(heard);
    const conversation: JoinedConversation = {
      heard,
      presence: isOnlooker ? NO_PRESENCE : new DesktopPresence(calls, callKey, socket.id),
      view: null,
      detach: () => {},
      unsubscribe: () => {},
      unfollow: () => {},
    };
    this.#joined.set(room, conversation);
    conversation.presence.announce();
    conversation.unsubscribe = callState.watch(callKey, (view) => {
      conversation.view = view ?? ended;
      // The page may be here before its call: the first state change tells that there is one now.
      if (view !== null) conversation.presence.announce();
      this.#sendCallState(room, conversation.view);
    });
    return conversation;
  }

  #sendCallState(room: string, view: ShownCallState | null): void {
    if (view !== null) this.#options.socket.emit("call-state", view, room);
  }
}
