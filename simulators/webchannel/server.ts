/**
 * A stand-in for a WebChannel server (protocol version 8): sessions, numbered arrays, pieces with their length. It shares no
 * code with Sidetone's client: a codec for both would agree with itself about a misreading.
 */
import { randomUUID } from "node:crypto";
import { parseStrictJson } from "../strict-json.ts";
import { type ChannelState, createChannelState } from "./channel-state.ts";

export interface WebChannelServerOptions {
  /** What the service behind the channel answers to a message; each element becomes an array of the channel. */
  answer(message: unknown, session: { messages: readonly unknown[] }): unknown[] | Promise<unknown[]>;
}

export interface WebChannelServer {
  /** http://127.0.0.1:port */
  baseUrl: string;
  /** Every request's path, in order. */
  paths: string[];
  /** Authorization headers seen, in order; empty if there was none. */
  authorizations: string[];
  /** Messages of all sessions, in order. */
  messages: unknown[];
  openSessions(): number;
  terminated(): number;
  /** The next requests of this kind are answered with this status. */
  failNext(kind: "handshake" | "post" | "back", status: number, times?: number): void;
  /** Ends every open way back, as the real server does from time to time. */
  cutWaysBack(): void;
  /** Says something on every open session. */
  say(array: unknown[]): void;
  /** Sends the pieces in chunks of so many bytes. */
  setChunkBytes(bytes: number): void;
  close(): Promise<void>;
}

export function startWebChannelServer(options: WebChannelServerOptions): WebChannelServer {
  const sessions = new Map<string, ChannelState>();
  const failures = { handshake: [] as number[], post: [] as number[], back: [] as number[] };
  const paths: string[] = [];
  const authorizations: string[] = [];
  const messages: unknown[] = [];
  let terminated = 0;
  let chunkBytes = Number.POSITIVE_INFINITY;

  function begin(): Response {
    const sid = randomUUID();
    const gsessionid = randomUUID();
    sessions.set(sid, createChannelState(gsessionid));
    const piece = JSON.stringify([[0, ["c", sid, "", 8, 14, 30_000]]]);
    return new Response(`${piece.length}\n${piece}`, { headers: { "x-http-session-id": gsessionid } });
  }

  async function receive(session: ChannelState, form: URLSearchParams): Promise<Response> {
    const count = Number(form.get("count"));
    const offset = Number(form.get("ofs"));
    if (offset !== session.messages.length) return new Response("bad offset", { status: 400 });
    for (let index = 0; index < count; index += 1) {
      const text = form.get(`req${index}___data__`);
      if (text === null) return new Response("missing message", { status: 400 });
      const message = parseStrictJson(text);
      session.messages.push(message);
      messages.push(message);
      for (const array of await options.answer(message, session)) session.say([array]);
    }
    const status = JSON.stringify([1, 0, 7]);
    return new Response(`${status.length}\n${status}`);
  }

  async function serve(request: Request): Promise<Response> {
    const { pathname, searchParams: query } = new URL(request.url);
    paths.push(pathname);
    authorizations.push(request.headers.get("authorization") ?? "");
    if (query.get("VER") !== "8") return new Response("bad version", { status: 400 });
    const isPost = request.method === "POST";
    const kind = query.get("MODE") === "init" ? "handshake" : isPost ? "post" : "back";
    const status = failures[kind].shift();
    if (status !== undefined) return new Response("failed", { status });
    if (kind === "handshake") return begin();
    const sid = query.get("SID") ?? "";
    const session = sessions.get(sid);
    if (session === undefined || query.get("gsessionid") !== session.gsessionid) {
      return new Response("Unknown SID", { status: 400 });
    }
    if (query.get("TYPE") === "terminate") {
      sessions.delete(sid);
      terminated += 1;
      session.end();
      return new Response("");
    }
    if (isPost) return await receive(session, new URLSearchParams(await request.text()));
    return new Response(session.open(Number(query.get("AID")), chunkBytes));
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: serve });
  return {
    baseUrl: `http://127.0.0.1:${server.port}`,
    paths,
    authorizations,
    messages,
    openSessions: () => sessions.size,
    terminated: () => terminated,
    failNext: (kind, status, times = 1) => void failures[kind].push(...Array<number>(times).fill(status)),
    cutWaysBack: () => {
      for (const session of sessions.values()) session.end();
    },
    say: (array) => {
      for (const session of sessions.values()) session.say(array);
    },
    setChunkBytes: (bytes) => {
      chunkBytes = bytes;
    },
    close: () => server.stop(true),
  };
}
