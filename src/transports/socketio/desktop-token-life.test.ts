import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { STAGE_CONVERSATION, STAGE_ROOM, startDesktopStage } from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { systemClock } from "../../base/clock.ts";
import { createDesktopTokens } from "../../http/panel/desktop-token.ts";
import { mayJoin, verifyGrant } from "./grant.ts";

test("a token that runs out ends the connection with TOKEN_EXPIRED, unless it was renewed", async () => {
  const clock = new SimulatedClock();
  const timed = startDesktopStage({ clock });
  try {
    timed.grants.set("short", { conversations: [STAGE_CONVERSATION], expiresAtMs: 60_000 });
    timed.grants.set("fresh", { conversations: [STAGE_CONVERSATION], expiresAtMs: 120_000 });
    const lasting = await timed.connect({ token: "short" });
    const ending = await timed.connect({ token: "short" });
    const renew = (token: unknown) =>
      new Promise((resolve) => lasting.socket.emit("renew-token", token, resolve));
    expect(await renew("forged")).toBe(false);
    expect(await renew({})).toBe(false);
    expect(await renew("fresh")).toBe(true);
    const reason = new Promise((resolve) => ending.socket.once("disconnect", resolve));
    clock.increment(60_000);
    // A client stays away after "io server disconnect"; after this it comes back with the token it then has.
    expect(await reason).toBe("transport close");
    expect(ending.notices.map((notice) => notice.code)).toEqual(["TOKEN_EXPIRED"]);
    expect(lasting.socket.connected).toBe(true);
    expect(await lasting.join()).toEqual([true, STAGE_ROOM]);
    const end = new Promise((resolve) => lasting.socket.once("disconnect", resolve));
    clock.increment(60_000);
    expect(await end).toBe("transport close");
    expect(timed.calls.ofType("desktop.left")).toHaveLength(1);
  } finally {
    await timed.close();
  }
});

test("a renewed token that no longer covers a conversation takes the desktop out of it", async () => {
  const stage = startDesktopStage();
  stage.grants.set("elsewhere", {
    conversations: ["projects/p/conversations/other"],
    expiresAtMs: Date.now() + 60_000,
  });
  const desktop = await stage.connect();
  await desktop.join();
  await new Promise((resolve) => desktop.socket.emit("renew-token", "elsewhere", resolve));
  await eventually(() => desktop.notices.length === 1);
  await stage.suggest("m1");
  expect(stage.delivery.stats().desktops).toBe(0);
  expect(await desktop.join()).toEqual([false, STAGE_ROOM]);
  expect(desktop.sequences()).toEqual([]);
  await stage.close();
});

test("a token as the panel page issues it opens its own conversation, also without location, and no other", async () => {
  const tokens = createDesktopTokens({
    secret: "a secret of more than 32 characters",
    project: "p",
    lifetimeMs: 60_000,
    clock: systemClock,
  });
  const verify = async (token: string) => {
    const claims = await tokens.verify(token);
    return { conversations: claims.conversations, expiresAtMs: claims.exp * 1000 };
  };
  const issued = await tokens.issue({ conversationName: STAGE_CONVERSATION });
  const grant = await verifyGrant(verify, issued, 1_000, systemClock);
  expect(mayJoin(grant, STAGE_ROOM)).toBe(true);
  expect(mayJoin(grant, "projects/p/conversations/other")).toBe(false);
  await expect(verifyGrant(verify, `${issued}x`, 1_000, systemClock)).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

test("a client with a newer token comes back by itself when the old one runs out", async () => {
  const clock = new SimulatedClock();
  const stage = startDesktopStage({ clock });
  try {
    stage.grants.set("short", { conversations: [STAGE_CONVERSATION], expiresAtMs: 60_000 });
    stage.grants.set("fresh", { conversations: [STAGE_CONVERSATION], expiresAtMs: 900_000 });
    const desktop = await stage.connect({ token: "short" });
    await desktop.join();
    desktop.socket.on("connect", () => void desktop.join());
    desktop.socket.auth = { token: "fresh" };
    clock.increment(60_000);
    await eventually(() => desktop.socket.connected && stage.delivery.stats().desktops === 1);
    await stage.suggest("after");
    await eventually(() => desktop.sequences().length === 1);
  } finally {
    await stage.close();
  }
});

test("a session renewed over HTTP keeps its connections, and no other session's", async () => {
  const clock = new SimulatedClock();
  const stage = startDesktopStage({ clock });
  try {
    for (const [token, sessionId] of [
      ["mine", "s1"],
      ["theirs", "s2"],
    ] as const) {
      stage.grants.set(token, { conversations: [STAGE_CONVERSATION], expiresAtMs: 60_000, sessionId });
    }
    const mine = await stage.connect({ token: "mine" });
    const theirs = await stage.connect({ token: "theirs" });
    const gone = new Promise((resolve) => theirs.socket.once("disconnect", resolve));
    stage.desktopServer.extendSession("s1", 120_000);
    clock.increment(60_000);
    await gone;
    expect(mine.socket.connected).toBe(true);
    expect(mine.notices).toEqual([]);
    const end = new Promise((resolve) => mine.socket.once("disconnect", resolve));
    clock.increment(60_000);
    await end;
    expect(mine.notices.map(({ code }) => code)).toEqual(["TOKEN_EXPIRED"]);
  } finally {
    await stage.close();
  }
});
