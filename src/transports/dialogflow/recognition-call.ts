/** One rpc that recognises a stream of audio: encoded messages out in their order, decoded responses in, one status at the end. */
import { type Client, Metadata, type MethodDefinition, status } from "@grpc/grpc-js";
import type { GrpcFailure } from "./errors.ts";

/** Nothing is heard after `ended`. */
export interface RecognitionCallListener {
  response(response: object): void;
  /** `write` returned false, and all it was given has gone out since. */
  writable(): void;
  /** Once, last: the server's status, or why the connection is gone. Code 0 is an orderly end by the server. */
  ended(outcome: GrpcFailure): void;
}

/** Messages that may wait here before `write` asks for a pause; of a joined piece each, more than a second of audio. */
const HIGH_WATER_MESSAGES = 16;

type Call = ReturnType<ReturnType<Client["getChannel"]>["createCall"]>;

/**
 * The library's call without the stream object around it, which costs more than what it does here: a message is made
 * for each tick of each leg. A call takes the next message only when it has let go of the last one.
 */
export class RecognitionCall {
  readonly #call: Call;
  readonly #method: MethodDefinition<object, object>;
  readonly #listener: RecognitionCallListener;
  readonly #sent = { callback: () => this.#onSent() };
  #waiting: Buffer[] = [];
  #isSending = false;
  #isPauseAsked = false;
  #isHalfClosing = false;
  #isOver = false;

  /** On a client whose connection is ready. `deadlineAtMs` is a time of day. */
  constructor(
    client: Client,
    method: MethodDefinition<object, object>,
    deadlineAtMs: number,
    listener: RecognitionCallListener,
  ) {
    this.#method = method;
    this.#listener = listener;
    this.#call = client.getChannel().createCall(method.path, deadlineAtMs, null, null, null);
    this.#call.start(new Metadata(), {
      onReceiveMetadata: () => {},
      onReceiveMessage: (message: Buffer) => this.#onMessage(message),
      onReceiveStatus: ({ code, details }) => this.#onStatus({ code, message: details }),
    });
    this.#call.startRead();
  }

  /** Any request; `write` is for those that are encoded already. */
  send(request: object): boolean {
    return this.write(this.#method.requestSerialize(request));
  }

  /** False: wait for `writable`, though this message is taken. Ignored after `halfClose` and once the call is over. */
  write(message: Buffer): boolean {
    if (this.#isOver || this.#isHalfClosing) return false;
    if (this.#isSending) this.#waiting.push(message);
    else this.#send(message);
    if (this.#waiting.length < HIGH_WATER_MESSAGES) return true;
    this.#isPauseAsked = true;
    return false;
  }

  /** No message follows those written so far. */
  halfClose(): void {
    if (this.#isOver || this.#isHalfClosing) return;
    this.#isHalfClosing = true;
    if (!this.#isSending) this.#call.halfClose();
  }

  /** Ends the rpc at once; `ended` follows with CANCELLED. */
  cancel(): void {
    this.#waiting = [];
    this.#call.cancelWithStatus(status.CANCELLED, "cancelled by Sidetone");
  }

  #send(message: Buffer): void {
    this.#isSending = true;
    this.#call.sendMessageWithContext(this.#sent, message);
  }

  #onSent(): void {
    this.#isSending = false;
    if (this.#isOver) return;
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#send(next);
      return;
    }
    if (this.#isHalfClosing) this.#call.halfClose();
    if (!this.#isPauseAsked) return;
    this.#isPauseAsked = false;
    this.#listener.writable();
  }

  #onMessage(message: Buffer): void {
    if (this.#isOver) return;
    let response: object;
    try {
      response = this.#method.responseDeserialize(message);
    } catch {
      // Unreadable messages are ignored; `ended` reports the break.
      this.#call.cancelWithStatus(status.INTERNAL, "a response could not be decoded");
      return;
    }
    this.#listener.response(response);
    if (!this.#isOver) this.#call.startRead();
  }

  #onStatus(outcome: GrpcFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#listener.ended(outcome);
  }
}
