import { expect, test } from "bun:test";
import { createConnector } from "./connector.ts";

const CHANNEL = "https://api.botframework.com";
const FORM = {
  grant_type: "client_credentials",
  scope: "https://api.botframework.com/.default",
  client_id: "app",
  client_secret: "password",
};

function start() {
  const connector = createConnector({
    ...{ appId: "app", appPassword: "password", audiences: [CHANNEL, "host"] },
    refuse: (status, reason) => new Response(reason, { status }),
  });
  const heard: unknown[] = [];
  connector.onActivity("c", (activity) => heard.push(activity));
  const ask = (body: URLSearchParams | string) =>
    connector.giveToken(new Request("https://login.example/token", { method: "POST", body }));
  const say = (headers: Record<string, string>, body = "{}", audience = CHANNEL) =>
    connector.takeActivity(
      new Request("https://connector.example/", { method: "POST", headers, body }),
      ...(["c", audience] as const),
    );
  return { ask, say, heard };
}

test("a token is given for the whole form, and only for a form", async () => {
  const { ask } = start();
  expect((await ask(new URLSearchParams(FORM))).status).toBe(200);
  // As text: the right words under the wrong media type.
  expect((await ask(new URLSearchParams(FORM).toString())).status).toBe(400);
  for (const [name, status] of [
    ["grant_type", 400],
    ["scope", 400],
    ["client_id", 401],
    ["client_secret", 401],
  ] as const) {
    expect((await ask(new URLSearchParams({ ...FORM, [name]: "other" }))).status).toBe(status);
  }
});

test("an activity needs a token as a bearer, and to be JSON by its header", async () => {
  const { ask, say, heard } = start();
  const answer = (await (await ask(new URLSearchParams(FORM))).json()) as { access_token: string };
  const json = { "content-type": "application/json" };
  const token = answer.access_token;
  expect((await say(json)).status).toBe(401);
  expect((await say({ ...json, authorization: token })).status).toBe(401);
  expect((await say({ ...json, authorization: "Bearer other" })).status).toBe(401);
  expect((await say({ authorization: `Bearer ${token}` })).status).toBe(415);
  expect((await say({ ...json, authorization: `Bearer ${token}` }, "[]")).status).toBe(400);
  expect(heard).toEqual([]);
  expect((await say({ ...json, authorization: `Bearer ${token}` })).status).toBe(200);
  expect(heard).toEqual([{}]);
});

test("a token is for one audience that is known, and is taken there only", async () => {
  const { ask, say, heard } = start();
  for (const scope of ["host", "nobody/.default", "/.default", ""]) {
    expect((await ask(new URLSearchParams({ ...FORM, scope }))).status).toBe(400);
  }
  const answer = await ask(new URLSearchParams({ ...FORM, scope: "host/.default" }));
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  expect((await say(headers)).status).toBe(401);
  expect(heard).toEqual([]);
  expect((await say(headers, "{}", "host")).status).toBe(200);
});
