/** The three requests of a WebChannel session (protocol version 8), each within a deadline. */
import { SidetoneError } from "../../base/errors.ts";
import { readPiece } from "./frames.ts";

/** Headers that authenticate one request; may reject with UPSTREAM_UNAVAILABLE. */
export type ChannelCredentials = (signal: AbortSignal) => Promise<Headers>;

export interface ChannelSession {
  sid: string;
  /** Routes the session's requests to the server that holds it. */
  gsessionid: string;
}

export interface ChannelEndpoint {
  /** Ends in /channel. */
  url: string;
  credentials: ChannelCredentials;
}

/** Marks the form fields' content for the server. */
const POST_HEADERS = {
  "content-type": "application/x-www-form-urlencoded",
  "x-webchannel-content-type": "application/json",
};
const MAX_HANDSHAKE_CHARACTERS = 16_384;

/** Begins a session: `count=0`, answered with `[[0,["c",SID,...]]]` and the session's id in a header. */
export async function handshake(
  endpoint: ChannelEndpoint,
  rid: number,
  signal: AbortSignal,
): Promise<ChannelSession> {
  const query = { VER: "8", MODE: "init", RID: String(rid), "X-HTTP-Session-Id": "gsessionid" };
  const response = await request(endpoint, { query, body: "count=0", signal });
  const text = (await response.text()).slice(0, MAX_HANDSHAKE_CHARACTERS);
  const piece = text.slice(text.indexOf("["));
  const session = readPiece(piece.trim()).find((frame) => frame.kind === "session");
  if (session?.kind !== "session" || session.sid === "") {
    throw new SidetoneError("PROTOCOL_VIOLATION", "The channel's handshake names no session");
  }
  return { sid: session.sid, gsessionid: response.headers.get("x-http-session-id") || session.sid };
}

export interface PostedMessages {
  rid: number;
  /** Messages posted before in this session. */
  offset: number;
  /** Last array received. */
  acknowledged: number;
  messages: readonly unknown[];
}

export async function postMessages(
  endpoint: ChannelEndpoint,
  session: ChannelSession,
  { rid, offset, acknowledged, messages }: PostedMessages,
  signal: AbortSignal,
): Promise<void> {
  const form = new URLSearchParams({ count: String(messages.length), ofs: String(offset) });
  for (const [index, message] of messages.entries())
    form.set(`req${index}___data__`, JSON.stringify(message));
  const query = { ...sessionQuery(session), RID: String(rid), AID: String(acknowledged) };
  const response = await request(endpoint, { query, body: form.toString(), signal });
  await response.body?.cancel();
}

/** Opens the way back: a response that lasts as long as the server has something to send. */
export async function openBackchannel(
  endpoint: ChannelEndpoint,
  session: ChannelSession,
  acknowledged: number,
  signal: AbortSignal,
): Promise<Response> {
  const query = { ...sessionQuery(session), RID: "rpc", AID: String(acknowledged), CI: "0", TYPE: "xmlhttp" };
  return await request(endpoint, { query, signal });
}

/** Tells the server that the listener has left. */
export async function terminate(
  endpoint: ChannelEndpoint,
  session: ChannelSession,
  rid: number,
  signal: AbortSignal,
): Promise<void> {
  const query = { ...sessionQuery(session), RID: String(rid), TYPE: "terminate" };
  const response = await request(endpoint, { query, body: "count=0", signal });
  await response.body?.cancel();
}

function sessionQuery({ sid, gsessionid }: ChannelSession): Record<string, string> {
  return { VER: "8", SID: sid, gsessionid };
}

interface RequestParts {
  query: Record<string, string>;
  /** Present for a POST. */
  body?: string;
  signal: AbortSignal;
}

async function request({ url, credentials }: ChannelEndpoint, parts: RequestParts): Promise<Response> {
  const { query, body, signal } = parts;
  const headers = await credentials(signal);
  if (body !== undefined) for (const [name, value] of Object.entries(POST_HEADERS)) headers.set(name, value);
  const response = await fetch(`${url}?${new URLSearchParams(query)}`, {
    method: body === undefined ? "GET" : "POST",
    headers,
    signal,
    redirect: "error",
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok) return response;
  await response.body?.cancel();
  const message = `The channel's server answered ${response.status}`;
  const isGone = response.status === 400 || response.status === 404 || response.status === 410;
  if (isGone) throw new SidetoneError("NOT_FOUND", message);
  const retryable = response.status >= 500 || response.status === 429;
  throw new SidetoneError(retryable ? "UPSTREAM_UNAVAILABLE" : "UPSTREAM_REFUSED", message, { retryable });
}
