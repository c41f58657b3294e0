/** Query values of the operators' API: a whole number above 0, or a 400 that names the field. */
import { expect, test } from "bun:test";
import { Hono } from "hono";
import { refuseAsOperators } from "./form.ts";
import { readQuery } from "./input.ts";
import { callsQuery } from "./queries.ts";

const pageQuery = callsQuery.pick({ limit: true, before: true });
const app = refuseAsOperators(new Hono()).get("/", (c) => c.json(readQuery(c.req, pageQuery)));

const BAD = [
  "0",
  "-1",
  "1.5",
  "1e3",
  "abc",
  "NaN",
  "Infinity",
  "9007199254740993",
  "9".repeat(40),
  "%00",
  "%F0%9F",
];

test.each(["limit", "before"].flatMap((name) => BAD.map((value) => [name, value])))(
  "%s=%s is answered with 400",
  async (name, value) => {
    const response = await app.request(`/?${name}=${value}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      title: "The request is malformed",
      detail: `The value of "${name}" in the query must be a whole number above 0.`,
      code: "PROTOCOL_VIOLATION",
    });
  },
);

test("good values are read, and a limit beyond the most is the most", async () => {
  expect(await (await app.request("/?limit=7&before=1790000000000")).json()).toEqual({
    limit: 7,
    before: 1_790_000_000_000,
  });
  expect(await (await app.request("/?limit=1001&before=")).json()).toEqual({ limit: 1_000 });
  expect(await (await app.request("/")).json()).toEqual({ limit: 100 });
});
