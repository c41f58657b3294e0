import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { createDesktopPass, type DesktopPass, tokenLifeMs } from "./desktop-pass.ts";

let answer: () => Response;
let asked: string[];
let server: ReturnType<typeof Bun.serve>;
let pass: DesktopPass | undefined;

beforeEach(() => {
  asked = [];
  answer = () => Response.json({ token: tokenGoodFor(3_600_000) });
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      asked.push(request.headers.get("authorization") ?? "");
      return answer();
    },
  });
});
afterEach(async () => {
  pass?.close();
  await server.stop(true);
});

function tokenGoodFor(lifeMs: number, subject = "é?>"): string {
  const iat = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({ iat, exp: iat + lifeMs / 1000, sub: subject });
  return `h.${Buffer.from(body).toString("base64url")}.s`;
}

const open = (token: string) => {
  pass = createDesktopPass({ token, renewalUrl: server.url.href });
  return pass;
};

test("how long a token is good is read from it, whatever characters it holds", () => {
  expect(tokenLifeMs(tokenGoodFor(95_000, "ÿ>?~"))).toBe(95_000);
  const withoutStart = `a.${Buffer.from('{"exp":7}').toString("base64url")}.c`;
  for (const bad of ["", "a.b", "a.!!!.c", `a.${Buffer.from("[]").toString("base64url")}.c`, withoutStart]) {
    expect(tokenLifeMs(bad)).toBeUndefined();
  }
});

test("a token is renewed before its end without being asked", async () => {
  const token = tokenGoodFor(2_000);
  const opened = open(token);
  const renewed = new Promise<string>((resolve) => opened.onRenewed(resolve));
  expect(await renewed).toBe(opened.token());
  expect(opened.token()).not.toBe(token);
  expect(asked).toEqual([`Bearer ${token}`]);
});

test("the ticket that comes with a new token is told", async () => {
  const tickets: string[] = [];
  answer = () => Response.json({ token: tokenGoodFor(3_600_000), ticket: "of-this-call" });
  const onTicket = (ticket: string) => void tickets.push(ticket);
  pass = createDesktopPass({ token: tokenGoodFor(3_600_000), renewalUrl: server.url.href, onTicket });
  expect(await pass.renew()).toBe("renewed");
  expect(tickets).toEqual(["of-this-call"]);
});

test("callers at the same time share one request", async () => {
  const opened = open(tokenGoodFor(3_600_000));
  expect(await Promise.all([opened.renew(), opened.renew()])).toEqual(["renewed", "renewed"]);
  expect(asked).toHaveLength(1);
});

test("a refusal is told from a server that is away", async () => {
  const opened = open(tokenGoodFor(3_600_000));
  answer = () => new Response("", { status: 401 });
  expect(await opened.renew()).toBe("refused");
  for (const away of [
    () => new Response("", { status: 503 }),
    () => new Response("<html>"),
    () => Response.json({ token: 7 }),
  ]) {
    answer = away;
    expect(await opened.renew()).toBe("unreachable");
  }
  await server.stop(true);
  expect(await opened.renew()).toBe("unreachable");
});

test("a closed pass asks no more", async () => {
  const opened = open(tokenGoodFor(2_200));
  opened.close();
  pass = undefined;
  const other = open(tokenGoodFor(2_200));
  await eventually(() => asked.length > 0);
  expect(other.token()).not.toBe("");
  expect(asked).toHaveLength(1);
});
