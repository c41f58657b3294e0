/** Weaknesses of security: whom the connector lets do what. */
import { describe, expect, test } from "bun:test";
import { openDesk } from "./desk.ts";
import {
  ALLOWED_ORIGIN,
  api,
  createConversation,
  createParticipant,
  newConversationId,
  openTarget,
} from "./target.ts";
import {
  ask,
  configOf,
  mint,
  own,
  say,
  scopedTo,
  target,
  token,
  upstreamRequests,
} from "./weakness-stage.ts";

export function testSecurity(): void {
  describe("security", () => {
    test("1: no token signed with an empty, a guessed or no key is accepted, and a short key stops the start", async () => {
      const header = btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replaceAll("=", "");
      const good = (await mint(own.jwtSecret)).split(".");
      const forged = [
        await mint("\u0000"),
        await mint("secret"),
        `${header}.${good[1]}.`,
        `${good[0]}.${good[1]}.`,
        `${good[0]}.${btoa("{}").replaceAll("=", "")}.${good[2]}`,
      ];
      expect((await ask("conversations/none", { token: await mint(own.jwtSecret) })).status).toBe(404);
      for (const bad of forged) {
        expect((await ask("conversations/none", { token: bad })).json).toEqual({
          message: "Failed to parse your token.",
        });
        await expect(openDesk(target, { token: bad })).rejects.toThrow("authentication failed");
      }
      expect(configOf({ JWT_SECRET: "short" })).toThrow();
      expect(configOf({ JWT_SECRET: "" })).toThrow();
    });

    test("2: no part of a path becomes another host, location, project or version", async () => {
      const before = upstreamRequests();
      const conversation = "conversations/c";
      const paths = [
        `/v2beta1/projects/${target.project}/locations/evil.example.com%2F/${conversation}`,
        `/v2beta1/projects/${target.project}/locations/evil.example.com%23/${conversation}`,
        `/v2beta1/projects/${target.project}/locations/us-central1@evil/${conversation}`,
        `/v2beta1/projects/${target.project}/locations/us-central1%00/${conversation}`,
        `/v2beta1/projects/${target.project}/locations/us-central1/conversations/a%2F..%2F..%2Fagents`,
        `/v2beta1/projects/${target.project}/locations/us-central1/conversations/..%2F..%2Fagent`,
        `/v3/projects/${target.project}/locations/us-central1/${conversation}`,
      ];
      for (const path of paths) expect((await api(target, { token, path })).status).toBe(404);
      for (const name of [`${target.project}/locations/asia-east1`, "other-project/locations/us-central1"]) {
        expect((await api(target, { token, path: `/v2beta1/projects/${name}/${conversation}` })).status).toBe(
          403,
        );
      }
      expect(upstreamRequests()).toBe(before);
      const listed = `/v2beta1/projects/${target.project}/locations/europe-west1/${conversation}?key=k&access_token=t`;
      await api(target, { token, path: listed });
      expect(own.stage.rest?.requests.at(-1)?.url).toBe(listed.split("?")[0] ?? "");
    });

    test("3: a token of few rights reaches its own conversation only: over REST, by names, records, keys and rooms", async () => {
      const mine = await createConversation(target, token);
      const other = await createConversation(target, token);
      const customer = await createParticipant(target, token, other, "END_USER");
      const scoped = await scopedTo(mine);
      const path = (name: string) => `/v2beta1/${name}`;
      const status = async (method: string, at: string, body?: unknown) =>
        (await api(target, { token: scoped, method, path: at, ...(body === undefined ? {} : { body }) }))
          .status;
      expect(await status("GET", path(mine))).toBe(200);
      expect(await status("GET", path(other))).toBe(403);
      expect(await status("POST", `${path(other)}:complete`)).toBe(403);
      expect(await status("POST", `${path(customer)}:analyzeContent`, { textInput: { text: "x" } })).toBe(
        403,
      );
      expect(await status("POST", path(`${target.parent}/conversations?conversationId=third`), {})).toBe(403);
      const inBody = { query: { text: "x" }, conversation: other, conversationProfile: target.profileName };
      expect(await status("POST", path(`${target.parent}/suggestions:searchKnowledge`), inBody)).toBe(403);
      const latest = { latestMessage: `${other}/messages/m` };
      expect(await status("POST", `${path(mine)}/suggestions:suggestConversationSummary`, latest)).toBe(403);
      expect(await status("GET", path(`${target.parent}/conversationProfiles/another`))).toBe(403);
      expect(await status("GET", path(target.profileName))).toBe(200);

      const summaryOf = async (name: string, by: string) => {
        const at = `${path(name)}/suggestions:suggestConversationSummary`;
        const reply = await api(target, { token: by, method: "POST", path: at, body: {} });
        return (reply.json.summary as { answerRecord: string }).answerRecord;
      };
      const patch = (record: string) =>
        status("PATCH", `${path(record)}?updateMask=answerFeedback`, { answerFeedback: { clicked: true } });
      expect(await patch(await summaryOf(mine, scoped))).toBe(200);
      expect(await patch(await summaryOf(other, token))).toBe(403);

      const keep = (conversationIntegrationKey: string, conversationName: string, by: string) =>
        api(target, {
          token: by,
          method: "POST",
          path: "/conversation-name",
          body: { conversationIntegrationKey, conversationName },
        });
      await keep("their key", other, token);
      expect((await keep("my key", other, scoped)).status).toBe(403);
      expect((await keep("their key", mine, scoped)).status).toBe(403);
      const key = "/conversation-name?conversationIntegrationKey=their%20key";
      expect((await api(target, { token: scoped, path: key })).json).toEqual({ conversationName: "" });
      expect(await status("DELETE", key)).toBe(404);
      expect((await api(target, { token, path: key })).json).toEqual({ conversationName: other });

      const desk = await openDesk(target, { token: scoped });
      expect((await desk.emit("join-conversation", other))[0]).toBe(false);
      expect((await desk.emit("join-conversation", mine))[0]).toBe(true);
      desk.close();
    });

    test("3: what another project's resource in a body would reach is refused for every token", async () => {
      const body = { conversationProfile: "projects/other/locations/us-central1/conversationProfiles/demo" };
      const tail = `conversations?conversationId=${newConversationId()}`;
      expect((await ask(tail, { method: "POST", body })).status).toBe(403);
    });

    test("3: where the setting asks for it, no token covers the whole project", async () => {
      const strict = await openTarget({ CONNECTOR_TOKEN_SCOPE: "conversations" });
      try {
        const register = (body?: object) =>
          fetch(`${strict.baseUrl}/register`, {
            method: "POST",
            headers: { authorization: strict.authorization },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
        for (const body of [
          undefined,
          {},
          { conversations: [] },
          { conversations: ["projects/x/conversations/c"] },
        ]) {
          expect((await register(body)).status).toBe(400);
        }
        expect((await register({ conversations: [`${strict.parent}/conversations/c`] })).status).toBe(200);
      } finally {
        await strict.close();
      }
    }, 600_000);

    test("4: the page gives a token only to who was launched with the key, for that call alone, framed only by Five9", async () => {
      const { launchKey } = own.stage.secrets;
      const page = (query: string) => fetch(`${target.baseUrl}/agent-assist-ui-modules/?${query}`);
      for (const query of [
        "call_id=4711",
        "call_id=4711&launch_key=",
        `call_id=4711&launch_key=${launchKey}x`,
      ]) {
        const refused = await page(query);
        expect(refused.status).toBe(403);
        expect(await refused.text()).not.toContain("eyJ");
      }
      const opened = await page(`call_id=4711&launch_key=${launchKey}`);
      const policy = opened.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("frame-ancestors 'self' https://*.five9.com");
      const carried = /"token":"([^"]+)"/.exec(await opened.text())?.[1] ?? "";
      const desk = await openDesk(target, { token: carried });
      expect(
        (await desk.emit("join-conversation", `${target.parent}/conversations/five9-0000004711`))[0],
      ).toBe(true);
      expect(
        (await desk.emit("join-conversation", `${target.parent}/conversations/five9-0000004712`))[0],
      ).toBe(false);
      desk.close();
      expect((await ask("conversations/five9-0000004712", { token: carried })).status).toBe(403);
    });

    test("7: no placeholder secret lets anybody in, and Five9's audio secret is not the connector's", async () => {
      expect(configOf({ AUTH_OPTION: "Five9" })).toThrow();
      expect(configOf({ AUTH_OPTION: "Five9", CONNECTOR_TRUST_TOKEN: "t".repeat(32) })).toThrow();
      expect(configOf({ AUTH_OPTION: "Five9", CONNECTOR_TRUST_TOKEN: "too short" })).toThrow();
      expect(configOf({ AUTH_OPTION: "Five9", CONNECTOR_TRUST_TOKEN: "c".repeat(32) })().AUTH_OPTION).toBe(
        "Five9",
      );
      const authorization = `Bearer ${own.stage.secrets.trustToken}`;
      const refused = await fetch(`${target.baseUrl}/register`, {
        method: "POST",
        headers: { authorization },
      });
      expect(refused.status).toBe(401);
    });

    test("8: an option that admits an organisation cannot be set without naming it, and Skip not in production", () => {
      expect(
        configOf({ AUTH_OPTION: "GenesysCloud", GENESYS_CLOUD_ENVIRONMENT: "mypurecloud.com" }),
      ).toThrow();
      expect(configOf({ AUTH_OPTION: "SalesforceLWC", SALESFORCE_DOMAIN: "a.my.salesforce.com" })).toThrow();
      const partOfAnId = { SALESFORCE_DOMAIN: "a.my.salesforce.com", SALESFORCE_ORGANIZATION_ID: "00D" };
      expect(configOf({ AUTH_OPTION: "Salesforce", ...partOfAnId })).toThrow();
      expect(configOf({ AUTH_OPTION: "Skip" })).toThrow();
      expect(configOf({ AUTH_OPTION: "Skip", SIDETONE_ENV: "development" })().AUTH_OPTION).toBe("Skip");
    });

    test("9: only listed origins may read replies, and a failure does not reveal its cause", async () => {
      const preflight = (origin: string) =>
        fetch(`${target.baseUrl}/v2beta1/${target.parent}/conversations`, {
          method: "OPTIONS",
          headers: {
            origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type,x-goog-custom",
          },
        });
      const allowed = (await preflight(ALLOWED_ORIGIN)).headers;
      expect(allowed.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
      expect(allowed.get("access-control-allow-headers")).toContain("x-goog-custom");
      expect(
        (await preflight("https://evil.example.com")).headers.get("access-control-allow-origin"),
      ).toBeNull();
      const status = await fetch(`${target.baseUrl}/status`, { headers: { origin: ALLOWED_ORIGIN } });
      expect(status.headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);

      const { rest } = own.stage;
      if (rest === undefined) throw new Error("no REST stand-in");
      rest.answerWith = () => Response.redirect("http://127.0.0.1:1/inner-host");
      const failed = await ask("conversations/x");
      rest.answerWith = undefined;
      expect([failed.status, failed.json]).toEqual([502, { message: "Dialogflow could not be reached." }]);
      for (const body of ["{", "[]", '"text"']) {
        const reply = await fetch(`${target.baseUrl}/v2beta1/${target.parent}/conversations`, {
          method: "POST",
          headers: { authorization: token },
          body,
        });
        expect(reply.status).toBe(400);
        expect(await reply.text()).not.toMatch(/at .*\.ts|SyntaxError|node_modules/);
      }
    });

    test("10: no words of a caller, no key, no token and no secret are in the log", async () => {
      const conversation = await createConversation(target, token);
      const customer = await createParticipant(target, token, conversation, "END_USER");
      await say(customer, "my number is quintessential-5550142");
      await api(target, {
        token,
        method: "POST",
        path: "/conversation-name",
        body: { conversationIntegrationKey: "+15550142", conversationName: conversation },
      });
      await ask("conversations/no-such-one");
      await fetch(`${target.baseUrl}/register`, {
        method: "POST",
        headers: { authorization: "Bearer a-guess" },
      });
      const log = own.stage.sidetone.logLines().join("\n");
      for (const secret of [
        "quintessential",
        "5550142",
        token,
        own.jwtSecret,
        "a-guess",
        target.authorization,
      ]) {
        expect(log).not.toContain(secret);
      }
    });

    test("11: secrets are made with 256 random bits", async () => {
      const run = () =>
        Bun.spawnSync([process.execPath, "scripts/generate-trust-token.ts"]).stdout.toString().trim();
      const [one, two] = [run(), run()];
      expect(one).toMatch(/^[0-9a-f]{64}$/);
      expect(one).not.toBe(two);
    });
  });
}
