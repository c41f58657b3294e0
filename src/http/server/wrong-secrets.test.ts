/** Which answers count as a wrong secret at which door, and that only those are held back. */
import { expect, test } from "bun:test";
import type { RefusalKind } from "../../telemetry/refusals.ts";
import type { FetchApp } from "./serve.ts";
import { slowDownGuessers } from "./wrong-secrets.ts";

const NO_SERVER = {} as { server: never };

function scene(status: number, { waitMs = 0, headers = {} }: Answered = {}) {
  const noted: RefusalKind[] = [];
  const app: FetchApp = { fetch: () => new Response("as it was", { status, headers }) };
  const guarded = slowDownGuessers(app, {
    addresses: { of: () => "192.0.2.1" },
    guesses: {
      wrong: async (kind) => {
        noted.push(kind);
        return waitMs;
      },
    },
    proxyHeader: "x-vouched",
    keyHeaders: ["x-f9-apikey", "x-api-key"],
  });
  const ask = async (path: string, sent: Record<string, string> = {}) =>
    await guarded.fetch(new Request(`http://localhost:8080${path}`, { headers: sent }), NO_SERVER);
  return { ask, noted };
}

interface Answered {
  waitMs?: number;
  headers?: Record<string, string>;
}

const BEARER = { authorization: "Bearer wrong" };

test.each<[string, Record<string, string>, RefusalKind]>([
  ["/cti-call-event-destination/", { "x-f9-apikey": "k" }, "cti.key"],
  ["/mediastream-event-destination/subscriptions/1", { "x-api-key": "k" }, "mediastream.key"],
  ["/agent-assist-ui-modules/token", BEARER, "desktop.token"],
  ["/agent-assist-ui-modules/feedback", BEARER, "desktop.token"],
  ["/agent-assist-ui-modules/summary", BEARER, "desktop.token"],
  ["/operators/api/calls", BEARER, "operator.token"],
  ["/metrics", BEARER, "operator.token"],
  ["/audiocodes/bot", BEARER, "bot.token"],
  ["/audiocodes/conversation/1/activities", BEARER, "bot.token"],
  ["/audiocodes/bot-framework/messages", BEARER, "framework.token"],
  ["/audiocodes/dialogflow-cx", BEARER, "framework.token"],
  ["/human-agent-assistant-event", BEARER, "push.token"],
  ["/v2beta1/projects/p", BEARER, "connector.token"],
])("a 401 of %s counts at its door", async (path, headers, kind) => {
  const { ask, noted } = scene(401);
  expect((await ask(path, headers)).status).toBe(401);
  expect(noted).toEqual([kind]);
});

test("a page and the sign-in refuse with 403", async () => {
  const { ask, noted } = scene(403);
  await ask("/agent-assist-ui-modules/?call_id=1&launch_key=wrong");
  await ask("/operators/login");
  expect(noted).toEqual(["panel.key", "operator.token"]);
});

test("who shows nothing, or is known and lacks a right, is no guesser", async () => {
  const nothing = scene(401);
  await nothing.ask("/operators/api/session");
  expect(nothing.noted).toEqual([]);
  const known = scene(403);
  await known.ask("/operators/api/calls/1/reveal", BEARER);
  expect(known.noted).toEqual([]);
});

test("a wrong session or a proxy's wrong word counts, also where the page leads to the sign-in", async () => {
  for (const headers of [{ cookie: "sidetone_operator=a.b" }, { "x-vouched": "ey" }, BEARER]) {
    const api = scene(401);
    await api.ask("/operators/api/calls", headers);
    expect(api.noted).toEqual(["operator.token"]);
    const page = scene(303, { headers: { location: "/operators/login?next=%2F" } });
    await page.ask("/operators/", headers);
    expect(page.noted).toEqual(["operator.token"]);
  }
  const nobody = scene(303, { headers: { location: "/operators/login?next=%2F" } });
  await nobody.ask("/operators/", { cookie: "other=1" });
  expect(nobody.noted).toEqual([]);
});

test("a program's secret in the body of /register-app counts", async () => {
  const { ask, noted } = scene(401);
  await ask("/register-app");
  expect(noted).toEqual(["connector.token"]);
});

test("beyond a few the answer is the same, and says when to try again", async () => {
  const { ask } = scene(401, { waitMs: 12_300 });
  const answer = await ask("/metrics", BEARER);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("retry-after")).toBe("13");
  expect(await answer.text()).toBe("as it was");
});
