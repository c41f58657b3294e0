/** One connection through a bad line. */
import { connect, type Socket } from "node:net";
import { createFrameFollower, goAwayFrame, resetFrame } from "./frames.ts";

export class LineConnection {
  readonly #caller: Socket;
  readonly #server: Socket;
  readonly #asked = createFrameFollower("client");
  readonly #answered = createFrameFollower("server");
  #isCut = false;
  #isSlow = false;
  #isMute = false;
  /** What is to be said to the caller as soon as no frame is cut in two by it. */
  #pending: Buffer[] = [];

  constructor(caller: Socket, target: string, onClosed: () => void) {
    const [host = "", port = ""] = target.split(":");
    this.#caller = caller;
    this.#server = connect({ host, port: Number(port), noDelay: true });
    caller.on("data", (chunk: Buffer) => {
      if (!this.#server.write(this.#asked.pass(chunk))) caller.pause();
    });
    this.#server.on("drain", () => {
      if (!this.#isSlow) caller.resume();
    });
    this.#server.on("data", (chunk: Buffer) => this.#hearServer(chunk));
    caller.on("drain", () => {
      if (!this.#isMute) this.#server.resume();
    });
    for (const socket of [caller, this.#server]) {
      socket.on("error", () => this.cut());
      socket.on("close", () => {
        this.cut();
        onClosed();
      });
    }
  }

  /** As the server sees it: host:port. */
  get peer(): string {
    return `${this.#server.localAddress}:${this.#server.localPort}`;
  }

  /** Breaks it without a word. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#caller.destroy();
    this.#server.destroy();
  }

  /** The caller reads that the server wants to be rid of the connection. */
  sendAway(errorCode: number): void {
    this.#say(goAwayFrame(errorCode));
  }

  /** The caller reads a reset of the newest stream; nothing more of that stream reaches it. */
  resetNewestStream(errorCode: number): void {
    const stream = this.#asked.newestStream();
    if (stream === 0) return;
    this.#say(resetFrame(stream, errorCode));
    this.#answered.mute(stream);
  }

  /** For a while the server takes nothing: what the caller sends piles up on its side. */
  stall(durationMs: number): void {
    if (this.#isSlow) return;
    this.#isSlow = true;
    this.#caller.pause();
    setTimeout(() => {
      this.#isSlow = false;
      if (!this.#isCut) this.#caller.resume();
    }, durationMs).unref();
  }

  /** What the server answers stays on its side until the returned function is called: a round trip of any length. */
  holdAnswers(): () => void {
    this.#isMute = true;
    this.#server.pause();
    return () => {
      this.#isMute = false;
      if (!this.#isCut) this.#server.resume();
    };
  }

  #hearServer(chunk: Buffer): void {
    this.#pass(this.#answered.pass(chunk));
    if (this.#pending.length === 0 || !this.#answered.isBetweenFrames()) return;
    const words = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pass(words);
  }

  #say(frame: Buffer): void {
    if (this.#answered.isBetweenFrames()) this.#pass(frame);
    else this.#pending.push(frame);
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0 && !this.#isCut && !this.#caller.write(bytes)) this.#server.pause();
  }
}
