/** Every Socket.IO namespace and event against every way of not having its key, from the server's own tables. */
import { describe, expect, test } from "bun:test";
import { io, type Socket } from "socket.io-client";
import type { AuditEntry } from "../../src/contract/access.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { ATTEMPTS, type Shown } from "./attempts.ts";
import { scene, schemes } from "./open-doors.ts";
import { refusedDuring } from "./refused.ts";
import { SOCKET_ROWS } from "./socket-rows.ts";
import { CALL_ID, OTHER_CALL_ID } from "./token-schemes.ts";

const ANSWER_MS = 20_000;
const MATRIX_MS = 60_000;
/** Listened to by the library and by Sidetone on every socket; no client sends them. */
const RESERVED = new Set(["disconnect", "disconnecting", "error"]);

interface Offer {
  auth?: Record<string, unknown>;
  headers?: Record<string, string>;
  query?: Record<string, string>;
}

function open(namespace: string, offer: Offer): Promise<Socket | string> {
  const socket = io(`${scene.httpBaseUrl}${namespace === "/" ? "" : namespace}`, {
    ...{ transports: ["websocket"], forceNew: true, reconnection: false },
    ...(offer.auth === undefined ? {} : { auth: offer.auth }),
    ...(offer.headers === undefined ? {} : { extraHeaders: offer.headers }),
    ...(offer.query === undefined ? {} : { query: offer.query }),
  });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", ({ message }: Error) => {
      socket.close();
      resolve(message);
    });
  });
}

const tokenOf = ({ headers }: Shown) => headers?.authorization?.replace(/^Bearer /, "");

/** How a desktop shows what its scheme says: a bearer token goes into the CONNECT packet. */
function desktopOffer(shown: Shown): Offer {
  const token = tokenOf(shown);
  if (token !== undefined) return { auth: { token } };
  const { headers, query } = shown;
  return { ...(headers === undefined ? {} : { headers }), ...(query === undefined ? {} : { query }) };
}

function* refusedDesktops(): Generator<{ attempt: string; offer: Offer }> {
  yield { attempt: "no secret", offer: {} };
  yield { attempt: "no secret", offer: { auth: { token: "" } } };
  yield { attempt: "no secret", offer: { auth: { token: 1 } } };
  for (const attempt of ATTEMPTS) {
    const shows = attempt === "no secret" ? [] : schemes.desktop.attempts[attempt];
    if (typeof shows === "string") continue;
    for (const shown of shows) if (!shown.isOfAnotherCall) yield { attempt, offer: desktopOffer(shown) };
  }
}

function* refusedOperators(
  scheme: "operator" | "operatorWhoSupervises",
): Generator<{ attempt: string; offer: Offer }> {
  yield { attempt: "no secret", offer: {} };
  yield { attempt: "wrong place", offer: { auth: { token: scene.keys.operatorToken } } };
  yield { attempt: "another's", offer: { auth: { token: tokenOf(schemes.desktop.right) } } };
  for (const attempt of ATTEMPTS) {
    const shows = attempt === "no secret" ? [] : schemes[scheme].attempts[attempt];
    if (typeof shows === "string") continue;
    for (const { headers, query } of shows)
      yield { attempt, offer: { ...(headers && { headers }), ...(query && { query }) } };
  }
}

/** Each attempt is refused and counted. */
async function expectRefused(
  namespace: string,
  attempts: { attempt: string; offer: Offer }[],
  kind: "desktop.token" | "console.identity",
): Promise<void> {
  const counted = await refusedDuring(async () => {
    for (const { attempt, offer } of attempts) {
      const refused = { attempt, outcome: "authentication failed" };
      expect({ attempt, outcome: await open(namespace, offer) }).toEqual(refused);
    }
  });
  expect(counted).toEqual({ [kind]: attempts.length });
}

async function openRightly(namespace: string): Promise<Socket> {
  const right =
    namespace === "/"
      ? desktopOffer(schemes.desktop.right)
      : { headers: schemes.operator.right.headers ?? {} };
  const socket = await open(namespace, right);
  if (typeof socket === "string") throw new Error(`the right key was refused: ${socket}`);
  return socket;
}

