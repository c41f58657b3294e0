import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import type { OperatorTokenSetting } from "../settings/operators.ts";
import { createOperatorTokens } from "./operator-tokens.ts";
import { createSessions } from "./sessions.ts";
import { createSigner } from "./signing.ts";

const HOUR_MS = 3_600_000;
const ANA: OperatorTokenSetting = { name: "ana", roles: ["view", "act"], token: "token-of-ana-0123456" };

function setUp(operators: OperatorTokenSetting[] = [ANA], secret = "s".repeat(32)) {
  const clock = new SimulatedClock();
  const signer = createSigner(secret, "sessions");
  const tokens = createOperatorTokens(operators, signer);
  const sessions = createSessions({ tokens, signer, lifetimeMs: HOUR_MS, clock });
  const begin = () => {
    const operator = tokens.ofToken(ANA.token);
    if (operator === null) throw new Error("ana is not known");
    return sessions.begin(operator).text;
  };
  return { clock, tokens, sessions, begin };
}

describe("a session", () => {
  test("says who, with which rights and until when, and each has its own token against forged requests", () => {
    const { sessions, begin } = setUp();
    const [one, two] = [sessions.read(begin()), sessions.read(begin())];
    expect(one).toMatchObject({ name: "ana", roles: ["view", "act"], via: "cookie", expiresAtMs: HOUR_MS });
    expect(one?.csrfToken).toHaveLength(43);
    expect(one?.csrfToken).not.toBe(two?.csrfToken);
  });

  test("tells nothing secret, and holds only as it was signed", () => {
    const { sessions, begin } = setUp();
    const text = begin();
    const [body = "", signature = ""] = text.split(".");
    const claims = Buffer.from(body, "base64url").toString();
    expect(claims).not.toContain(ANA.token);
    const forged = Buffer.from(claims.replace('"ana"', '"operator"')).toString("base64url");
    for (const wrong of [
      `${forged}.${signature}`,
      `${body}.`,
      body,
      `${text}.x`,
      "",
      ".",
      "x".repeat(5_000),
    ]) {
      expect(sessions.read(wrong)).toBeNull();
    }
    expect(setUp([ANA], "t".repeat(32)).sessions.read(text)).toBeNull();
  });

  test("ends with its time, with a sign-out, and with the operator's token", () => {
    const { clock, sessions, begin } = setUp();
    const text = begin();
    const other = begin();
    sessions.revoke(text);
    expect(sessions.read(text)).toBeNull();
    expect(sessions.read(other)).not.toBeNull();
    expect(setUp([{ ...ANA, token: "another-token-of-ana" }]).sessions.read(other)).toBeNull();
    expect(setUp([{ ...ANA, name: "bo" }]).sessions.read(other)).toBeNull();
    clock.increment(HOUR_MS);
    expect(sessions.read(other)).toBeNull();
  });

  test("follows its operator's rights as they are configured now", () => {
    const text = setUp().begin();
    expect(setUp([{ ...ANA, roles: ["view"] }]).sessions.read(text)?.roles).toEqual(["view"]);
  });
});

test("a token belongs to one operator, and a wrong one to nobody", () => {
  const bo: OperatorTokenSetting = { name: "bo", roles: ["view"], token: "token-of-bo-01234567" };
  const { tokens } = setUp([ANA, bo]);
  expect(tokens.ofToken(bo.token)?.name).toBe("bo");
  expect(tokens.ofToken(ANA.token)?.name).toBe("ana");
  for (const wrong of ["", "token-of-bo-0123456", `${bo.token} `]) expect(tokens.ofToken(wrong)).toBeNull();
});
