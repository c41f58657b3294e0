/** One connected desktop: the conversations it is in, the feed of each, and the life of its token. */
import type { Socket } from "socket.io";
import { roomOf } from "../../assist/conversation.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { CallStateSource } from "./call-state.ts";
import { type CompanionOptions, startCompanionStreams } from "./companion-streams.ts";
import { createDesktopLine } from "./desktop-line.ts";
import { watchExpiry } from "./expiry-watch.ts";
import { type DesktopGrant, mayJoin, type VerifyToken, verifyGrant } from "./grant.ts";
import { JoinedConversations } from "./joined-conversations.ts";
import { type ErrorNotice, type NoticeCode, readJoin, readRenewal } from "./messages.ts";
import { type UsesOfDesktop, usesOf } from "./used-suggestions.ts";

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
  /** Conversations of other locations have separate rooms. */
  homeLocation: string | undefined;
  companion: CompanionOptions;
  /** Counts the companion streams of all desktops. */
  companionTotal: { open: number };
  /** Messages that may wait for a slow desktop; beyond it the connection is dropped, and the log serves its return. */
  maxBufferedMessages: number;
  /** Called for every refusal, for the counters. */
  onNotice(code: NoticeCode): void;
  /** To the other desktops. */
  tellUse(room: string, used: UsedSuggestion): void;
  /** Counts a token that does not hold; resolves when it may be answered. */
  wrongToken(): Promise<unknown>;
}

export interface DesktopSession {
  /** The session's token was renewed elsewhere; its rights are the same. */
  extend(sessionId: string, expiresAtMs: number): void;
  /** Another desktop of a room has used a suggestion. */
  hearUse: UsesOfDesktop["hear"];
}

/** Wires the socket's events; everything held is released on disconnect. */
export function startDesktopSession(options: DesktopSessionOptions): DesktopSession {
  const { socket, clock } = options;
  const line = createDesktopLine(socket, options.maxBufferedMessages);
  const joined = new JoinedConversations({ ...options, line });
  let grant = options.grant;

  const covers = (room: string) => mayJoin(grant, room, options.homeLocation);
  const notify: Notify = (code, message) => {
    options.onNotice(code);
    socket.emit("error-notice", { code, message } satisfies ErrorNotice);
  };
  const expiry = watchExpiry(clock, () => {
    notify("TOKEN_EXPIRED", "Your token has expired");
    line.end();
  });
  const companion = startCompanionStreams({
    ...options.companion,
    total: options.companionTotal,
    socket,
    mayUse: (conversationName) => covers(roomOf(conversationName, options.homeLocation)),
    clock,
    logger: options.logger,
  });

  const uses = usesOf({ ...options, joined, line, notify });

  async function onRenew(...args: unknown[]): Promise<void> {
    const { token, ack } = readRenewal(args);
    try {
      grant = await verifyGrant(options.verifyToken, token, options.verifyDeadlineMs, clock);
    } catch (caught) {
      options.onNotice("FORBIDDEN");
      await options.wrongToken();
      options.logger.info({ code: SidetoneError.from(caught).code }, "desktop's new token refused");
      ack(false);
      return;
    }
    if (!socket.connected) return;
    expiry.until(grant.expiresAtMs);
    ack(true);
    companion.recheck();
    for (const room of joined.rooms) {
      if (covers(room)) continue;
      joined.leave(room);
      notify("FORBIDDEN", "Your new token does not cover a conversation you were in");
    }
  }

  socket.on("join-conversation", (...args: unknown[]) => takeJoin(args, { options, joined, covers, notify }));
  socket.on("leave-conversation", (...args: unknown[]) => takeLeave(args, { options, joined, notify }));
  socket.on("suggestion-used", (...args: unknown[]) => uses.take(args));
  socket.on("renew-token", (...args: unknown[]) => void onRenew(...args));
  socket.on("disconnect", () => {
    expiry.stop();
    for (const room of joined.rooms) joined.leave(room);
  });
  expiry.until(grant.expiresAtMs);
  return {
    extend: (sessionId, expiresAtMs) => {
      if (grant.sessionId !== sessionId || expiresAtMs <= grant.expiresAtMs || !socket.connected) return;
      grant = { ...grant, expiresAtMs };
      expiry.until(expiresAtMs);
    },
    hearUse: uses.hear,
  };
}

type Notify = (code: NoticeCode, message: string) => void;

interface Session {
  options: Pick<DesktopSessionOptions, "homeLocation" | "maxConversations">;
  joined: JoinedConversations;
  notify: Notify;
}

function takeJoin(
  args: readonly unknown[],
  { options, joined, covers, notify }: Session & { covers(room: string): boolean },
): void {
  const read = readJoin(args, options.homeLocation);
  if (!read.ok) {
    read.ack(false, read.room);
    notify(
      "PROTOCOL_VIOLATION",
      'join-conversation takes a conversation name and {after: a whole number, form: "google" or "sidetone", stay: true or false}',
    );
    return;
  }
  const { room, ack } = read.request;
  const { rooms } = joined;
  if (!covers(room)) {
    ack(false, room);
    notify("FORBIDDEN", "Your token does not cover this conversation");
  } else if (!rooms.includes(room) && rooms.length >= options.maxConversations) {
    ack(false, room);
    notify("LIMIT_EXCEEDED", `A desktop may be in ${options.maxConversations} conversations at once`);
  } else {
    ack(true, room);
    void joined.join(read.request);
  }
}

function takeLeave(args: readonly unknown[], { options, joined, notify }: Session): void {
  const read = readJoin(args, options.homeLocation);
  if (!read.ok) {
    read.ack(false, read.room);
    notify("PROTOCOL_VIOLATION", "leave-conversation takes a conversation name");
    return;
  }
  joined.leave(read.request.room);
  read.request.ack(true, read.request.room);
}
