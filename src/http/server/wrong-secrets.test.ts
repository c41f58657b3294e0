/** Which answers count as a wrong secret at which door, and that only those are held back. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { RefusalKind } from "../../telemetry/refusals.ts";
import type { FetchApp } from "./serve.ts";
import { slowDownGuessers } from "./wrong-secrets.ts";

const NO_SERVER = {} as { server: never };

function scene(status: number, waitMs = 0) {
  const clock = new SimulatedClock();
  const noted: RefusalKind[] = [];
  const app: FetchApp = { fetch: () => new Response("as it was", { status }) };
  const guarded = slowDownGuessers(app, {
    addresses: { of: () => "192.0.2.1" },
    refusals: { note: (kind) => void noted.push(kind), close: () => {} },
    throttle: { wrong: async () => waitMs, close: () => {} },
    clock,
  });
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    await guarded.fetch(new Request(`http://localhost:8080${path}`, { headers }), NO_SERVER);
  return { ask, clock, noted };
}

const BEARER = { authorization: "Bearer wrong" };

test.each<[string, Record<string, string>, RefusalKind]>([
  ["/cti-call-event-destination/", { "x-f9-apikey": "k" }, "cti.key"],
  ["/mediastream-event-destination/subscriptions/1", { "x-api-key": "k" }, "mediastream.key"],
  ["/agent-assist-ui-modules/token", BEARER, "desktop.token"],
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

test("beyond a few the answer is the same, later, and says when to try again", async () => {
  const { ask, clock } = scene(401, 12_300);
  let answer: Response | undefined;
  const asked = ask("/metrics", BEARER).then((response) => {
    answer = response;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(answer).toBeUndefined();
  clock.increment(500);
  await asked;
  expect(answer?.status).toBe(401);
  expect(answer?.headers.get("retry-after")).toBe("13");
  expect(await answer?.text()).toBe("as it was");
});

test("a flood is answered at once beyond the few that are held", async () => {
  const { ask } = scene(401, 1_000);
  for (let held = 0; held < 50; held += 1) void ask("/metrics", BEARER);
  await new Promise((resolve) => setImmediate(resolve));
  expect((await ask("/metrics", BEARER)).status).toBe(401);
});
