/** One connected desktop: the conversations it is in, the feed of each, and the life of its token. */
import type { Socket } from "socket.io";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { conversationIdOf, roomOf } from "../../delivery/room.ts";
import type { CallStateSource } from "./call-state.ts";
import { type CompanionOptions, startCompanionStreams } from "./companion-streams.ts";
import { DesktopPresence } from "./desktop-presence.ts";
import { type DesktopGrant, mayJoin, type VerifyToken, verifyGrant } from "./grant.ts";
import { type ErrorNotice, type NoticeCode, readJoin, readRenewal } from "./messages.ts";

/** setTimeout takes at most 2^31 - 1 ms; a longer token is looked at again then. */
const MAX_TIMER_MS = 2_147_483_647;

export interface DesktopSessionOptions {
  socket: Socket;
  grant: DesktopGrant;
  verifyToken: VerifyToken;
  verifyDeadlineMs: number;
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory;
  clock: Clock;
  logger: Logger;
  maxConversations: number;
  /** Conversations of other locations have rooms of their own. */
  homeLocation: string | undefined;
  companion: CompanionOptions;
  /** Counts the companion streams of all desktops. */
  companionTotal: { open: number };
  /** Messages that may wait for a slow desktop; beyond it the connection is dropped, and the log serves its return. */
  maxBufferedMessages: number;
  /** Called for every refusal, for the counters. */
  onNotice(code: NoticeCode): void;
  /** Counts a token that does not hold; resolves when it may be answered. */
  wrongToken(): Promise<unknown>;
}

interface JoinedConversation {
  callKey: string;
  readonly presence: DesktopPresence;
  /** The call's state as it was told last. */
  view: object | null;
  detach(): void;
  unsubscribe(): void;
}

export interface DesktopSession {
  /** The session's token was renewed elsewhere; its rights are the same. */
  extend(sessionId: string, expiresAtMs: number): void;
}

