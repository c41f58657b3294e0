/** Connections that say nothing, or never end their handshake, are closed in time; others go on. */
import { afterEach, describe, expect, test } from "bun:test";
import { connect as connectHttp2 } from "node:http2";
import { createConnection, type Socket } from "node:net";
import { SimulatedClock } from "xstate";
import { eventually } from "../../../test/support/eventually.ts";
import { type Five9TestServer, startFive9TestServer } from "../../../test/support/five9-server.ts";
import { makeSelfSignedCertificate } from "../../../test/support/self-signed-certificate.ts";

const GREETING_MS = 10_000;
const STREAMLESS_MS = 300_000;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** TLS's first bytes of a ClientHello of 512 bytes, which never follow. */
const HALF_HELLO = "\x16\x03\x01\x02\x00\x01";

let five9: Five9TestServer;
let clock: SimulatedClock;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const closed = five9.close();
  await eventually(() => clock.increment(1_000));
  await closed;
});

/** A connection that sends these bytes and no more. */
function say(bytes: string): { isClosed(): boolean } {
  const socket = createConnection(five9.server.port, "127.0.0.1");
  sockets.push(socket);
  let isClosed = false;
  socket.on("close", () => {
    isClosed = true;
  });
  socket.on("error", () => {});
  socket.on("connect", () => socket.write(bytes));
  socket.resume();
  return { isClosed: () => isClosed };
}

/** Time goes on in small steps until it is so. */
async function afterSome(stepMs: number, condition: () => void): Promise<void> {
  await eventually(() => {
    clock.increment(stepMs);
    condition();
  });
}

describe("a connection", () => {
  test.each(["", "PRI * HT", PREFACE])("that says %j and no more is closed, and counted", async (bytes) => {
    clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const { isClosed } = say(bytes);
    await afterSome(GREETING_MS / 4, () => expect(isClosed()).toBe(true));
    expect(five9.refused("audio.handshake")).toBe(1);
  });

  test.each(["", HALF_HELLO])("whose TLS handshake ends after %j is closed, and counted", async (bytes) => {
    clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, tls: makeSelfSignedCertificate() });
    const { isClosed } = say(bytes);
    await afterSome(GREETING_MS / 4, () => expect(isClosed()).toBe(true));
    expect(five9.refused("audio.handshake")).toBe(1);
  });

  test("that speaks HTTP/2 and opens no stream is closed in good order after five minutes", async () => {
    clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const session = connectHttp2(`http://${five9.address}`);
    let isClosed = false;
    session.on("close", () => {
      isClosed = true;
    });
    // The server has acknowledged the client's first frame.
    await new Promise<void>((resolve) => session.once("localSettings", () => resolve()));
    await afterSome(STREAMLESS_MS / 10, () => expect(isClosed).toBe(true));
    expect(five9.refused("audio.handshake")).toBe(0);
  });

  test("that ever had a stream stays", async () => {
    clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock });
    const leg = await five9.openLeg();
    const quiet = say("");
    await afterSome(GREETING_MS / 4, () => expect(quiet.isClosed()).toBe(true));
    clock.increment(GREETING_MS);
    expect(leg.isOver).toBe(false);
    expect(five9.server.openLegs()).toBe(1);
  });

  test("takes one of a thousand places before its TLS handshake is done, and the oldest makes room", async () => {
    clock = new SimulatedClock();
    five9 = await startFive9TestServer({ clock, tls: makeSelfSignedCertificate() });
    const all = Array.from({ length: 1_020 }, () => say(HALF_HELLO));
    await eventually(() => expect(five9.refused("audio.connections")).toBe(20));
    await eventually(() => expect(all.filter(({ isClosed }) => isClosed())).toHaveLength(20));
  });
});
