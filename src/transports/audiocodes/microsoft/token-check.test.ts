import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { generateKeyPair, SignJWT } from "jose";
import { type MicrosoftCloud, startMicrosoftCloud } from "../../../../simulators/vaic/microsoft/cloud.ts";
import { systemClock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { createMicrosoftTokens } from "./token-check.ts";

let cloud: MicrosoftCloud;
beforeAll(async () => {
  cloud = await startMicrosoftCloud();
});
afterAll(() => cloud.close());

const ISSUER = "https://api.botframework.com";

function tokens(overrides: { metadataUrl?: string; issuers?: string[] } = {}) {
  const { appId, openIdMetadataUrl } = cloud;
  return createMicrosoftTokens({
    appId,
    issuers: [ISSUER],
    metadataUrl: openIdMetadataUrl,
    clock: systemClock,
    ...overrides,
  });
}

const usual = () => ({ serviceUrl: cloud.serviceUrl, channelId: "directline" });

async function codeOf(work: Promise<void>): Promise<string> {
  const caught = await work.then(
    () => undefined,
    (error: unknown) => SidetoneError.from(error),
  );
  return caught?.code ?? "let in";
}

describe("a Bot Framework request's token", () => {
  test("lets the Bot Framework in", async () => {
    expect(await codeOf(tokens().verify(`Bearer ${await cloud.issueToken()}`, usual()))).toBe("let in");
  });

  test.each([
    ["another audience", { aud: "somebody-else" }],
    ["another issuer", { iss: "https://elsewhere.example" }],
    ["a time that is over", { exp: Math.floor(Date.now() / 1000) - 3_600 }],
    ["a time that has not begun", { nbf: Math.floor(Date.now() / 1000) + 3_600 }],
    ["another service URL", { serviceurl: "https://elsewhere.example/" }],
  ])("is refused with %s", async (_, claims) => {
    const token = await cloud.issueToken(claims);
    expect(await codeOf(tokens().verify(`Bearer ${token}`, usual()))).toBe("UNAUTHENTICATED");
  });

  test("is refused on a channel its key does not vouch for", async () => {
    const token = await cloud.issueToken();
    const verified = tokens().verify(`Bearer ${token}`, { ...usual(), channelId: "msteams" });
    expect(await codeOf(verified)).toBe("UNAUTHENTICATED");
  });

  test("is refused when somebody else signed it, under a key id of the cloud's or another", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const { kid } = JSON.parse(atob((await cloud.issueToken()).split(".")[0] ?? "")) as { kid: string };
    const check = tokens();
    for (const keyId of [kid, "stranger"]) {
      const token = await new SignJWT({ iss: ISSUER, aud: cloud.appId })
        .setProtectedHeader({ alg: "RS256", kid: keyId })
        .setExpirationTime("1h")
        .sign(privateKey);
      expect(await codeOf(check.verify(`Bearer ${token}`, usual()))).toBe("UNAUTHENTICATED");
    }
  });

  test.each([
    ["none", null],
    ["an empty one", "Bearer "],
    ["nonsense", "Bearer abc"],
    ["one without a signature", `Bearer ${btoa('{"alg":"none"}')}.${btoa("{}")}.`],
    ["one of any length", `Bearer ${"a".repeat(100_000)}`],
  ])("is refused when it is %s", async (_, authorization) => {
    expect(await codeOf(tokens().verify(authorization, usual()))).toBe("UNAUTHENTICATED");
  });

  test("of strangers does not have the keys fetched again and again", async () => {
    const check = tokens();
    await check.verify(`Bearer ${await cloud.issueToken()}`, usual());
    const before = cloud.keysAsked();
    const { privateKey } = await generateKeyPair("RS256");
    for (const keyId of ["a", "b", "c", "d"]) {
      const token = await new SignJWT({}).setProtectedHeader({ alg: "RS256", kid: keyId }).sign(privateKey);
      await check.verify(`Bearer ${token}`, usual()).catch(() => {});
    }
    expect(cloud.keysAsked() - before).toBeLessThanOrEqual(1);
  });

  test("cannot be judged while the keys cannot be had, which is not the sender's fault", async () => {
    const check = tokens({ metadataUrl: "http://127.0.0.1:1/openid" });
    expect(await codeOf(check.verify(`Bearer ${await cloud.issueToken()}`, usual()))).toBe(
      "UPSTREAM_UNAVAILABLE",
    );
  });
});