/** Wires the socket's events; everything held is released on disconnect. */
export function startDesktopSession(options: DesktopSessionOptions): DesktopSession {
  const { socket, delivery, calls, callState, clock, logger } = options;
  const joined = new Map<string, JoinedConversation>();
  let grant = options.grant;
  let expiryTimer: unknown = null;

  function notify(code: NoticeCode, message: string): void {
    options.onNotice(code);
    const notice: ErrorNotice = { code, message };
    socket.emit("error-notice", notice);
  }

  /**
   * Ends the connection below Socket.IO, which makes clients come back by themselves. The transport is closed and not
   * the connection, which would wait until a desktop that does not read has read all.
   */
  function dropConnection(): void {
    socket.conn.transport.close();
  }

  function send(event: string, ...args: unknown[]): void {
    if (bufferedMessages(socket) >= options.maxBufferedMessages) {
      dropConnection();
      throw new SidetoneError("LIMIT_EXCEEDED", "The desktop reads too slowly", { retryable: true });
    }
    socket.emit(event, ...args);
  }

  function sendCallState(room: string, view: object | null): void {
    if (view !== null) socket.emit("call-state", view, room);
  }

  function enter(room: string): JoinedConversation {
    const callKey = conversationIdOf(room);
    const conversation: JoinedConversation = {
      callKey,
      presence: new DesktopPresence(calls, callKey, socket.id),
      view: null,
      detach: () => {},
      unsubscribe: () => {},
    };
    joined.set(room, conversation);
    conversation.presence.announce();
    conversation.unsubscribe = callState.watch(callKey, (view) => {
      conversation.view = view;
      // The page may be here before its call: the first state change tells that there is one now.
      if (view !== null) conversation.presence.announce();
      sendCallState(room, view);
    });
    return conversation;
  }

  function join(room: string, after: number): void {
    const known = joined.get(room);
    if (known !== undefined) sendCallState(room, known.view);
    const conversation = known ?? enter(room);
    conversation.detach();
    conversation.detach = delivery.attach({
      room,
      after,
      send: (envelope) => send(envelope.data_type, envelope),
      onFailed: dropConnection,
    });
  }

  function leave(room: string): void {
    const conversation = joined.get(room);
    if (conversation === undefined) return;
    joined.delete(room);
    conversation.detach();
    conversation.unsubscribe();
    conversation.presence.withdraw();
  }

  function onJoin(...args: unknown[]): void {
    const read = readJoin(args, options.homeLocation);
    if (!read.ok) {
      read.ack(false, read.room);
      notify("PROTOCOL_VIOLATION", "join-conversation takes a conversation name and {after: a whole number}");
      return;
    }
    const { room, after, ack } = read.request;
    if (!mayJoin(grant, room, options.homeLocation)) {
      ack(false, room);
      notify("FORBIDDEN", "Your token does not cover this conversation");
      return;
    }
    if (!joined.has(room) && joined.size >= options.maxConversations) {
      ack(false, room);
      notify("LIMIT_EXCEEDED", `A desktop may be in ${options.maxConversations} conversations at once`);
      return;
    }
    ack(true, room);
    join(room, after);
  }

  function onLeave(...args: unknown[]): void {
    const read = readJoin(args, options.homeLocation);
    if (!read.ok) {
      read.ack(false, read.room);
      notify("PROTOCOL_VIOLATION", "leave-conversation takes a conversation name");
      return;
    }
    leave(read.request.room);
    read.request.ack(true, read.request.room);
  }

  const companion = startCompanionStreams({
    ...options.companion,
    total: options.companionTotal,
    socket,
    mayUse: (conversationName) =>
      mayJoin(grant, roomOf(conversationName, options.homeLocation), options.homeLocation),
    clock,
    logger,
  });

  async function onRenew(...args: unknown[]): Promise<void> {
    const { token, ack } = readRenewal(args);
    try {
      grant = await verifyGrant(options.verifyToken, token, options.verifyDeadlineMs, clock);
    } catch (caught) {
      options.onNotice("FORBIDDEN");
      await options.wrongToken();
      logger.info({ code: SidetoneError.from(caught).code }, "desktop's new token refused");
      ack(false);
      return;
    }
    if (!socket.connected) return;
    watchExpiry();
    ack(true);
    companion.recheck();
    for (const room of [...joined.keys()]) {
      if (mayJoin(grant, room, options.homeLocation)) continue;
      leave(room);
      notify("FORBIDDEN", "Your new token does not cover a conversation you were in");
    }
  }

  function watchExpiry(): void {
    clock.clearTimeout(expiryTimer);
    const leftMs = grant.expiresAtMs - clock.now();
    expiryTimer = clock.setTimeout(
      () => {
        if (leftMs > MAX_TIMER_MS) {
          watchExpiry();
          return;
        }
        notify("TOKEN_EXPIRED", "Your token has run out");
        // Not Socket.IO's own disconnect, after which clients stay away: one that has a newer token comes back with it.
        if (bufferedMessages(socket) === 0) socket.conn.close();
        else dropConnection();
      },
      Math.min(leftMs, MAX_TIMER_MS),
    );
  }

  socket.on("join-conversation", onJoin);
  socket.on("leave-conversation", onLeave);
  socket.on("renew-token", (...args: unknown[]) => void onRenew(...args));
  socket.on("disconnect", () => {
    clock.clearTimeout(expiryTimer);
    for (const room of [...joined.keys()]) leave(room);
  });
  watchExpiry();
  return {
    extend: (sessionId, expiresAtMs) => {
      if (grant.sessionId !== sessionId || expiresAtMs <= grant.expiresAtMs || !socket.connected) return;
      grant = { ...grant, expiresAtMs };
      watchExpiry();
    },
  };
}

/** Packets bun-engine holds back until the client polls again; its type keeps the buffer private. */
function bufferedMessages(socket: Socket): number {
  const conn: unknown = socket.conn;
  if (typeof conn !== "object" || conn === null || !("writeBuffer" in conn)) return 0;
  return Array.isArray(conn.writeBuffer) ? conn.writeBuffer.length : 0;
}
