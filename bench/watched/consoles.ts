/**
 * A process that plays operators' consoles: each watches the list and one call, as a browser with a call's page beside
 * the list does. What arrives is counted as the bytes of Socket.IO's packets.
 */
import { io, type Socket } from "socket.io-client";
import type { CallMessage, CallsMessage, WatchReply } from "../../src/contract/feed.ts";
import { answerParent } from "../audio-path/child-calls.ts";
import type { OperatorEntrance } from "../audio-path/stage.ts";

export interface OpenConsoles {
  entrance: OperatorEntrance;
  consoles: number;
  /** False: the first message of each kind is taken and never acknowledged. */
  acknowledges: boolean;
}

/** What arrived at all consoles since the last time. */
export interface ConsoleReport {
  messages: number;
  bytes: number;
  rows: number;
  /** Lines of the watched calls' histories. */
  lines: number;
  /** Consoles that are connected. */
  connected: number;
}

const OPENING_DEADLINE_MS = 30_000;
/** A call's message has at most so many lines: with fewer, there are no more. */
const MOST_LINES = 200;
const sockets: Socket[] = [];
const counted = { messages: 0, bytes: 0, rows: 0, lines: 0 };

async function open({ entrance, consoles, acknowledges }: OpenConsoles): Promise<void> {
  // One after the other, as people do: consoles that are served in step would share each row.
  for (let index = 0; index < consoles; index += 1) await openOne(entrance, index, acknowledges);
}

/** Resolves once it has every live call and the whole history of its own; unacknowledged, the first part of each. */
function openOne({ url, token }: OperatorEntrance, index: number, acknowledges: boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("a console was not served in time")), OPENING_DEADLINE_MS);
  const socket = io(`${url}/operators`, {
    transports: ["websocket"],
    extraHeaders: { authorization: `Bearer ${token}` },
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  const ask = (event: string, request: object) =>
    socket.emit(event, request, (reply: WatchReply) => {
      if ("error" in reply) reject(new Error(`${event}: ${reply.error.message}`));
    });
  const known = new Set<string>();
  let watched: string | undefined;
  let hasList = false;
  let hasCall = false;
  const settle = () => {
    if (hasList && hasCall) resolve();
  };
  socket.on("connect", () => {
    socket.io.engine.on("packet", ({ type, data }: { type: string; data?: unknown }) => {
      if (type === "message" && typeof data === "string") counted.bytes += Buffer.byteLength(data);
    });
    ask("watch.calls", {});
  });
  socket.on("connect_error", reject);
  socket.on("calls", ({ changed, liveCount }: CallsMessage, acknowledge: () => void) => {
    counted.messages += 1;
    counted.rows += changed.length;
    for (const { callKey } of changed) known.add(callKey);
    if (watched === undefined) {
      watched = changed[index % Math.max(1, changed.length)]?.callKey;
      ask("watch.call", { callKey: watched, afterLine: 0 });
    }
    hasList ||= known.size >= liveCount || !acknowledges;
    settle();
    if (acknowledges) acknowledge();
  });
  socket.on("call", ({ lines }: CallMessage, acknowledge: () => void) => {
    counted.messages += 1;
    counted.lines += lines.length;
    hasCall ||= lines.length < MOST_LINES || !acknowledges;
    settle();
    if (acknowledges) acknowledge();
  });
  socket.on("instance", (_, acknowledge: () => void) => {
    counted.messages += 1;
    if (acknowledges) acknowledge();
  });
  return promise.finally(() => clearTimeout(timer));
}

function collect(): ConsoleReport {
  const report = { ...counted, connected: sockets.filter(({ connected }) => connected).length };
  Object.assign(counted, { messages: 0, bytes: 0, rows: 0, lines: 0 });
  return report;
}

answerParent({
  hello: () => true,
  open,
  collect,
  close(): void {
    for (const socket of sockets.splice(0)) socket.disconnect();
  },
});
