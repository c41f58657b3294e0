/** The Socket.IO door of agents' own applications against every way of not having its token. */
import { describe, expect, test } from "bun:test";
import { io } from "socket.io-client";
import { bearer, nearly } from "./attempts.ts";
import { scene, schemes } from "./open-doors.ts";
import { refusedDuring } from "./refused.ts";

interface Offer {
  auth?: Record<string, unknown>;
  extraHeaders?: Record<string, string>;
  query?: Record<string, string>;
}

function open(offer: Offer): Promise<string> {
  const socket = io(scene.httpBaseUrl, {
    ...{ path: "/agentAssist/socket.io", transports: ["websocket"], forceNew: true, reconnection: false },
    ...offer,
  });
  return new Promise((resolve) => {
    const end = (outcome: string) => {
      socket.close();
      resolve(outcome);
    };
    socket.once("connect", () => end("let in"));
    socket.once("connect_error", ({ message }: Error) => end(message));
  });
}

function wrongOffers(): Offer[] {
  const { keys } = scene;
  const token = keys.applicationsToken;
  const others = [keys.apiKey, keys.launchKey, keys.operatorToken, keys.botToken, keys.jwtSecret];
  const desktop = schemes.desktop.right.headers?.authorization?.replace(/^Bearer /, "") ?? "";
  return [
    {},
    { query: { token: "" } },
    { auth: { token: 1 } },
    ...[...nearly(token), ...others, desktop].flatMap((wrong) => [
      { query: { token: wrong } },
      { auth: { token: wrong } },
    ]),
    { extraHeaders: bearer(token).headers ?? {} },
    { query: { access_token: token } },
    { auth: { key: token } },
    // What is in auth counts, whatever the query says.
    { auth: { token: "wrong" }, query: { token } },
  ];
}

describe("the door of agents' own applications", () => {
  test("lets nobody in without its token, in any way, and counts each", async () => {
    const offers = wrongOffers();
    const counted = await refusedDuring(async () => {
      for (const offer of offers) expect(await open(offer)).toBe("authentication failed");
    });
    expect(counted).toEqual({ "application.token": offers.length });
  }, 600_000);

  test("lets the right token in, in the query and in auth", async () => {
    const token = scene.keys.applicationsToken;
    expect(await open({ query: { token } })).toBe("let in");
    expect(await open({ auth: { token } })).toBe("let in");
  });
});
