/** The companion agent's streams of one desktop: stream-request and end-stream in, stream-data and stream-error out. */
import type { Socket } from "socket.io";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { asObject } from "../../base/json.ts";
import type { Logger } from "../../base/log.ts";
import { cutText, isId } from "../../base/text-safety.ts";
import { createCompanionBook, type OpenStream } from "./companion-book.ts";

/** A stream to the companion agent, over any carrier. */
export interface CompanionStream {
  /** Throws LIMIT_EXCEEDED when too much waits. */
  send(payload: unknown): void;
  close(): void;
}

export interface CompanionStreamEvents {
  onData(payload: unknown): void;
  /** Null if the agent has ended it in order. */
  onEnd(error: SidetoneError | null): void;
}

/** Opens a stream for a participant; throws FORBIDDEN for one of a project or location that is not served. */
export type OpenCompanionStream = (participant: string, events: CompanionStreamEvents) => CompanionStream;

export interface CompanionOptions {
  /** Undefined if no companion agent is configured; every request is then answered with the error. */
  open: OpenCompanionStream | undefined;
  /** Streams one desktop may have at once. */
  maxStreams: number;
  /** Streams all desktops may have together. */
  maxTotal: number;
  /** Largest payload of one message, as JSON. */
  maxPayloadBytes: number;
  /** A stream on which neither side says anything for so long is ended. */
  idleMs: number;
}

export const DEFAULT_COMPANION_LIMITS = {
  maxStreams: 4,
  maxTotal: 1_000,
  maxPayloadBytes: 32 * 1024,
  idleMs: 600_000,
};

export interface CompanionStreamsParts extends CompanionOptions {
  socket: Socket;
  /** Counts the streams of all desktops. */
  total: { open: number };
  /** Whether the desktop's token covers the conversation. */
  mayUse(conversationName: string): boolean;
  clock: Clock;
  logger: Logger;
}

/** The one method there is (Google's UI connector, stream-request). */
const METHOD = "streaming_reactive_companion_suggestions";
/** INTERNAL; the only code Google's front end is sent. */
const ERROR_CODE = 13;
const MAX_STREAM_ID_CHARACTERS = 128;
const MAX_NAME_CHARACTERS = 512;
const MAX_MESSAGE_CHARACTERS = 500;
const PARTICIPANT =
  /^(projects\/[^/\s]+\/locations\/[^/\s]+\/conversations\/[^/\s]+)\/participants\/[^/\s]+$/;

interface StreamRequest {
  streamId: string;
  method: unknown;
  payload: unknown;
}

export interface CompanionStreams {
  /** Ends the streams of conversations the desktop's token no longer covers. */
  recheck(): void;
}

/** Listens on the socket; stream ids count within it alone. Everything ends when the socket does. */
export function startCompanionStreams(parts: CompanionStreamsParts): CompanionStreams {
  const { socket, clock, logger, total } = parts;
  const streams = createCompanionBook({
    ...{ clock, total, idleMs: parts.idleMs },
    onIdle: (streamId) => fail(streamId, "The stream was ended because nothing was said on it"),
  });

  function fail(streamId: string, message: string): void {
    const error = { message: cutText(message, MAX_MESSAGE_CHARACTERS), code: ERROR_CODE };
    socket.emit("stream-error", { streamId, payload: { error } });
  }

  function begin(streamId: string, payload: unknown): OpenStream {
    if (parts.open === undefined) {
      throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The companion agent is not configured on this server");
    }
    const { participant, conversationName } = readParticipant(payload);
    if (!parts.mayUse(conversationName)) {
      throw new SidetoneError("FORBIDDEN", "Your token does not cover this conversation");
    }
    if (streams.size >= parts.maxStreams) {
      throw new SidetoneError("LIMIT_EXCEEDED", `A desktop may have ${parts.maxStreams} streams at once`);
    }
    if (total.open >= parts.maxTotal) {
      throw new SidetoneError("LIMIT_EXCEEDED", "Too many companion streams are open, try again later");
    }
    const stream = parts.open(participant, {
      onData: (data) => {
        if (streams.get(streamId)?.stream !== stream) return;
        streams.touch(streamId);
        socket.emit("stream-data", { streamId, payload: data });
      },
      onEnd: (error) => {
        if (streams.get(streamId)?.stream !== stream) return;
        streams.forget(streamId);
        if (error === null) return;
        logger.warn({ code: error.code }, "companion stream failed");
        fail(streamId, error.message);
      },
    });
    const open: OpenStream = { stream, conversationName };
    streams.add(streamId, open);
    return open;
  }

  function onRequest(given: unknown): void {
    const request = readRequest(given);
    // Without an id the error reaches no stream.
    if (request === null) return;
    const { streamId, payload } = request;
    try {
      if (request.method !== METHOD)
        throw new SidetoneError("PROTOCOL_VIOLATION", "There is no such streaming method");
      if (payload !== undefined && JSON.stringify(payload).length > parts.maxPayloadBytes) {
        throw new SidetoneError("LIMIT_EXCEEDED", "The payload is too large");
      }
      const open = streams.get(streamId) ?? begin(streamId, payload);
      streams.touch(streamId);
      if (payload !== undefined) open.stream.send(payload);
    } catch (caught) {
      const error = SidetoneError.from(caught);
      logger.info({ code: error.code }, "companion stream refused");
      fail(streamId, error.message);
      // A message that cannot be sent would be missing from the stream.
      streams.end(streamId);
    }
  }

  socket.on("stream-request", onRequest);
  socket.on("end-stream", (given: unknown) => {
    const streamId = idIn(given);
    if (streamId !== null) streams.end(streamId);
  });
  socket.on("disconnect", () => {
    for (const [streamId] of streams.entries()) streams.end(streamId);
  });
  return {
    recheck: () => {
      for (const [streamId, { conversationName }] of streams.entries()) {
        if (parts.mayUse(conversationName)) continue;
        streams.end(streamId);
        fail(streamId, "Your new token does not cover this conversation");
      }
    },
  };
}

function readRequest(given: unknown): StreamRequest | null {
  const streamId = idIn(given);
  if (streamId === null) return null;
  const { method, payload } = given as { method?: unknown; payload?: unknown };
  return { streamId, method, payload: payload ?? undefined };
}

function idIn(given: unknown): string | null {
  const streamId = asObject(given)?.streamId;
  return typeof streamId === "string" && isId(streamId, MAX_STREAM_ID_CHARACTERS) ? streamId : null;
}

function readParticipant(payload: unknown): { participant: string; conversationName: string } {
  const participant = asObject(payload)?.participant;
  const conversationName =
    typeof participant === "string" && isId(participant, MAX_NAME_CHARACTERS)
      ? PARTICIPANT.exec(participant)?.[1]
      : undefined;
  if (typeof participant !== "string" || conversationName === undefined) {
    throw new SidetoneError(
      "PROTOCOL_VIOLATION",
      "payload.participant must name a participant with its location",
    );
  }
  return { participant, conversationName };
}
