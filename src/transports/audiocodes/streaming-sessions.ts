/** All sockets of streaming mode: the newest of a conversation carries it, and all are closed together. */
import { CLOSE } from "./socket-port.ts";
import { StreamingSession, type StreamingSessionOptions } from "./streaming-session.ts";

export type StreamingSessionsOptions = Omit<StreamingSessionOptions, "onAttached" | "onClosed">;

export class StreamingSessions {
  readonly #options: StreamingSessionsOptions;
  readonly #sessions = new Set<StreamingSession>();
  readonly #carriers = new Map<string, StreamingSession>();

  constructor(options: StreamingSessionsOptions) {
    this.#options = options;
  }

  /** Sockets open now. */
  count(): number {
    return this.#sessions.size;
  }

  /** For a socket that is being opened. */
  take(): StreamingSession {
    let carried: string | undefined;
    const session: StreamingSession = new StreamingSession({
      ...this.#options,
      onAttached: (conversationId) => {
        carried = conversationId;
        const older = this.#carriers.get(conversationId);
        this.#carriers.set(conversationId, session);
        if (older !== session) older?.close(CLOSE.normal, "another socket carries the conversation");
      },
      onClosed: () => {
        this.#sessions.delete(session);
        if (carried !== undefined && this.#carriers.get(carried) === session) this.#carriers.delete(carried);
      },
    });
    this.#sessions.add(session);
    return session;
  }

  /** VoiceAI Connect comes back with session.resume, to another process or to the next. */
  close(): void {
    for (const session of [...this.#sessions]) session.close(CLOSE.restart, "going away");
  }
}
