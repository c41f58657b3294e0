/** What Google's backend gets wrong and this one must not: a test for each weakness that concerns the connector. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { SignJWT } from "jose";
import { readConfig } from "../../src/settings/read.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_ENVIRONMENT } from "../support/settings.ts";
import { openDesk } from "./desk.ts";
import {
  ALLOWED_ORIGIN,
  api,
  type ConnectorTarget,
  createConversation,
  createParticipant,
  newConversationId,
  type OwnStage,
  openTarget,
  registerToken,
} from "./target.ts";

/** Tests wait for conditions; this only ends what hangs. */
setDefaultTimeout(600_000);

let target: ConnectorTarget;
let own: OwnStage;
let token: string;

/** Calls the proxy below the location. */
const ask = (tail: string, options: { method?: string; token?: string; body?: unknown } = {}) =>
  api(target, { token, path: `/v2beta1/${target.parent}/${tail}`, ...options });
const scopedTo = (...conversations: string[]) => registerToken(target, { conversations });
const upstreamRequests = () => own.stage.rest?.requests.length ?? 0;

function mint(secret: string, claims: Record<string, unknown> = {}, lifetimeSeconds = 600): Promise<string> {
  return new SignJWT({ gcp_agent_assist_project: target.project, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt()
    .setJti(crypto.randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret));
}

async function say(participant: string, text: string): Promise<void> {
  const body = { textInput: { text, languageCode: "en-US" } };
  await api(target, { token, method: "POST", path: `/v2beta1/${participant}:analyzeContent`, body });
}

const heard = (count: number, desk: { envelopes(): unknown[] }) =>
  eventually(() => desk.envelopes().length >= count);

/** A stage's settings, with these in place of some of them. */
const configOf = (settings: Record<string, string>) => () => readConfig({ ...TEST_ENVIRONMENT, ...settings });

beforeAll(async () => {
  target = await openTarget({ CONNECTOR_DEADLINE_MS: "1000", DIALOGFLOW_LOCATIONS: "europe-west1" });
  if (target.own === undefined)
    throw new Error("these tests need a stage of their own: unset UI_CONNECTOR_URL");
  own = target.own;
  token = await registerToken(target);
}, 600_000);
afterAll(() => target.close(), 600_000);

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
    expect(await status("POST", `${path(customer)}:analyzeContent`, { textInput: { text: "x" } })).toBe(403);
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
    expect((await desk.emit("join-conversation", `${target.parent}/conversations/five9-0000004711`))[0]).toBe(
      true,
    );
    expect((await desk.emit("join-conversation", `${target.parent}/conversations/five9-0000004712`))[0]).toBe(
      false,
    );
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
    const refused = await fetch(`${target.baseUrl}/register`, { method: "POST", headers: { authorization } });
    expect(refused.status).toBe(401);
  });

  test("8: an option that admits an organisation cannot be set without naming it, and Skip not in production", () => {
    expect(configOf({ AUTH_OPTION: "GenesysCloud", GENESYS_CLOUD_ENVIRONMENT: "mypurecloud.com" })).toThrow();
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

describe("delivery", () => {
  const join = async (name: string, options: object = {}) => {
    const desk = await openDesk(target, { token });
    expect((await desk.emit("join-conversation", name, options))[0]).toBe(true);
    return desk;
  };

  test("12, 13, 14: every desktop of a call hears it, even if others joined last, left, reloaded or were in other rooms first", async () => {
    const conversation = await createConversation(target, token);
    const elsewhere = await createConversation(target, token);
    const agent = await join(elsewhere);
    await agent.emit("join-conversation", conversation);
    const supervisor = await join(conversation);
    await heard(1, supervisor);
    // A reload: the new socket is in before the old one has gone.
    const reloaded = await join(conversation);
    agent.close();
    const second = await openDesk(target, { token });
    await second.emit("join-conversation", conversation);
    await second.emit("leave-conversation", conversation);
    const customer = await createParticipant(target, token, conversation, "END_USER");
    await say(customer, "still there?");
    for (const desk of [supervisor, reloaded]) {
      await heard(2, desk);
      expect(desk.envelopes().map(({ data_type: type }) => type)).toEqual([
        "conversation-lifecycle-event",
        "new-message-event",
      ]);
      desk.close();
    }
    second.close();
  });

  test("16: what happened before the join is not lost", async () => {
    const conversation = await createConversation(target, token);
    const customer = await createParticipant(target, token, conversation, "END_USER");
    await say(customer, "nobody listens yet");
    const first = await join(conversation);
    await heard(2, first);
    expect(first.envelopes()[0]?.data).toContain("CONVERSATION_STARTED");
    first.close();
  });

  test("17: a failed login is told to no other", async () => {
    const desk = await openDesk(target, { token });
    await expect(openDesk(target, { token: "bad" })).rejects.toThrow("authentication failed");
    await desk.emit("join-conversation", `${target.parent}/conversations/quiet`);
    expect(desk.heard).toEqual([]);
    desk.close();
  });

  test("18: events that come twice are shown once, in order, stamped in UTC", async () => {
    const { faults } = own.stage.cloud;
    faults.duplicateEvents = true;
    try {
      const conversation = await createConversation(target, token);
      const desk = await join(conversation);
      const customer = await createParticipant(target, token, conversation, "END_USER");
      for (const text of ["a", "b", "c", "d"]) await say(customer, text);
      await heard(5, desk);
      await own.stage.cloud.settled();
      const late = await join(conversation);
      await heard(5, late);
      for (const one of [desk, late]) {
        expect(one.envelopes().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
        expect(new Set(one.envelopes().map(({ message_id: id }) => id)).size).toBe(5);
        one.close();
      }
      const ageMs = Date.now() - Date.parse(String(desk.envelopes()[4]?.ack_time));
      expect(Math.abs(ageMs)).toBeLessThan(300_000);
    } finally {
      faults.duplicateEvents = false;
    }
  });

  test("19: a connection ends with its token, says so, and goes on where the token was renewed in time", async () => {
    const claims = { gcp_agent_assist_user: "" };
    const short = await mint(own.jwtSecret, claims, 3);
    const ending = await openDesk(target, { token: short });
    const lasting = await openDesk(target, { token: short });
    const refreshed = await fetch(`${target.baseUrl}/refresh`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    const { token: fresh } = (await refreshed.json()) as { token: string };
    expect((await ask("conversations/none", { token: fresh })).status).toBe(404);
    expect(await lasting.emit("renew-token", fresh)).toEqual([true]);
    await eventually(() => !ending.socket.connected);
    expect(ending.heard.map(({ name, args }) => [name, (args[0] as { code: string }).code])).toEqual([
      ["error-notice", "TOKEN_EXPIRED"],
    ]);
    expect(lasting.socket.connected).toBe(true);
    await expect(openDesk(target, { token: short })).rejects.toThrow("authentication failed");
    expect((await ask("conversations/none", { token: short })).json).toEqual({
      message: "Your token has expired.",
    });
    lasting.close();
  });

  test("20: a name is kept only when everything about it is right", async () => {
    const put = (body: object) => api(target, { token, method: "POST", path: "/conversation-name", body });
    const name = `${target.parent}/conversations/c`;
    const bad = [
      { conversationIntegrationKey: "", conversationName: name },
      { conversationIntegrationKey: "k20", conversationName: "" },
      { conversationIntegrationKey: "k20", conversationName: "conversations/c" },
      { conversationIntegrationKey: "k20", conversationName: "projects/other/conversations/c" },
      { conversationIntegrationKey: 20, conversationName: name },
      { conversationIntegrationKey: "k20\u0000", conversationName: name },
    ];
    for (const body of bad) expect((await put(body)).status).toBe(400);
    const look = (key: string) =>
      api(target, { token, path: `/conversation-name?conversationIntegrationKey=${key}` });
    expect((await look("k20")).json).toEqual({ conversationName: "" });
    expect((await look("None")).json).toEqual({ conversationName: "" });
  });

  test("21: a reply that is not compressed is passed on, without what belongs to the upstream connection", async () => {
    const { rest } = own.stage;
    if (rest === undefined) throw new Error("no REST stand-in");
    rest.answerWith = () =>
      new Response('{"plain":true}', {
        status: 418,
        headers: {
          "content-type": "application/json",
          "keep-alive": "timeout=5",
          "set-cookie": "a=b",
          "x-upstream": "kept",
          "access-control-allow-origin": "*",
        },
      });
    const reply = await ask("conversations/x");
    rest.answerWith = undefined;
    expect([reply.status, reply.json]).toEqual([418, { plain: true }]);
    expect(reply.headers.get("x-upstream")).toBe("kept");
    for (const name of ["keep-alive", "set-cookie", "access-control-allow-origin"]) {
      expect(reply.headers.get(name)).toBeNull();
    }
  });

  test("22: conversations of the same id in two locations are not mixed up", async () => {
    const conversation = await createConversation(target, token);
    const twin = conversation.replace(/locations\/[^/]+/, "locations/europe-west1");
    const [here, there] = [await join(conversation), await join(twin)];
    const customer = await createParticipant(target, token, conversation, "END_USER");
    await say(customer, "only here");
    await heard(2, here);
    expect(there.envelopes()).toEqual([]);
    const scoped = await scopedTo(twin);
    const desk = await openDesk(target, { token: scoped });
    expect(await desk.emit("join-conversation", conversation)).toEqual([
      false,
      conversation.replace(/locations\/[^/]+\//, ""),
    ]);
    expect((await api(target, { token: scoped, path: `/v2beta1/${conversation}` })).status).toBe(403);
    for (const one of [here, there, desk]) one.close();
  });
});

describe("scale and operations", () => {
  test("31, 33: many desktops on sockets and polling, with slow requests under way, and the server still answers at once", async () => {
    const { rest } = own.stage;
    if (rest === undefined) throw new Error("no REST stand-in");
    const desks = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        openDesk(target, { token }, [index % 4 === 0 ? "polling" : "websocket"]),
      ),
    );
    rest.answerWith = () => new Promise(() => {});
    const slow = Array.from({ length: 40 }, () => ask("conversations/x"));
    const startedMs = performance.now();
    expect((await fetch(`${target.baseUrl}/status`)).status).toBe(200);
    expect(performance.now() - startedMs).toBeLessThan(500);
    await Promise.all(slow);
    rest.answerWith = undefined;
    const room = `${target.parent}/conversations/crowd`;
    for (const desk of desks) {
      expect((await desk.emit("join-conversation", room))[0]).toBe(true);
      desk.close();
    }
  }, 600_000);

  test("32: a Dialogflow that hangs is answered for within the deadline; health and metrics show it", async () => {
    const { rest } = own.stage;
    if (rest === undefined) throw new Error("no REST stand-in");
    rest.answerWith = () => new Promise(() => {});
    const hung = await ask("conversations/x");
    rest.answerWith = undefined;
    expect([hung.status, hung.json]).toEqual([504, { message: "Dialogflow did not answer in time." }]);
    expect((await fetch(`${target.baseUrl}/healthz`)).status).toBe(200);
    expect((await api(target, { path: "/readyz" })).json).toMatchObject({ ready: true });
    const metrics = await fetch(`${target.baseUrl}/metrics`, {
      headers: { authorization: `Bearer ${own.stage.secrets.operatorToken}` },
    });
    expect(await metrics.text()).toContain("sidetone_");
  });

  test("15: after the server was killed, desktops come back and miss nothing", async () => {
    const conversation = await createConversation(target, token);
    const customer = await createParticipant(target, token, conversation, "END_USER");
    const desk = await openDesk(target, { token });
    await desk.emit("join-conversation", conversation);
    await say(customer, "before");
    await heard(2, desk);
    await own.stage.restart("kill");
    await say(customer, "after");
    const back = await openDesk(target, { token });
    await back.emit("join-conversation", conversation, { after: 2 });
    await heard(1, back);
    expect(back.envelopes().map(({ sequence, data }) => [sequence, data.includes("after")])).toEqual([
      [3, true],
    ]);
    back.close();
    desk.close();
  }, 600_000);
});