describe("Socket.IO doors", () => {
  test("each namespace and event the server listens to has a row, and each row is listened to", async () => {
    const server = scene.service.desktops.io;
    // biome-ignore lint/complexity/useLiteralKeys: the library keeps its table private to TypeScript only.
    const namespaces = [...server["_nsps"].keys()];
    const heard: string[] = [];
    for (const namespace of namespaces) {
      const client = await openRightly(namespace);
      const [socket] = server.of(namespace).sockets.values();
      for (const event of socket?.eventNames() ?? [])
        if (!RESERVED.has(String(event))) heard.push(`${namespace} ${String(event)}`);
      client.close();
    }
    expect(heard.toSorted()).toEqual(SOCKET_ROWS.map((row) => `${row.namespace} ${row.event}`).toSorted());
  });

  test(
    "no desktop comes in without its token, in any way",
    async () => {
      await expectRefused("/", [...refusedDesktops()], "desktop.token");
    },
    MATRIX_MS,
  );

  test(
    "no console comes in without an operator's identity, in any way",
    async () => {
      await expectRefused("/operators", [...refusedOperators("operator")], "console.identity");
    },
    MATRIX_MS,
  );

  test(
    "nobody reads a call along without the right to supervise, in any way",
    async () => {
      await expectRefused("/supervisors", [...refusedOperators("operatorWhoSupervises")], "console.identity");
    },
    MATRIX_MS,
  );

  test("a supervisor reads one live call of this server, is written down, and is no desktop of it", async () => {
    const socket = await openRightly("/supervisors");
    const ask = (...args: unknown[]): Promise<unknown[]> =>
      new Promise((resolve) =>
        socket.emit(String(args[0]), ...args.slice(1), (...reply: unknown[]) => resolve(reply)),
      );
    const name = scene.conversationOf(CALL_ID);
    const read = async <T>(path: string): Promise<T> => {
      const headers = { authorization: `Bearer ${scene.keys.operatorToken}` };
      return (await (await fetch(`${scene.httpBaseUrl}/operators/api${path}`, { headers })).json()) as T;
    };
    const noCall = scene.conversationOf("no-such-call");
    const elsewhere = name.replace(scene.projectId, "another-project");
    for (const refused of [noCall, elsewhere, "no name", ""])
      expect((await ask("join-conversation", refused))[0]).toBe(false);
    const before = await read<CallDetail>(`/calls/five9-${CALL_ID}`);
    expect((await ask("join-conversation", name))[0]).toBe(true);
    expect((await ask("join-conversation", scene.conversationOf(OTHER_CALL_ID)))[0]).toBe(false);
    const during = await read<CallDetail>(`/calls/five9-${CALL_ID}`);
    expect(during.call.view).toEqual(before.call.view);
    expect(during.desktopIds).toEqual(before.desktopIds);
    expect((await ask("leave-conversation", name))[0]).toBe(true);
    socket.close();
    const { entries } = await read<{ entries: AuditEntry[] }>(`/audit?callKey=five9-${CALL_ID}&limit=2`);
    expect(entries.map(({ action, operator, outcome }) => [action, operator, outcome])).toEqual([
      ["supervise.end", "operator", "done"],
      ["supervise", "operator", "done"],
    ]);
    const after = await read<CallDetail>(`/calls/five9-${CALL_ID}`);
    const lines = after.history.filter(({ event }) => event === "operator.action").slice(-2);
    expect(lines.map(({ detail }) => detail)).toEqual([
      { operator: "operator", action: "supervise" },
      { operator: "operator", action: "supervise.end" },
    ]);
  });

  test("another site's page does not come in with the cookie or the proxy's word of an operator", async () => {
    const session = schemes.operatorWhoActs.attempts["another's"];
    const fromAnyPage = (Array.isArray(session) ? session : []).filter(
      ({ headers }) => !headers?.authorization,
    );
    expect(fromAnyPage.length).toBeGreaterThan(1);
    for (const { headers } of fromAnyPage) {
      for (const namespace of ["/operators", "/supervisors"]) {
        const outcome = await open(namespace, { headers: { ...headers, origin: "https://evil.example" } });
        expect(outcome).toBe("authentication failed");
      }
    }
  });

  test("events of who never connected to the namespace are not heard: the connection is closed", async () => {
    for (const { namespace, event } of SOCKET_ROWS) {
      const prefix = namespace === "/" ? "" : `${namespace},`;
      expect(
        await framesAfter(`42${prefix}7${JSON.stringify([event, scene.conversationOf(CALL_ID)])}`),
      ).toEqual(["0"]);
    }
  });

  test("a desktop of another call gets nothing of this one", async () => {
    const others = schemes.desktop.attempts["another's"];
    const other = (Array.isArray(others) ? others : []).find(({ isOfAnotherCall }) => isOfAnotherCall);
    const socket = await open("/", desktopOffer(other ?? {}));
    if (typeof socket === "string") throw new Error(`refused: ${socket}`);
    const ask = (...args: unknown[]): Promise<unknown[]> =>
      new Promise((resolve) =>
        socket.emit(String(args[0]), ...args.slice(1), (...reply: unknown[]) => resolve(reply)),
      );
    const name = scene.conversationOf(CALL_ID);
    expect((await ask("join-conversation", name))[0]).toBe(false);
    expect((await ask("leave-conversation", name))[0]).toBe(true);
    expect((await ask("join-conversation", scene.conversationOf(OTHER_CALL_ID)))[0]).toBe(true);
    const badTokens = [...refusedDesktops()].map(({ offer }) => offer.auth?.token).filter(Boolean);
    const counted = await refusedDuring(async () => {
      for (const token of badTokens) expect(await ask("renew-token", token)).toEqual([false]);
    });
    expect(counted).toEqual({ "desktop.token": badTokens.length });
    const refused = new Promise<unknown>((resolve) => socket.once("stream-error", resolve));
    const payload = { participant: `${name}/participants/agent` };
    socket.emit("stream-request", {
      ...{ streamId: "s", method: "streaming_reactive_companion_suggestions", payload },
    });
    expect(await refused).toMatchObject({ streamId: "s", payload: { error: { code: 13 } } });
    socket.close();
  });
});

/** What kinds of Engine.IO packets come on a bare WebSocket that sends this as its first, until it is closed. */
function framesAfter(packet: string): Promise<string[]> {
  const url = `${scene.httpBaseUrl.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  const kinds: string[] = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("the connection was left open")), ANSWER_MS);
    socket.onmessage = ({ data }) => {
      kinds.push(String(data).slice(0, 1));
      if (kinds.length === 1) socket.send(packet);
    };
    socket.onclose = () => {
      clearTimeout(late);
      resolve(kinds);
    };
  });
}
