/** One request of Bun's server as the pair of Node objects that the Engine.IO library works on. */
import { EventEmitter } from "node:events";

/** What the library reads of a request. It sets further fields on it for its own use. */
export class EngineRequest extends EventEmitter {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly connection: { remoteAddress: string; encrypted: boolean };
  /** The original. */
  readonly request: Request;
  readonly #unwatch: () => void;

  constructor(request: Request, remoteAddress: string) {
    super();
    const { pathname, search, protocol } = new URL(request.url);
    this.request = request;
    this.method = request.method;
    this.url = `${pathname}${search}`;
    this.headers = Object.fromEntries(request.headers);
    this.connection = { remoteAddress, encrypted: protocol === "https:" };
    const onAbort = () => this.emit("close");
    request.signal.addEventListener("abort", onAbort);
    this.#unwatch = () => request.signal.removeEventListener("abort", onAbort);
  }

  /** The body is text already. */
  setEncoding(): void {}

  /** The library gives the request up. */
  destroy(): void {
    this.answered();
    this.emit("close");
  }

  /** Nobody has to hear any more that the client went away. */
  answered(): void {
    this.#unwatch();
  }

  /** Hands over the whole body. */
  feed(body: string | Buffer): void {
    this.emit("data", body);
    this.emit("end");
  }
}

/** What the library writes an answer to, and the answer. */
export class EngineResponse extends EventEmitter {
  statusCode = 200;
  readonly answer: Promise<Response>;
  readonly #headers = new Headers();
  readonly #resolve: (response: Response) => void;

  constructor() {
    super();
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.answer = promise;
    this.#resolve = resolve;
  }

  writeHead(status: number, headers: Record<string, string | number> = {}): this {
    this.statusCode = status;
    // The length is Bun's to say.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== "content-length") this.setHeader(name, String(value));
    return this;
  }

  setHeader(name: string, value: string | readonly string[]): void {
    if (name.toLowerCase() !== "content-length") this.#headers.set(name, String(value));
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name) ?? undefined;
  }

  end(body?: string | Uint8Array<ArrayBuffer>): void {
    this.#resolve(new Response(body ?? null, { status: this.statusCode, headers: this.#headers }));
  }
}
