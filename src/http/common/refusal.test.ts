/** Refusals: what a code, the feature's words and the form make of an error, and which errors go on. */
import { expect, test } from "bun:test";
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { type BodyEnv, jsonObjectBody } from "./body.ts";
import { problemResponse } from "./problem.ts";
import { type RefusalWords, RefusedError, refuseIn } from "./refusal.ts";

const WORDS: RefusalWords = { titles: { NOT_FOUND: "No such call" }, retryAfterS: 3, challenge: "Bearer" };

/** What a client of a group of routes is told where a handler throws this. */
async function answerTo(error: Error, words = WORDS): Promise<Response> {
  const group = new Hono();
  group.onError(refuseIn(problemResponse, words));
  group.get("/", () => {
    throw error;
  });
  const app = new Hono().route("/", group);
  app.onError(() => new Response("the application's", { status: 500 }));
  return await app.request("/");
}

test("the code gives the status, the feature the title, and the message is the detail", async () => {
  const response = await answerTo(new SidetoneError("NOT_FOUND", "Look again."));
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "No such call",
    status: 404,
    detail: "Look again.",
    code: "NOT_FOUND",
  });
});

test("a 401 carries the challenge, and a refusal that may be tried again is a 503 with the wait", async () => {
  const unknown = await answerTo(new SidetoneError("UNAUTHENTICATED", "who?"));
  expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  const full = await answerTo(new RefusedError("LIMIT_EXCEEDED", "full", { title: "Full", retryable: true }));
  expect([full.status, full.headers.get("retry-after")]).toEqual([503, "3"]);
  expect(await full.json()).toMatchObject({ title: "Full", detail: "full", code: "LIMIT_EXCEEDED" });
});

test("a failure that nobody put into words goes on to the application", async () => {
  for (const error of [
    new Error("secret"),
    new SidetoneError("STORAGE_FAILED", "secret", { retryable: true }),
  ]) {
    expect(await (await answerTo(error)).text()).toBe("the application's");
  }
});

test("a feature may put its failures into words of its own", async () => {
  const failed = () => new RefusedError("INTERNAL", "Reload.", { title: "Not now", retryable: true });
  const response = await answerTo(new Error("secret"), { failed });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ title: "Not now", detail: "Reload." });
});

test("a body that is too large gets 413, and one that is no JSON object in UTF-8 gets 400", async () => {
  const app = new Hono<BodyEnv>();
  app.onError(refuseIn(problemResponse));
  app.post("/", jsonObjectBody(20), (context) => context.json(context.get("body")));
  const post = async (body: BodyInit) => (await app.request("/", { method: "POST", body })).status;
  expect(await post('{"a":1}')).toBe(200);
  expect(await post(`{"a":"${"x".repeat(20)}"}`)).toBe(413);
  const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  for (const body of ["", "[]", "{", "null", notUtf8]) expect(await post(body)).toBe(400);
});
