/** The Bot API over real HTTP: its answers to what is right and to what is not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { BOT_TOKEN, serveAudiocodes } from "../../../test/support/audiocodes-server.ts";

let bot: ReturnType<typeof serveAudiocodes>;
beforeAll(() => {
  bot = serveAudiocodes({ maxConversations: 50 });
});
afterAll(() => bot.close());

const START = { type: "event", name: "start", parameters: { participants: [{ participant: "caller" }] } };
const activitiesOf = (conversation: string, activities: unknown[]) => ({ conversation, activities });
const created = async (conversation: string) => {
  const response = await bot.post("", { conversation, bot: "b" });
  return (await response.json()) as Record<string, string>;
};

describe("a conversation", () => {
  test("of an id that is no plain name has URLs that lead back to it", async () => {
    const id = "a b/c?d#e%é";
    const { activitiesURL, refreshURL, disconnectURL } = await created(id);
    const heard = await bot.post(activitiesURL ?? "", activitiesOf(id, [START]));
    expect([heard.status, await heard.json()]).toMatchObject([200, { activities: [{ name: "config" }] }]);
    expect(await (await bot.post(refreshURL ?? "", { conversation: id })).json()).toEqual({
      expiresSeconds: 60,
    });
    expect(await (await bot.post(disconnectURL ?? "", { conversation: id })).json()).toEqual({});
    expect(bot.directory.delivered.at(-1)?.event.type).toBe("call.end");
  });

  test("is offered the async WebSocket unless VoiceAI Connect lists capabilities without it", async () => {
    const ask = async (capabilities?: string[]) => {
      const body = { conversation: crypto.randomUUID(), ...(capabilities ? { capabilities } : {}) };
      return "websocketURL" in ((await (await bot.post("", body)).json()) as object);
    };
    expect(await Promise.all([ask(), ask(["websocket"]), ask([])])).toEqual([true, true, false]);
  });

  test("has URLs that hold behind a prefix, with and without a slash at the end of the bot's own", async () => {
    const behind = serveAudiocodes({ prefix: "/tenants/7" });
    for (const botUrl of [behind.botUrl, `${behind.botUrl}/`]) {
      const id = crypto.randomUUID();
      const response = await behind.post(botUrl, { conversation: id });
      const { activitiesURL = "" } = (await response.json()) as Record<string, string>;
      const heard = await behind.post(new URL(activitiesURL, botUrl).href, activitiesOf(id, []));
      expect([heard.status, await heard.json()]).toEqual([200, {}]);
    }
    await behind.close();
  });
});

describe("bad input", () => {
  const invalidUtf8 = Buffer.concat([
    Buffer.from('{"conversation":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]);
  const refused: [what: string, path: string, body: unknown, status: number, token: string | null][] = [
    ["a NUL in the conversation's id", "", { conversation: "a\u0000b" }, 400, BOT_TOKEN],
    ["half a surrogate pair in it", "", '{"conversation":"a\\ud800b"}', 400, BOT_TOKEN],
    ["a control character in it", "", { conversation: "a\nb" }, 400, BOT_TOKEN],
    ["a wrong token", "", { conversation: "x" }, 401, "wrong"],
    ["no token", "", { conversation: "x" }, 401, null],
    ["no conversation", "", { bot: "b" }, 400, BOT_TOKEN],
    ["a conversation that is no string", "", { conversation: 7 }, 400, BOT_TOKEN],
    ["a conversation id that is too long", "", { conversation: "x".repeat(201) }, 400, BOT_TOKEN],
    ["no JSON", "", "{", 400, BOT_TOKEN],
    ["a list", "", "[]", 400, BOT_TOKEN],
    ["an unknown conversation", "conversation/nobody/activities", { activities: [] }, 404, BOT_TOKEN],
    ["an unknown conversation's refresh", "conversation/nobody/refresh", {}, 404, BOT_TOKEN],
    ["an unknown conversation's end", "conversation/nobody/disconnect", {}, 404, BOT_TOKEN],
    ["too large a body", "", `{"conversation":"${"x".repeat(120_000)}"}`, 413, BOT_TOKEN],
  ];
  test.each(refused)("%s is refused with a problem", async (_, path, body, status, token) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await bot.ask(path, {
      method: "POST",
      body: text,
      token,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      status,
      title: expect.any(String),
      code: expect.any(String),
    });
  });

  test("text that is no UTF-8 is refused, and so is a body that hides its length", async () => {
    expect((await bot.ask("", { method: "POST", body: invalidUtf8 })).status).toBe(400);
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(50_000).fill(32)),
    });
    expect((await bot.ask("", { method: "POST", body: endless })).status).toBe(413);
  });

  test("a second conversation of one id is a conflict once the first has begun", async () => {
    const { activitiesURL = "" } = await created("twice");
    expect((await bot.post("", { conversation: "twice" })).status).toBe(200);
    await bot.post(activitiesURL, activitiesOf("twice", [START]));
    const again = await bot.post("", { conversation: "twice" });
    expect([again.status, await again.json()]).toMatchObject([409, { code: "CONFLICT" }]);
  });

  test("activities of another conversation, none at all, and 10,000 at once are refused; the next are heard", async () => {
    const { activitiesURL = "" } = await created("strict");
    const statusOf = async (body: unknown) => (await bot.post(activitiesURL, body)).status;
    expect(await statusOf(activitiesOf("other", []))).toBe(400);
    expect(await statusOf({ conversation: "strict", activities: "none" })).toBe(400);
    const many = Array.from({ length: 10_000 }, () => 0);
    expect(await statusOf(activitiesOf("strict", many))).toBe(413);
    const before = bot.texts.length;
    const odd = [
      null,
      7,
      [],
      {},
      { type: "message" },
      { type: 3 },
      { type: "event" },
      { type: "odd", id: {} },
    ];
    const said = { type: "Message", text: "hello", parameters: { participant: "caller" } };
    expect(await statusOf(activitiesOf("strict", [START, ...odd, said]))).toBe(200);
    expect(bot.texts.length).toBe(before + 1);
  });

  test("beyond the most conversations a new one has to come later", async () => {
    const small = serveAudiocodes({ maxConversations: 1 });
    expect((await small.post("", { conversation: "1" })).status).toBe(200);
    const refused = await small.post("", { conversation: "2" });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    await small.close();
    expect(small.counts.conversationsRefused).toBe(1);
  });

  test("a plain GET of a socket's address is refused, and one of an unknown conversation is not found", async () => {
    const { websocketURL = "" } = await created("plain");
    expect((await bot.ask(websocketURL)).status).toBe(400);
    expect((await bot.ask("conversation/nobody/websocket")).status).toBe(404);
  });
});

describe("OAuth", () => {
  test("takes tokens of the issuer for this audience, and no others; without the keys it asks to come later", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const stranger = await generateKeyPair("ES256");
    let isAway = false;
    const keys = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: async () =>
        isAway
          ? new Response(null, { status: 500 })
          : Response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256" }] }),
    });
    const oauth = {
      issuer: "https://id.example",
      audience: "sidetone",
      jwksUrl: keys.url.href,
      keysDeadlineMs: 60_000,
    };
    const tokenOf = (change: { iss?: string; aud?: string; exp?: string; key?: CryptoKey } = {}) =>
      new SignJWT({})
        .setProtectedHeader({ alg: "ES256", kid: "k" })
        .setIssuer(change.iss ?? oauth.issuer)
        .setAudience(change.aud ?? oauth.audience)
        .setExpirationTime(change.exp ?? "5m")
        .sign(change.key ?? privateKey);
    const served = serveAudiocodes({ token: undefined, oauth });
    const statusOf = async (token: string) => (await served.ask("", { token })).status;
    expect(await statusOf(await tokenOf())).toBe(200);
    expect(await statusOf(await tokenOf({ iss: "https://other.example" }))).toBe(401);
    expect(await statusOf(await tokenOf({ aud: "other" }))).toBe(401);
    expect(await statusOf(await tokenOf({ exp: "-5m" }))).toBe(401);
    expect(await statusOf(await tokenOf({ key: stranger.privateKey }))).toBe(401);
    expect(await statusOf("no.jwt.atall")).toBe(401);
    await served.close();
    isAway = true;
    const cold = serveAudiocodes({ token: undefined, oauth });
    expect((await cold.ask("", { token: await tokenOf() })).status).toBe(503);
    await cold.close();
    await keys.stop(true);
  });
});
