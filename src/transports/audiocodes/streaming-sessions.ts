/** All sockets of streaming mode: the newest of a conversation carries it, and all are closed together. */
import { CLOSE } from "./socket-port.ts";
import { StreamingSession, type StreamingSessionOptions } from "./streaming-session.ts";

export type StreamingSessionsOptions = Omit<StreamingSessionOptions, "onAttached" | "onClosed" | "onAudio">;

export class StreamingSessions {
  readonly #options: StreamingSessionsOptions;
  readonly #sessions = new Set<StreamingSession>();
  readonly #carriers = new Map<string, StreamingSession>();

  /** Since the start; streaming mode tells no send times, so nothing is known of gaps. */
  readonly audioTotals = { messages: 0, bytes: 0, gapMs: 0 };

  constructor(options: StreamingSessionsOptions) {
    this.#options = options;
  }

  /** Sockets open now. */
  count(): number {
    return this.#sessions.size;
  }

  /** Audio streams of participants open now. */
  openStreams(): number {
    let streams = 0;
    for (const session of this.#sessions) streams += session.openStreams;
    return streams;
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
      onAudio: (bytes) => {
        this.audioTotals.messages += 1;
        this.audioTotals.bytes += bytes;
      },
      onClosed: () => {
        this.#sessions.delete(session);
        if (carried !== undefined && this.#carriers.get(carried) === session) this.#carriers.delete(carried);
      },
    });
    this.#sessions.add(session);
    return session;
  }

  /** VoiceAI Connect reconnects with session.resume, to another process or to the next. */
  close(): void {
    for (const session of [...this.#sessions]) session.close(CLOSE.restart, "going away");
  }
}
