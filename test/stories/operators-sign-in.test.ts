/** Who gets in at the operators' doors of a running Sidetone: by page and cookie, or by an identity proxy. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  cookieOf,
  type OperatorScene,
  PROXY_EMAIL,
  PROXY_HEADER,
  startOperatorScene,
  TOKENS,
} from "../support/operator-scene.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
let scene: OperatorScene;
beforeAll(async () => {
  scene = await startOperatorScene();
}, STORY_MS);
afterAll(() => scene.close(), STORY_MS);

describe("the page", () => {
  test("leads to the sign-in and back, and is held to this host", async () => {
    const target = `/operators/calls/${scene.callKey}?at=5`;
    const away = await fetch(scene.base + target, { redirect: "manual" });
    expect(away.status).toBe(303);
    const login = new URL(away.headers.get("location") ?? "", scene.base);
    expect([login.pathname, login.searchParams.get("next")]).toEqual(["/operators/login", target]);
    const form = await fetch(login);
    expect(form.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await form.text()).toContain(`name="next" value="${target}"`);

    const signedIn = await scene.signIn(TOKENS.vera, {}, target);
    expect(signedIn.status).toBe(303);
    const cookie = cookieOf(signedIn);
    const hop = await fetch(new URL(signedIn.headers.get("location") ?? "", scene.base), {
      headers: { cookie },
      redirect: "manual",
    });
    expect([hop.status, hop.headers.get("location")]).toEqual([303, target]);

    const page = await fetch(scene.base + target, { headers: { cookie } });
    const policy = page.headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "connect-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toContain("http");
    const html = await page.text();
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "none";
    expect(html).toContain(`<script type="module" nonce="${nonce}" src="/assets/`);
    const settings = JSON.parse(/id="operators-settings">([^<]+)</.exec(html)?.[1] ?? "{}");
    expect(settings).toMatchObject({
      session: { name: "vera", roles: ["view"] },
      version: expect.any(String),
    });
    expect(html).not.toContain(TOKENS.vera);
  });

  test("a link on another site is asked for once more from here, where the browser sends its cookie", async () => {
    const response = await fetch(`${scene.base}/operators/calls/x%22y`, {
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('http-equiv="refresh" content="0;url=/operators/calls/x%22y"');
  });

  test("a browser that does not keep the cookie is told so", async () => {
    const signedIn = await scene.signIn(TOKENS.vera);
    const page = await fetch(new URL(signedIn.headers.get("location") ?? "", scene.base));
    expect(await page.text()).toContain("did not keep the session");
  });
});

describe("the session", () => {
  test("is in cookies that no script and no other site gets, and ends with the sign-out", async () => {
    const response = await scene.signIn(TOKENS.vera);
    for (const cookie of response.headers.getSetCookie()) {
      // Plain HTTP on this machine: no Secure.
      expect(cookie).toMatch(
        /^sidetone_operator=[\w.-]+; Path=\/(operators|socket\.io\/); Max-Age=28800; HttpOnly; SameSite=Strict$/,
      );
    }
    const tls = await scene.signIn(TOKENS.vera, { "x-forwarded-proto": "https" });
    for (const cookie of tls.headers.getSetCookie()) expect(cookie).toEndWith("; Secure");

    const { cookie, csrf } = await scene.sessionOf("vera");
    const signOut = (headers: Record<string, string>) =>
      fetch(`${scene.base}/operators/logout`, {
        method: "POST",
        headers: { cookie, origin: scene.base, ...headers },
      });
    expect((await signOut({})).status).toBe(403);
    const left = await signOut({ "x-sidetone-csrf": csrf });
    expect(left.status).toBe(200);
    expect(left.headers.getSetCookie().every((one) => one.includes("Max-Age=0"))).toBe(true);
    expect((await scene.api("/session", { cookie })).status).toBe(401);
    const actions = (await scene.audit("operator=vera")).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(["logout", "login"]);
  });

  test("changes nothing for a page of another site", async () => {
    const { cookie, csrf } = await scene.sessionOf("rita");
    const reveal = (headers: Record<string, string>) =>
      scene.api(`/calls/${scene.callKey}/reveal`, { cookie, ...headers }, { method: "POST" });
    const ours = { origin: scene.base, "x-sidetone-csrf": csrf };
    expect((await reveal(ours)).status).toBe(200);
    const other = (await scene.sessionOf("rita")).csrf;
    for (const forged of [
      { origin: scene.base },
      { ...ours, "x-sidetone-csrf": "" },
      { ...ours, "x-sidetone-csrf": other },
      { ...ours, origin: "https://evil.example" },
      { ...ours, origin: "null" },
      { ...ours, "sec-fetch-site": "cross-site" },
      { ...ours, "sec-fetch-site": "same-site" },
      { "x-sidetone-csrf": csrf },
    ]) {
      expect((await reveal(forged)).status).toBe(403);
    }
  });
});

describe("signing in", () => {
  test("is refused from the form of another site", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { origin: "null" },
    ]) {
      const response = await scene.signIn(TOKENS.vera, headers);
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  test("lets the right token in however many wrong ones came, invented addresses or not", async () => {
    for (let round = 0; round < 12; round += 1) {
      const guesses = Array.from({ length: 10 }, (_, index) =>
        scene.signIn(`guess-number-0000${round}${index}`, { "x-forwarded-for": `203.0.113.${index}` }),
      );
      const right = scene.signIn(TOKENS.vera, { "x-forwarded-for": "203.0.113.1" });
      expect((await right).status).toBe(303);
      for (const guess of await Promise.all(guesses)) expect(guess.status).toBe(403);
    }
    // The header is not trusted here: all of these came from one address.
    const slow = await scene.signIn("guess-number-0000001", { "x-forwarded-for": "198.51.100.7" });
    expect(Number(slow.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await scene.audit("operator=unknown")).at(0)).toMatchObject({
      action: "login",
      outcome: "refused",
    });
  });
});

describe("an identity proxy", () => {
  const ask = async (claims: object, options = {}, headers = {}) =>
    scene.api("/session", { [PROXY_HEADER]: await scene.keys.sign({ ...claims }, options), ...headers });

  test("vouches for operators by its signed token, with the rights of their address", async () => {
    const response = await ask({ email: "Pia@Example.com" });
    expect(await response.json()).toMatchObject({ name: PROXY_EMAIL, roles: ["view", "reveal"] });
    const token = await scene.keys.sign({ email: PROXY_EMAIL });
    const page = await fetch(`${scene.base}/operators/`, {
      headers: { [PROXY_HEADER]: token },
      redirect: "manual",
    });
    expect(page.status).toBe(200);
  });

  test("is not believed when its token is too old, for others, of others or forged", async () => {
    const email = PROXY_EMAIL;
    for (const response of [
      await ask({ email }, { expiresInS: -120 }),
      await ask({ email }, { audience: "/projects/9" }),
      await ask({ email }, { issuer: "https://evil.example" }),
      await ask({ email }, { isForeignKey: true }),
      await ask({ email: "bob@example.com" }),
      await scene.api("/session", { [PROXY_HEADER]: email }),
    ]) {
      expect(response.status).toBe(401);
    }
  });

  test("does not let another site's page act for the operator", async () => {
    const token = { [PROXY_HEADER]: await scene.keys.sign({ email: PROXY_EMAIL }) };
    const { csrfToken } = (await (await scene.api("/session", token)).json()) as { csrfToken: string };
    const reveal = (headers: Record<string, string>) =>
      scene.api(`/calls/${scene.callKey}/reveal`, { ...token, ...headers }, { method: "POST" });
    expect((await reveal({ origin: scene.base })).status).toBe(403);
    expect((await reveal({ "x-sidetone-csrf": csrfToken, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await reveal({ "x-sidetone-csrf": csrfToken, origin: scene.base })).status).toBe(200);
  });
});
