/** What a person who erases a call is told, for each kind of answer. */
import { expect, test } from "bun:test";
import { askToErase } from "./ask-to-erase.ts";

async function askedOf(answer: (request: Request) => Response) {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  const asked = await askToErase({ baseUrl: server.url.origin, token: "t", callKey: "five9-1" });
  await server.stop(true);
  return asked;
}

test("the answer is told as a sentence, a refusal with its reason", async () => {
  const erased = { calls: 1, lines: 2, events: 3, names: 4, jobs: 5, audit: 6 };
  const seen: string[] = [];
  const done = await askedOf((request) => {
    seen.push(request.method, new URL(request.url).pathname, request.headers.get("authorization") ?? "");
    return Response.json({ outcome: "done", erased });
  });
  expect(seen).toEqual(["POST", "/operators/api/calls/five9-1/erase", "Bearer t"]);
  expect(done).toEqual({
    isErased: true,
    sentence:
      "five9-1 is erased: 1 call, 2 lines of history, 3 events, 4 names, 5 jobs; 6 entries of the audit have a pseudonym.",
  });
  expect(await askedOf(() => Response.json({ detail: "The call is live." }, { status: 409 }))).toEqual({
    isErased: false,
    sentence: "five9-1 was not erased (409): The call is live.",
  });
  expect(await askedOf(() => new Response("<html>", { status: 200 }))).toMatchObject({ isErased: false });
});

test("without a listener it says so, so that it can be done without a process", async () => {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const baseUrl = server.url.origin;
  await server.stop(true);
  expect(await askToErase({ baseUrl, token: "t", callKey: "five9-1" })).toBe("not running");
});
