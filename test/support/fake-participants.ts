/** A Participants and Conversations server for tests, made from Google's own protos: scripted by bytes, observable. */
import { Server, ServerCredentials, type ServerDuplexStream, status } from "@grpc/grpc-js";
import { loadServices } from "../../simulators/agent-assist/protos.ts";

interface WireRequest {
  config?: {
    participant: string;
    voiceSessionConfig?: { inputAudioEncoding: string; inputAudioSampleRateHertz: number };
  };
  input?: { audio?: Buffer };
}

type WireCall = ServerDuplexStream<WireRequest, object>;

/** One stream as the server saw it. Scripts drive it; tests read what arrived. */
export class FakeStream {
  readonly #call: WireCall;
  readonly #chunks: Buffer[] = [];
  config: WireRequest["config"];
  messages = 0;
  bytes = 0;
  isHalfClosed = false;
  isCancelled = false;
  isOver = false;
  /** Called after each message. */
  onAudio: (stream: FakeStream) => void = () => {};
  /** What the server does after a half-close; by default it ends in good order. */
  onHalfClose: (stream: FakeStream) => void = (stream) => stream.end();

  constructor(call: WireCall) {
    this.#call = call;
    call.on("data", (request: WireRequest) => {
      if (request.config != null) this.config = request.config;
      const audio = request.input?.audio;
      if (audio == null) return;
      this.messages += 1;
      this.bytes += audio.length;
      this.#chunks.push(Buffer.from(audio));
      this.onAudio(this);
    });
    call.on("end", () => {
      // A client's reset shows as an end first and as a cancellation in a later turn.
      setTimeout(() => {
        if (this.isOver || this.isCancelled) return;
        this.isHalfClosed = true;
        this.onHalfClose(this);
      }, 10);
    });
    call.on("cancelled", () => {
      if (!this.isOver) this.isCancelled = true;
    });
    call.on("error", () => {});
  }

  get audio(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** A transcript that ends `endMs` into this stream's audio. */
  say(endMs: number, options: { isFinal: boolean; transcript?: string }): void {
    const speechEndOffset = { seconds: Math.floor(endMs / 1000), nanos: Math.round((endMs % 1000) * 1e6) };
    this.#write({ messageType: "TRANSCRIPT", transcript: "words", ...options, speechEndOffset });
  }

  final(endMs: number): void {
    this.say(endMs, { isFinal: true });
  }

  /** What was made of the words of a final. */
  answer(humanAgentSuggestionResults: object[] = []): void {
    if (!this.isOver && !this.isCancelled) {
      this.#call.write({ analyzeContentResponse: { message: {}, humanAgentSuggestionResults } });
    }
  }

  fail(code: number, details: string): void {
    this.isOver = true;
    this.#call.emit("error", { code, details });
  }

  end(): void {
    this.isOver = true;
    this.#call.end();
  }

  /** Stops taking audio, so that the client's window fills. */
  stopReading(): void {
    this.#call.pause();
  }

  #write(recognitionResult: object): void {
    if (!this.isOver && !this.isCancelled) this.#call.write({ recognitionResult });
  }
}

type Unary = (
  call: { request: Record<string, unknown> },
  callback: (error: object | null, value?: object) => void,
) => void;

/** Listens on a free port of 127.0.0.1. Streams are scripted by `onStream`; unary answers may be replaced. */
export class FakeParticipants {
  readonly streams: FakeStream[] = [];
  readonly participants: { name: string; role: string; obfuscatedExternalUserId: string }[] = [];
  readonly conversations = new Map<string, string>();
  readonly calls: string[] = [];
  onStream: (stream: FakeStream, index: number) => void = () => {};
  /** Looked at before each unary call: return a status to fail it. */
  failNext: (method: string) => { code: number; details: string } | undefined = () => undefined;
  readonly #server = new Server();
  port = 0;

  static async start(): Promise<FakeParticipants> {
    const fake = new FakeParticipants();
    await fake.#listen();
    return fake;
  }

  get endpoint(): string {
    return `127.0.0.1:${this.port}`;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  async #listen(): Promise<void> {
    this.#server.addService(loadServices().participants, {
      bidiStreamingAnalyzeContent: (call: WireCall) => {
        const stream = new FakeStream(call);
        this.streams.push(stream);
        this.onStream(stream, this.streams.length - 1);
      },
      listParticipants: this.#unary("listParticipants", () => ({ participants: this.participants })),
      createParticipant: this.#unary("createParticipant", (request) => {
        const participant = {
          ...(request.participant as { role: string; obfuscatedExternalUserId: string }),
          name: `${request.parent}/participants/p${this.participants.length + 1}`,
        };
        this.participants.push(participant);
        return participant;
      }),
    });
    this.#server.addService(loadServices().conversations, {
      createConversation: this.#unary("createConversation", (request) => {
        const name = `${request.parent}/conversations/${request.conversationId}`;
        if (this.conversations.has(name)) throw { code: status.ALREADY_EXISTS, details: "exists" };
        this.conversations.set(name, "IN_PROGRESS");
        return { name, lifecycleState: "IN_PROGRESS" };
      }),
      getConversation: this.#unary("getConversation", (request) => ({
        name: request.name,
        lifecycleState: this.conversations.get(String(request.name)),
      })),
      completeConversation: this.#unary("completeConversation", (request) => {
        const name = String(request.name);
        if (this.conversations.get(name) === "COMPLETED") {
          throw { code: status.FAILED_PRECONDITION, details: "Conversation has completed." };
        }
        this.conversations.set(name, "COMPLETED");
        return { name, lifecycleState: "COMPLETED" };
      }),
    });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
    this.port = await promise;
  }

  #unary(method: string, answer: (request: Record<string, unknown>) => object): Unary {
    return (call, callback) => {
      this.calls.push(method);
      const failure = this.failNext(method);
      if (failure !== undefined) return callback(failure);
      try {
        callback(null, answer(call.request));
      } catch (refusal) {
        callback(refusal as object);
      }
    };
  }
}

/** Waits for a condition that network events bring about; fails after `deadlineMs`. */
export async function until(condition: () => boolean, what: string, deadlineMs = 120_000): Promise<void> {
  const endsAt = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > endsAt) throw new Error(`not in time: ${what}`);
    await Bun.sleep(1);
  }
}
