/** What one application follows of its sessions' calls: the bot's metadata, and for those that join it the call's log. */
import type { Delivery } from "../../delivery/delivery.ts";
import type { CallStateSource, ShownCallState } from "../socketio/call-state.ts";
import { ownForm } from "../socketio/event-forms.ts";
import { FIELDS, NOTICES } from "./names.ts";
import type { ShownSession } from "./session.ts";

/** See createSuggestionFeed. */
export type FollowSuggestions = (
  callKey: string,
  listener: (value: { sequence: number }) => void,
  from?: number,
) => () => void;

export interface FeedsOptions {
  followSuggestions: FollowSuggestions;
  delivery: Pick<Delivery, "attach">;
  /** Tells who of the call's speakers says something. */
  watchView: CallStateSource["watch"];
  roomOf(callKey: string): string;
  /** Throws where the application reads too slowly, and cuts it off. */
  send(event: string, message: object): void;
  drop(): void;
}

export class Feeds {
  readonly #options: FeedsOptions;
  readonly #metadata = new Map<string, () => void>();
  readonly #logs = new Map<string, () => void>();

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** From the metadata after sequence `after`, also where it is followed already and `after` is given. */
  follow(session: ShownSession, after?: number): void {
    const { sessionId, call } = session;
    const known = this.#metadata.get(sessionId);
    if (call === null || (known !== undefined && after === undefined)) return;
    known?.();
    const { followSuggestions, send, drop } = this.#options;
    const deliver = (value: { sequence: number }) => {
      try {
        const { sequence } = value;
        send(NOTICES.metadata, {
          [FIELDS.sessionId]: sessionId,
          [FIELDS.sequence]: sequence,
          [FIELDS.metadata]: value,
        });
      } catch {
        // It was cut off, and names where to go on when it is back.
        drop();
      }
    };
    this.#metadata.set(sessionId, followSuggestions(call.callKey, deliver, after));
  }

  /** The call's log in Sidetone's form, words being spoken included. A session that is joined again is sent again. */
  join({ sessionId, call }: ShownSession, after: number): void {
    if (call === null) return;
    this.leaveLog(sessionId);
    const { delivery, watchView, roomOf, send, drop } = this.#options;
    let view: ShownCallState | null = null;
    const unwatch = watchView(call.callKey, (now) => {
      view = now;
    });
    const detach = delivery.attach({
      room: roomOf(call.callKey),
      after,
      send(inHand) {
        const [, message] = ownForm(inHand, view);
        send(NOTICES.event, { [FIELDS.sessionId]: sessionId, ...message });
      },
      onFailed: drop,
    });
    this.#logs.set(sessionId, () => {
      detach();
      unwatch();
    });
  }

  leaveLog(sessionId: string): void {
    this.#logs.get(sessionId)?.();
    this.#logs.delete(sessionId);
  }

  end(sessionId: string): void {
    this.leaveLog(sessionId);
    this.#metadata.get(sessionId)?.();
    this.#metadata.delete(sessionId);
  }

  close(): void {
    for (const sessionId of [...this.#metadata.keys(), ...this.#logs.keys()]) this.end(sessionId);
  }
}
