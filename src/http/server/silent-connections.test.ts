/** Connections that never send a whole head are closed in time, and no answer that takes longer is cut with them. */
import { afterEach, expect, test } from "bun:test";
import { createConnection, type Socket } from "node:net";
import { type DesktopStage, startDesktopStage } from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";

let stage: DesktopStage;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stage.close();
});

function say(bytes: string): { isClosed(): boolean; drip(more: string): void } {
  const socket = createConnection(Number(new URL(stage.url).port), "127.0.0.1");
  sockets.push(socket);
  let isClosed = false;
  socket.on("close", () => {
    isClosed = true;
  });
  socket.on("error", () => {});
  socket.resume();
  socket.write(bytes);
  return { isClosed: () => isClosed, drip: (more) => void socket.write(more) };
}

test("a connection that says nothing, half a head, or one that drips, is closed; a poll that waits is not", async () => {
  stage = startDesktopStage({ headDeadlineS: 1 });
  const { sid } = JSON.parse(
    (await (await fetch(`${stage.url}/socket.io/?EIO=4&transport=polling`)).text()).slice(1),
  ) as { sid: string };
  const poll = say(`GET /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const [silent, half, dripping] = [
    say(""),
    say("GET / HTTP/1.1\r\nHo"),
    say("GET / HTTP/1.1\r\nHost: x\r\n"),
  ];
  await eventually(() => {
    dripping.drip("X-A: b\r\n");
    expect([silent, half, dripping].map(({ isClosed }) => isClosed())).toEqual([true, true, true]);
  });
  expect(poll.isClosed()).toBe(false);
});
