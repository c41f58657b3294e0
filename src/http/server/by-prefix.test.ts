import { expect, test } from "bun:test";
import { byPrefix, hasPath } from "./by-prefix.ts";

test.each([
  ["http://host/a/", true],
  ["http://host:80/a/?b=c", true],
  ["http://host/a/b", false],
  ["http://host/a", false],
  ["http://host/?/a/", false],
])("%s has the path: %p", (url, expected) => {
  expect(hasPath(url, "/a/")).toBe(expected);
});

test.each([
  ["http://host/bots/a?x=/other/", "branch"],
  ["https://host:8080/bots/", "branch"],
  ["http://host/botsman/a", "main"],
  ["http://host/other/bots/a", "main"],
  ["http://host/?q=/bots/", "main"],
  ["http://bots/", "main"],
])("%s goes to %s", async (url, expected) => {
  const answering = (name: string) => ({ fetch: () => new Response(name) });
  const app = byPrefix(answering("main"), { prefix: "/bots/", app: answering("branch") });
  const server = {} as Parameters<typeof app.fetch>[1]["server"];
  expect(await (await app.fetch(new Request(url), { server })).text()).toBe(expected);
});
