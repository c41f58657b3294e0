/** The few PostgreSQL frames that the wire server makes or reads itself: the greeting, a refusal, and its own statements. (PostgreSQL manual, Message Formats.) */

/** What node-postgres and BullMQ read at the start; the session is fixed to the same values. */
const PARAMETERS: Record<string, string> = {
  server_version: "18.0",
  server_encoding: "UTF8",
  client_encoding: "UTF8",
  DateStyle: "ISO, MDY",
  integer_datetimes: "on",
  standard_conforming_strings: "on",
  TimeZone: "UTC",
};

/** AuthenticationOk, ParameterStatus and BackendKeyData. The socket's directory is the lock on this door. */
export function startupReply(): Buffer {
  const parameters = Object.entries(PARAMETERS).map(([name, value]) =>
    frame("S", Buffer.from(`${name}\0${value}\0`)),
  );
  return Buffer.concat([frame("R", Buffer.alloc(4)), ...parameters, frame("K", Buffer.alloc(8))]);
}

/** ReadyForQuery, idle. */
export function readyForQuery(): Buffer {
  return frame("Z", Buffer.from("I"));
}

/** ErrorResponse 53300. */
export function tooManyConnections(): Buffer {
  return frame("E", Buffer.from("SFATAL\0VFATAL\0C53300\0Mtoo many connections\0\0"));
}

/** Query: one statement as text. */
export function simpleQuery(sql: string): Buffer {
  return frame("Q", Buffer.from(`${sql}\0`));
}

/** What an ErrorResponse says. */
export class DatabaseError extends Error {
  /** SQLSTATE, five characters. */
  readonly code: string;
  /** The session is over: the server cannot go on with it. */
  readonly isFatal: boolean;

  constructor(code: string, message: string, severity: string) {
    super(message);
    this.code = code;
    this.isFatal = severity === "FATAL" || severity === "PANIC";
  }
}

/** The ErrorResponse among the frames of an answer (fields V, C and M), or null. */
export function errorIn(reply: Buffer): DatabaseError | null {
  for (let offset = 0; offset + 5 <= reply.length; offset += 1 + reply.readInt32BE(offset + 1)) {
    if (reply[offset] !== "E".charCodeAt(0)) continue;
    const fields = reply.toString("utf8", offset + 5, offset + 1 + reply.readInt32BE(offset + 1)).split("\0");
    const field = (type: string) => fields.find((one) => one.startsWith(type))?.slice(1) ?? "";
    return new DatabaseError(field("C"), field("M"), field("V"));
  }
  return null;
}

function frame(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, "latin1");
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
