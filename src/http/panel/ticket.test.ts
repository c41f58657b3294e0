import { describe, expect, test } from "bun:test";
import { SignJWT } from "jose";
import { SimulatedClock } from "xstate";
import { createDesktopTokens } from "./desktop-token.ts";
import { createPanelTickets } from "./ticket.ts";

const SECRET = "s".repeat(32);
const LINK_MS = 300_000;
const HOUR_MS = 3_600_000;
const NAME = "projects/p/locations/eu/conversations/five9-42";
const CALL = { firstName: NAME, conversationName: NAME };

function office(secret = SECRET) {
  const clock = new SimulatedClock();
  const tickets = createPanelTickets({ secret, linkLifetimeMs: LINK_MS, clock });
  const tokens = createDesktopTokens({ secret, project: "p", lifetimeMs: HOUR_MS, clock });
  return { clock, tickets, tokens };
}

describe("a ticket of a link", () => {
  test("opens its call until it ends, and says when that is", async () => {
    const { clock, tickets } = office();
    const { ticket, expiresAtMs } = await tickets.forLink(NAME);
    expect(expiresAtMs).toBe(LINK_MS);
    clock.increment(LINK_MS - 1_000);
    expect(await tickets.judge(ticket, CALL)).toEqual({ verdict: "right", conversationName: NAME });
    clock.increment(1_000);
    expect(await tickets.judge(ticket, CALL)).toEqual({ verdict: "expired" });
  });

  test("opens no other call, and nothing where it was made by somebody else", async () => {
    const { tickets, tokens } = office();
    const { ticket } = await tickets.forLink(NAME);
    const [head = "", body = "", signature = ""] = ticket.split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const key = new TextEncoder().encode(SECRET);
    const ofMainSecret = new SignJWT({ conversation: NAME }).setProtectedHeader({ alg: "HS256" });
    const forged = await ofMainSecret.setAudience("sidetone panel").setExpirationTime(9e9).sign(key);
    expect(await tickets.judge(ticket, { firstName: `${NAME}3`, conversationName: `${NAME}3` })).toEqual({
      verdict: "wrong",
    });
    for (const wrong of [
      "",
      "a.b.c",
      `${none}.${body}.`,
      `${head}.${body}.${signature.slice(1)}`,
      `${ticket}${"A".repeat(5_000)}`,
      forged,
      await tokens.issue({ conversationName: NAME }),
      (await office("t".repeat(32)).tickets.forLink(NAME)).ticket,
    ]) {
      expect(await tickets.judge(wrong, CALL)).toEqual({ verdict: "wrong" });
    }
  });

  test("is no desktop token", async () => {
    const { tickets, tokens } = office();
    const { ticket } = await tickets.forLink(NAME);
    expect(tokens.verify(ticket)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("a call that has had another life since", () => {
  const NEWEST = `${NAME}_e2`;
  const call = { firstName: NAME, conversationName: NEWEST };

  test("is opened by a link where it is now, and by a page's ticket where the page was", async () => {
    const { tickets, tokens } = office();
    const { ticket } = await tickets.forLink(NAME);
    expect(await tickets.judge(ticket, call)).toEqual({ verdict: "right", conversationName: NEWEST });
    const token = await tokens.issue({ conversationName: NAME, authTimeSeconds: 7 });
    const page = (await tickets.forPage(token)) ?? "";
    expect(await tickets.judge(page, call)).toMatchObject({ verdict: "right", conversationName: NAME });
  });

  test("is not opened by another call's ticket", async () => {
    const { tickets } = office();
    const { ticket } = await tickets.forLink(`${NAME}3`);
    expect(await tickets.judge(ticket, call)).toEqual({ verdict: "wrong" });
  });
});

describe("a ticket of an open page", () => {
  test("lasts as long as the page's token, and goes on with its session, which no reload makes longer", async () => {
    const { clock, tickets, tokens } = office();
    clock.increment(7_000);
    let token = await tokens.issue({ conversationName: NAME });
    let reloads = 0;
    const reload = async () => {
      const ticket = (await tickets.forPage(token)) ?? "";
      clock.increment(HOUR_MS - 1_000);
      const judged = await tickets.judge(ticket, CALL);
      expect(judged).toEqual({ verdict: "right", conversationName: NAME, authTimeSeconds: 7 });
      token = await tokens.issue({ conversationName: NAME, authTimeSeconds: 7 });
      reloads += 1;
    };
    const reloadForEver = async () => {
      for (;;) await reload();
    };
    expect(await reloadForEver().catch(({ code }) => code)).toBe("UNAUTHENTICATED");
    expect(reloads).toBe(12);
    clock.increment(2_000);
    expect(await tickets.judge((await tickets.forPage(token)) ?? "", CALL)).toEqual({ verdict: "expired" });
  });

  test("is not made for a registered page, whose token covers more than one call", async () => {
    const { tickets, tokens } = office();
    for (const conversations of [null, [NAME, `${NAME}3`]]) {
      const token = await tokens.register({ conversations, user: "dana" });
      expect(await tickets.forPage(token)).toBeUndefined();
    }
  });
});
