import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  forBearer,
  type IdentityStandIn,
  startIdentityStandIn,
} from "../../../../test/support/identity-service.ts";
import { systemClock } from "../../../base/clock.ts";
import { five9Authenticator } from "./five9.ts";
import { genesysCloudAuthenticator } from "./genesys-cloud.ts";
import { salesforceAuthenticator } from "./salesforce.ts";
import { salesforceLwcAuthenticator } from "./salesforce-lwc.ts";
import { skipAuthenticator } from "./skip.ts";
import { twilioAuthenticator } from "./twilio.ts";
import { twilioAppAuthenticator } from "./twilio-app.ts";

const ORG = "00D5g000004ABcd";
const ORG_18 = "00D5g000004ABcdEAG";
const GENESYS_ORG = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

let service: IdentityStandIn;
let options: { baseUrl: string; clock: typeof systemClock; deadlineMs: number };
beforeEach(() => {
  service = startIdentityStandIn();
  options = { baseUrl: service.baseUrl, clock: systemClock, deadlineMs: 60_000 };
});
afterEach(() => service.close());

test("Five9 lets in exactly Bearer and the shared secret", async () => {
  const judge = five9Authenticator({ token: "a shared secret" });
  expect(await judge("Bearer a shared secret")).toEqual({ user: "" });
  for (const wrong of [
    "",
    "Bearer",
    "Bearer ",
    "a shared secret",
    "bearer a shared secret",
    "Bearer a shared secret ",
  ]) {
    expect(await judge(wrong)).toBeNull();
  }
});

test("Skip lets everybody in", async () => {
  expect(await skipAuthenticator()("")).toEqual({ user: "" });
});

describe.each([
  ["Salesforce", salesforceAuthenticator, "005user"],
  ["SalesforceLWC", salesforceLwcAuthenticator, ""],
] as const)("%s", (_, make, user) => {
  const userInfo = (organization: string) => ({ user_id: "005user", organization_id: organization });
  const USER_INFO = "GET /services/oauth2/userinfo";

  test("lets in a user of our organisation, whichever form its id has, bare and after Bearer", async () => {
    service.routes.set(USER_INFO, forBearer("good", userInfo(ORG_18)));
    for (const organizationId of [ORG, ORG_18]) {
      const judge = make({ ...options, organizationId });
      expect(await judge("good")).toEqual({ user });
      expect(await judge("Bearer good")).toEqual({ user });
    }
  });

  test("refuses a bad token, another organisation, and a part of our organisation's id", async () => {
    const judge = make({ ...options, organizationId: ORG });
    service.routes.set(USER_INFO, forBearer("good", userInfo(ORG)));
    for (const token of ["", "bad", "Bearer ", "two words", "line\nbreak"])
      expect(await judge(token)).toBeNull();
    const others = ["00D5g000004ABcD", "00D5g000004ABcdEAA", "00D", "0", "", "00D5g000004ABc"];
    for (const other of others) {
      service.routes.set(USER_INFO, forBearer("good", userInfo(other)));
      expect(await judge("good")).toBeNull();
    }
  });

  test("shows the token in a header and never in an address", async () => {
    service.routes.set(USER_INFO, forBearer("good", userInfo(ORG)));
    await make({ ...options, organizationId: ORG })("Bearer good");
    expect(service.asked).toEqual([USER_INFO]);
  });

  test("does not carry the token along a redirect", async () => {
    service.routes.set(USER_INFO, () => Response.redirect(`${service.baseUrl}/elsewhere`, 302));
    expect(await make({ ...options, organizationId: ORG })("good")).toBeNull();
    expect(service.asked).toEqual([USER_INFO]);
  });

  test("a service that fails, hangs, answers too much or is away is no refusal, and is told within the deadline", async () => {
    const judge = make({ ...options, organizationId: ORG });
    service.routes.set(USER_INFO, () => new Response("boom", { status: 500 }));
    await expect(judge("good")).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
    service.routes.set(USER_INFO, () => new Response("x".repeat(100_000)));
    await expect(judge("good")).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    service.routes.set(USER_INFO, () => new Promise(() => {}));
    const impatient = make({ ...options, deadlineMs: 50, organizationId: ORG });
    await expect(impatient("good")).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", retryable: true });
    await service.close();
    await expect(judge("good")).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryable: true });
  });
});

test("GenesysCloud lets in an active user of our organisation only, though a region serves many", async () => {
  const judge = genesysCloudAuthenticator({ ...options, organizationId: GENESYS_ORG });
  const me = (id: string, state = "active") =>
    service.routes.set("GET /api/v2/users/me", forBearer("good", { id: "u1", state, organization: { id } }));
  me(GENESYS_ORG.toUpperCase());
  expect(await judge("Bearer good")).toEqual({ user: "u1" });
  expect(await judge("")).toBeNull();
  expect(await judge("bad")).toBeNull();
  me(GENESYS_ORG, "deleted");
  expect(await judge("good")).toBeNull();
  me("ffffffff-4b5a-6978-8796-a5b4c3d2e1f0");
  expect(await judge("good")).toBeNull();
  service.routes.set("GET /api/v2/users/me", forBearer("good", { id: "u1" }));
  expect(await judge("good")).toBeNull();
});

test("Twilio asks the account's own function, and what its reply adds has to agree", async () => {
  const judge = twilioAuthenticator({ ...options, accountSid: "AC1" });
  const verify = (reply: object | string) =>
    service.routes.set("POST /verify", async (request) => {
      const { Token } = (await request.json()) as { Token: string };
      if (Token !== "flex") return new Response("no", { status: 403 });
      return typeof reply === "string" ? new Response(reply) : Response.json(reply);
    });
  verify("ok");
  expect(await judge("flex")).toEqual({ user: "" });
  expect(await judge("Bearer other")).toBeNull();
  verify({ valid: true, identity: "dana", account_sid: "AC1" });
  expect(await judge("Bearer flex")).toEqual({ user: "dana" });
  verify({ valid: false });
  expect(await judge("flex")).toBeNull();
  verify({ valid: true, account_sid: "AC2" });
  expect(await judge("flex")).toBeNull();
});

test("Twilio's app credentials are checked at Twilio for our account alone", async () => {
  const judge = twilioAppAuthenticator({ ...options, accountSid: "AC1" });
  const path = "GET /2010-04-01/Accounts/AC1.json";
  let status = "active";
  service.routes.set(path, (request) =>
    request.headers.get("authorization") === `Basic ${btoa("AC1:right")}`
      ? Response.json({ sid: "AC1", status })
      : new Response(null, { status: 401 }),
  );
  expect(await judge({ accountSid: "AC1", authToken: "right" })).toEqual({ user: "" });
  expect(await judge({ accountSid: "AC1", authToken: "wrong" })).toBeNull();
  service.asked.length = 0;
  const strangers = [{}, { accountSid: "AC2", authToken: "right" }, { accountSid: "AC1", authToken: 7 }];
  for (const body of strangers) expect(await judge(body)).toBeNull();
  expect(service.asked).toEqual([]);
  status = "suspended";
  expect(await judge({ accountSid: "AC1", authToken: "right" })).toBeNull();
});
