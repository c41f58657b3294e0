/** A WebSocket that carries JSON objects as text frames. */
import { asObject } from "../../src/base/json.ts";
import { parseStrictJson } from "../strict-json.ts";
import { DEFAULT_DEADLINE_MS } from "./link.ts";

export interface JsonSocketOptions {
  url: string;
  token?: string;
  deadlineMs?: number;
  onMessage(message: Record<string, unknown>): void;
  onProblem(problem: string): void;
  onClose?(code: number): void;
}

export interface JsonSocket {
  send(message: object): void;
  /** Closes from this side; `onClose` is not called for it. */
  close(): void;
  readonly isOpen: boolean;
}

/** Resolves once the socket is open; rejects when the upgrade is refused or too slow. */
export function openJsonSocket(options: JsonSocketOptions): Promise<JsonSocket> {
  const headers: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  // Bun's WebSocket takes headers; the type of the web platform knows of sub-protocols only.
  const socket = new WebSocket(options.url, { headers } as unknown as string[]);
  let isOurs = false;
  const handle: JsonSocket = {
    send: (message) => socket.send(JSON.stringify(message)),
    close() {
      isOurs = true;
      socket.close(1000);
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      handle.close();
      reject(new Error("the socket did not open in time"));
    }, options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    let isOpened = false;
    socket.addEventListener("open", () => {
      isOpened = true;
      clearTimeout(late);
      resolve(handle);
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return options.onProblem("a binary frame came");
      const message = parse(data);
      if (message === undefined) options.onProblem("a frame is not a JSON object");
      else options.onMessage(message);
    });
    socket.addEventListener("close", ({ code }) => {
      clearTimeout(late);
      if (!isOpened) reject(new Error(`the socket was refused (${code})`));
      else if (!isOurs) options.onClose?.(code);
    });
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(parseStrictJson(text));
  } catch {
    // The caller reports what is not JSON.
    return undefined;
  }
}
