/** One rpc that recognises a stream of audio: encoded messages out in their order, decoded responses in, one status at the end. */
import type { ClientHttp2Stream } from "node:http2";
import { type Client, Metadata, type MethodDefinition, status } from "@grpc/grpc-js";
import { streamOf } from "../grpc/call-stream.ts";
import { messageIn } from "../grpc/message-frame.ts";
import type { GrpcFailure } from "./errors.ts";

/** Nothing is heard after `ended`. */
export interface RecognitionCallListener {
  /** A response as it came. True: it need not be decoded. May throw for what is no response. */
  message(bytes: Buffer): boolean;
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
 * The library opens the call, sends its first message, and ends it. All other messages go to the HTTP/2 stream below, as soon
 * as there is one: on their way through the library they would cost more than all else that is done with them here. Until then
 * a call takes the next message only when it has let go of the last one.
 */
export class RecognitionCall {
  readonly #call: Call;
  readonly #method: MethodDefinition<object, object>;
  readonly #listener: RecognitionCallListener;
  readonly #sent = { callback: () => this.#onSent() };
  readonly #onWritten = () => this.#written();
  #stream: ClientHttp2Stream | undefined;
  /** Messages that the stream has not let go of. */
  #unwritten = 0;
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

  /** The first message. */
  open(request: object): void {
    this.#send(this.#method.requestSerialize(request));
  }

  /** A message behind its flag and length. False: wait for `writable`, though it is taken. Ignored after `halfClose` and once the call is over. */
  write(frame: Buffer): boolean {
    if (this.#isOver || this.#isHalfClosing) return false;
    if (this.#isSending) this.#waiting.push(frame);
    else this.#sendDirectly(frame);
    if (this.#waiting.length + this.#unwritten < HIGH_WATER_MESSAGES) return true;
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

  /** What the library was given went to the stream before: it lets go of a message once that is so. */
  #sendDirectly(frame: Buffer): void {
    this.#stream ??= streamOf(this.#call);
    if (this.#stream === undefined) {
      this.#send(messageIn(frame));
      return;
    }
    this.#unwritten += 1;
    this.#stream.write(frame, this.#onWritten);
  }

  /** Called also where it failed; the call's status tells of that. */
  #written(): void {
    this.#unwritten -= 1;
    if (this.#unwritten === 0) this.#goOn();
  }

  #send(message: Buffer): void {
    this.#isSending = true;
    this.#call.sendMessageWithContext(this.#sent, message);
  }

  #onSent(): void {
    this.#isSending = false;
    if (this.#isOver) return;
    while (!this.#isSending && this.#waiting.length > 0) this.#sendDirectly(this.#waiting.shift() as Buffer);
    if (this.#isSending) return;
    if (this.#isHalfClosing) this.#call.halfClose();
    if (this.#unwritten === 0) this.#goOn();
  }

  #goOn(): void {
    if (!this.#isPauseAsked || this.#isOver) return;
    this.#isPauseAsked = false;
    this.#listener.writable();
  }

  #onMessage(message: Buffer): void {
    if (this.#isOver) return;
    let response: object | undefined;
    try {
      response = this.#listener.message(message) ? undefined : this.#method.responseDeserialize(message);
    } catch {
      // Unreadable messages are ignored; `ended` reports the break.
      this.#call.cancelWithStatus(status.INTERNAL, "a response could not be decoded");
      return;
    }
    if (response !== undefined) this.#listener.response(response);
    if (!this.#isOver) this.#call.startRead();
  }

  #onStatus(outcome: GrpcFailure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#listener.ended(outcome);
  }
}
