import { describe, expect, test } from "bun:test";
import { SignJWT } from "jose";
import { systemClock } from "../../base/clock.ts";
import { createDesktopTokens } from "./desktop-token.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const NAME = "projects/p/locations/global/conversations/five9-0000000001";

function office(overrides: Partial<Parameters<typeof createDesktopTokens>[0]> = {}) {
  let nowMs = 1_000_000_000_000;
  const clock = { ...systemClock, now: () => nowMs };
  const advance = (byMs: number) => {
    nowMs += byMs;
  };
  const tokens = createDesktopTokens({
    secret: SECRET,
    project: "p",
    lifetimeMs: 60_000,
    clock,
    ...overrides,
  });
  return { advance, tokens };
}

describe("desktop tokens", () => {
  test("carry the conversation, the project and the user, bare or after Bearer", async () => {
    const { tokens } = office();
    const token = await tokens.issue({ conversationName: NAME, user: "dana" });
    for (const form of [token, `Bearer ${token}`]) {
      const claims = await tokens.verify(form);
      expect(claims.conversations).toEqual([NAME]);
      expect(claims.gcp_agent_assist_project).toBe("p");
      expect(claims.gcp_agent_assist_user).toBe("dana");
      expect(claims.exp - claims.iat).toBe(60);
    }
  });

  test("are refused after their time, yet renewed within the grace period", async () => {
    const { advance, tokens } = office({ refreshGraceMs: 30_000 });
    const token = await tokens.issue({ conversationName: NAME });
    advance(70_000);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const renewed = await tokens.refresh(token);
    expect((await tokens.verify(renewed)).conversations).toEqual([NAME]);
    advance(30_000);
    await expect(tokens.refresh(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("are not renewed for ever", async () => {
    const { advance, tokens } = office({ sessionLimitMs: 100_000 });
    const first = await tokens.issue({ conversationName: NAME });
    advance(50_000);
    const second = await tokens.refresh(first);
    advance(50_000);
    await expect(tokens.refresh(second)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("of another secret, another project, another algorithm or no signature are refused", async () => {
    const { tokens } = office();
    const otherSecret = await office({ secret: "x".repeat(32) }).tokens.issue({ conversationName: NAME });
    const otherProject = await office({ project: "q" }).tokens.issue({ conversationName: NAME });
    const claims = { gcp_agent_assist_project: "p", conversations: [NAME], jti: "1" };
    const key = new TextEncoder().encode(SECRET.repeat(2));
    const otherAlgorithm = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS512" })
      .setIssuedAt(1_000_000_000)
      .setExpirationTime(1_000_000_060)
      .sign(key);
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encode({ alg: "none" })}.${encode({ ...claims, iat: 1_000_000_000, exp: 1_000_000_060 })}.`;
    for (const token of [otherSecret, otherProject, otherAlgorithm, unsigned, "not.a.token", "", "Bearer "]) {
      await expect(tokens.verify(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      await expect(tokens.refresh(token)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });

  test("are refused unread beyond a length that none of Sidetone's has", async () => {
    const { tokens } = office();
    const { exp, iat, jti, ...claims } = await tokens.verify(await tokens.issue({ conversationName: NAME }));
    const sign = (padding: string) =>
      new SignJWT({ ...claims, padding })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .setJti(jti)
        .sign(new TextEncoder().encode(SECRET));
    expect(await tokens.verify(await sign(""))).toMatchObject({ jti });
    const long = await sign("x".repeat(8_192));
    for (const attempt of [tokens.verify(long), tokens.refresh(`Bearer ${long}`)])
      await expect(attempt).rejects.toMatchObject({ message: "Failed to parse your token." });
  });

  test("need a secret of 32 characters", () => {
    expect(() => office({ secret: "short" })).toThrow("32 or more characters");
  });
});
