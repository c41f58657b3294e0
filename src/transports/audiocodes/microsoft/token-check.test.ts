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

function tokens(overrides: { metadataUrl?: string; issuers?: string[]; skillCallers?: string[] } = {}) {
  const { appId, openIdMetadataUrl, skillHost } = cloud;
  return createMicrosoftTokens({
    appId,
    issuers: [ISSUER, skillHost.tenantId],
    skillCallers: [skillHost.appId],
    metadataUrl: openIdMetadataUrl,
    tenantMetadataUrl: skillHost.openIdMetadataUrl,
    clock: systemClock,
    ...overrides,
  });
}

const usual = () => ({ serviceUrl: cloud.serviceUrl, channelId: "directline" });

async function codeOf(work: Promise<unknown>): Promise<string> {
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
    ["no service URL", { serviceurl: undefined }],
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

describe("a token of a bot that calls Sidetone as its skill", () => {
  const verified = async (
    claims: Record<string, unknown> = {},
    version: "1.0" | "2.0" = "1.0",
    overrides: Parameters<typeof tokens>[0] = {},
  ) => {
    const authorization = `Bearer ${await cloud.skillHost.issueToken(claims, version)}`;
    const { serviceUrl } = cloud.skillHost;
    return await tokens(overrides).verify(authorization, { serviceUrl, channelId: "pva-studio" });
  };

  test.each(["1.0", "2.0"] as const)("of version %s lets it in, and answers are for it", async (version) => {
    expect(await verified({}, version)).toEqual({ audience: cloud.skillHost.appId });
  });

  test("lets in beside the Bot Framework, whose answers are for its connector service", async () => {
    const check = tokens();
    const authorization = `Bearer ${await cloud.issueToken()}`;
    expect(await check.verify(authorization, usual())).toEqual({ audience: ISSUER });
  });

  test("is taken from a tenant named by its whole issuer", async () => {
    const issuers = [`https://sts.windows.net/${cloud.skillHost.tenantId}/`];
    expect(await codeOf(verified({}, "1.0", { issuers }))).toBe("let in");
    expect(await codeOf(verified({}, "2.0", { issuers }))).toBe("UNAUTHENTICATED");
  });

  test.each([
    ["another audience", { aud: "somebody-else" }, "1.0"],
    ["another tenant", { iss: "https://sts.windows.net/9f0a0b0c-0000-4000-8000-000000000000/" }, "1.0"],
    ["the Bot Framework as its issuer", { iss: ISSUER }, "1.0"],
    ["another caller", { appid: "9f0a0b0c-0000-4000-8000-000000000001" }, "1.0"],
    ["another caller in version 2", { azp: "9f0a0b0c-0000-4000-8000-000000000001" }, "2.0"],
    ["the caller in the other version's claim", { azp: undefined, appid: "x" }, "2.0"],
    ["no caller", { appid: undefined }, "1.0"],
    ["no version", { ver: undefined }, "1.0"],
    ["a version that nobody knows", { ver: "3.0" }, "1.0"],
    ["a time that is over", { exp: Math.floor(Date.now() / 1000) - 3_600 }, "1.0"],
  ] as const)("is refused with %s", async (_, claims, version) => {
    expect(await codeOf(verified({ ...claims }, version))).toBe("UNAUTHENTICATED");
  });

  test("is refused where no bot may call, and any bot of the tenant may where the setting says so", async () => {
    expect(await codeOf(verified({}, "1.0", { skillCallers: [] }))).toBe("UNAUTHENTICATED");
    const anybody = { skillCallers: ["*"] };
    expect(await verified({ appid: "another" }, "1.0", anybody)).toEqual({ audience: "another" });
  });
});
