/** Desktops that poll: their bodies have a deadline like all others, and a broken-off one is nobody's failure. */
import { afterEach, expect, test } from "bun:test";
import { createConnection, type Socket } from "node:net";
import { SimulatedClock } from "xstate";
import { type DesktopStage, startDesktopStage } from "../../../test/support/desktop-stage.ts";
import type { Logger } from "../../base/log.ts";
import { BODY_DEADLINE_MS } from "../common/body-gate.ts";

let stage: DesktopStage | undefined;
afterEach(() => stage?.close());

/** Opens a session by polling; `post` sends the head of a body and its first bytes. */
async function openSession(url: string) {
  const opened = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
  const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
  function postHalf(): { socket: Socket; closed: Promise<string> } {
    const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
    const { promise: closed, resolve } = Promise.withResolvers<string>();
    let came = "";
    socket.on("data", (chunk) => {
      came += String(chunk);
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(came));
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n40{`);
    return { socket, closed };
  }
  const join = () => fetch(url + path, { method: "POST", body: '40{"token":"agent"}' });
  const poll = async () => await (await fetch(url + path)).text();
  return { postHalf, join, poll };
}

test("half a body of a polling desktop ends in 408, and its session goes on", async () => {
  const clock = new SimulatedClock();
  const begun = Promise.withResolvers<void>();
  const watched = Object.assign(Object.create(clock), {
    now: () => clock.now(),
    clearTimeout: (id: unknown) => clock.clearTimeout(id as number),
    setTimeout(fn: () => void, timeoutMs: number) {
      if (timeoutMs === BODY_DEADLINE_MS) begun.resolve();
      return clock.setTimeout(fn, timeoutMs);
    },
  });
  stage = startDesktopStage({ clock: watched });
  const session = await openSession(stage.url);
  const { closed } = session.postHalf();
  await begun.promise;
  clock.increment(BODY_DEADLINE_MS);
  const answer = await closed;
  expect(answer).toStartWith("HTTP/1.1 408");
  expect(answer).toMatch(/connection: close/i);
  expect(await (await session.join()).text()).toBe("ok");
  expect(await session.poll()).toStartWith("40{");
});

test("a polling desktop's body that breaks off leaves no line in the log", async () => {
  const lines: unknown[] = [];
  const httpLogger = { error: (fields: unknown) => void lines.push(fields) } as unknown as Logger;
  stage = startDesktopStage({ httpLogger });
  const session = await openSession(stage.url);
  for (let times = 0; times < 5; times += 1) {
    const { socket, closed } = session.postHalf();
    await new Promise((resolve) => socket.once("connect", resolve));
    await fetch(`${stage.url}/hello`);
    socket.destroy();
    await closed;
  }
  expect(await (await session.join()).text()).toBe("ok");
  expect(await session.poll()).toStartWith("40{");
  expect(lines).toEqual([]);
});
