/** The few PostgreSQL frames our wire server makes itself: the greeting and a refusal. (PostgreSQL manual, Message Formats.) */

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

function frame(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 0, "latin1");
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
