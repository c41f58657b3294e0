import { afterAll, beforeAll, expect, test } from "bun:test";
import { SignJWT } from "jose";
import { type ProxyKeys, startProxyKeys } from "../../test/support/proxy-keys.ts";
import { systemClock } from "../base/clock.ts";
import { createProxyIdentity } from "./proxy-identity.ts";
import { createSigner } from "./signing.ts";

let keys: ProxyKeys;
beforeAll(async () => {
  keys = await startProxyKeys();
});
afterAll(() => keys.close());

const read = (overrides: { keysUrl?: string; roles?: ReadonlyMap<string, ["view"]> } = {}) =>
  createProxyIdentity({
    keysUrl: keys.url,
    issuer: keys.issuer,
    audience: keys.audience,
    roles: new Map([
      ["ana@example.com", ["view", "act"]],
      ["*", ["view"]],
    ]),
    signer: createSigner("s".repeat(32), "sessions"),
    clock: systemClock,
    ...overrides,
  });

test("the proxy's token tells who it is; rights go by address, in any case, or to everybody", async () => {
  const ana = await read()(await keys.sign({ email: "Ana@Example.com" }));
  expect(ana).toMatchObject({ name: "ana@example.com", roles: ["view", "act"], via: "proxy" });
  expect(ana?.expiresAtMs).toBeGreaterThan(Date.now());
  const bo = await read()(await keys.sign({ email: "bo@example.com" }, { algorithm: "RS256" }));
  expect(bo?.roles).toEqual(["view"]);
  expect(bo?.csrfToken).not.toBe(ana?.csrfToken);
});

test("a person without rights is unknown", async () => {
  const strict = read({ roles: new Map([["ana@example.com", ["view"]]]) });
  expect(await strict(await keys.sign({ email: "bo@example.com" }))).toBeNull();
});

test("a token that is too old, of others, for others, unsigned or signed otherwise is nobody's", async () => {
  const email = "ana@example.com";
  const secret = new TextEncoder().encode("s".repeat(32));
  const [header = "", body = "", signature = ""] = (await keys.sign({ email })).split(".");
  const wrong = [
    await keys.sign({ email }, { expiresInS: -60 }),
    await keys.sign({ email }, { audience: "/projects/2/global/backendServices/9" }),
    await keys.sign({ email }, { issuer: "https://elsewhere.example.com" }),
    await keys.sign({}),
    await keys.sign({ email }, { isForeignKey: true }),
    await new SignJWT({ email })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(keys.issuer)
      .setAudience(keys.audience)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(secret),
    `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`,
    `${header}.${Buffer.from(JSON.stringify({ email: "bo@example.com" })).toString("base64url")}.${signature}`,
    "",
    "nonsense",
    "x".repeat(10_000),
  ];
  for (const token of wrong) expect(await read()(token)).toBeNull();
});

test("while the proxy's keys cannot be had, nobody is refused for good", async () => {
  const work = read({ keysUrl: "http://127.0.0.1:1/keys" })(await keys.sign({ email: "ana@example.com" }));
  await expect(work).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
});
