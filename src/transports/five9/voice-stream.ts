/** One StreamingVoice RPC seen from the server, with an end that happens once, from either side. */
import { type ServerDuplexStream, status } from "@grpc/grpc-js";
import type { Clock } from "../../base/clock.ts";
import { GrpcError } from "../grpc/grpc-error.ts";
import { encodeStatus } from "./codec.ts";
import type { RequestReader } from "./request-reader.ts";
import { SERVER_STATUS, type ServerStatusCode } from "./status-code.ts";
import type { WireRequest, WireResponse } from "./voice-proto.ts";

/**
 * How long a half-close may still turn out to be the first half of a cancel. It is waited for in several turns: a process that
 * was held up reads what came meanwhile between two of them.
 */
const CANCEL_GRACE_TURNS = 4;
const CANCEL_GRACE_TURN_MS = 50;

export type Five9Call = ServerDuplexStream<WireRequest, WireResponse>;

/** Who hears the stream. Nothing is heard after the end, and `gone` or `halfClosed` at most once. */
export interface VoiceStreamListener {
  message(wire: WireRequest): void;
  /** The client has said all it will say; what came before has been heard. */
  halfClosed(): void;
  /** The client cancelled or the connection broke. */
  gone(): void;
}

export interface VoiceStreamOptions {
  call: Five9Call;
  requests: Pick<RequestReader, "start" | "pause" | "resume">;
  clock: Clock;
  /** Called once, when either side has ended the stream. */
  onEnded: () => void;
}

export class VoiceStream {
  readonly #call: Five9Call;
  readonly #requests: VoiceStreamOptions["requests"];
  readonly #onEnded: () => void;
  readonly #clock: Clock;
  #listener: VoiceStreamListener | undefined;
  #endTimer: unknown;
  #ended = false;
  #hasStarted = false;
  #isLetGo = false;
  #parked: (WireRequest | "halfClosed")[] | undefined;

  constructor({ call, requests, clock, onEnded }: VoiceStreamOptions) {
    this.#call = call;
    this.#requests = requests;
    this.#clock = clock;
    this.#onEnded = onEnded;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Begins to hear. Called again, it hands the stream to another listener. */
  listen(listener: VoiceStreamListener): void {
    const first = this.#listener === undefined;
    this.#listener = listener;
    if (!first) return;
    const call = this.#call;
    // grpc-js emits "cancelled" after a normal end as well; #left guards against that.
    call.on("cancelled", () => this.#left());
    call.on("error", () => this.#left());
    call.on("close", () => this.#left());
    this.#requests.start({
      message: (wire) => {
        if (this.#parked !== undefined) this.#parked.push(wire);
        else if (!this.#ended) this.#listener?.message(wire);
      },
      ended: () => this.#waitForCancel(),
      failed: (error) => call.emit("error", error),
    });
  }

  /** Says that audio may come (1001), once. */
  start(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.send(SERVER_STATUS.startStreaming);
  }

  /** The client was asked to go: its half-close counts at once, without a wait for a cancel. */
  letGo(): void {
    this.#isLetGo = true;
  }

  send(code: ServerStatusCode, message = ""): void {
    if (!this.#ended) this.#call.write(encodeStatus(code, message));
  }

  /** Says why, then ends the RPC with OK: the way the contract ends a stream in order. */
  endWith(code: ServerStatusCode, message: string): void {
    this.send(code, message);
    this.end();
  }

  /** Ends the RPC with OK and no word. */
  end(): void {
    if (!this.#markEnded()) return;
    this.#call.end();
    this.#discardRest();
  }

  /** Ends the RPC with a gRPC error, for a stream that never became a leg. */
  refuse(code: "INVALID_ARGUMENT" | "UNAUTHENTICATED", details: string): void {
    if (!this.#markEnded()) return;
    this.#call.emit("error", new GrpcError(status[code], details));
    this.#discardRest();
  }

  /** Stops reading: what the client sends waits in HTTP/2 flow control. */
  pause(): void {
    this.#requests.pause();
  }

  resume(): void {
    this.#requests.resume();
  }

  /** Says that audio may come, so that its speaker is not deaf, and reads no more of it; what was read waits for `unpark`. */
  park(): void {
    this.start();
    this.#parked = [];
    this.pause();
  }

  unpark(): void {
    const parked = this.#parked ?? [];
    this.#parked = undefined;
    for (const heard of parked) {
      if (this.#ended) return;
      if (heard === "halfClosed") this.#listener?.halfClosed();
      else this.#listener?.message(heard);
    }
    this.resume();
  }

  /** Node clients cancel by ending and then resetting, and Bun reports a broken connection as an end at first. */
  #waitForCancel(turns = CANCEL_GRACE_TURNS): void {
    if (this.#ended) return;
    if (this.#isLetGo) {
      this.#hearHalfClose();
      return;
    }
    this.#endTimer = this.#clock.setTimeout(() => {
      if (turns > 1) this.#waitForCancel(turns - 1);
      else this.#hearHalfClose();
    }, CANCEL_GRACE_TURN_MS);
  }

  #hearHalfClose(): void {
    if (this.#parked !== undefined) this.#parked.push("halfClosed");
    else if (!this.#ended) this.#listener?.halfClosed();
  }

  #left(): void {
    if (this.#ended) return;
    this.#listener?.gone();
    this.#markEnded();
  }

  #markEnded(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#clock.clearTimeout(this.#endTimer);
    this.#onEnded();
    return true;
  }

  /** Unread audio would keep the HTTP/2 stream half open. */
  #discardRest(): void {
    this.#requests.resume();
  }
}
