import { expect, test } from "bun:test";
import { PROXY_RULES } from "./rules.ts";
import { readTarget, upstreamPath } from "./target.ts";

const BASE = "/v2beta1/projects/p/locations/us-central1";
const NO_QUERY = new URLSearchParams();

test.each(PROXY_RULES.map((rule) => [rule.method, rule.pattern] as const))(
  "%s %s is read, and written again from its parts",
  (method, pattern) => {
    const path = `${BASE}/${pattern.replace(/\{(\w+)\}/g, "id-$1.1")}`;
    const target = readTarget(method, path);
    expect(target?.rule.pattern).toBe(pattern);
    expect(target === null ? "" : upstreamPath(target, NO_QUERY)).toBe(path);
    expect(readTarget("DELETE", path)).toBeNull();
    expect(readTarget(method, `${path}/further/id/and/id`)).toBeNull();
    expect(readTarget(method, `${path}:more`)).toBeNull();
  },
);

test("no path leads out of its place, whatever it is written with", () => {
  const paths = [
    `${BASE}/conversations/..`,
    `${BASE}/conversations/%2e%2e`,
    `${BASE}/conversations/a%2Fb`,
    `${BASE}/conversations/a%3Acomplete`,
    `${BASE}/conversations/a%00`,
    `${BASE}/conversations/%zz`,
    `${BASE}/conversations/`,
    `${BASE}//conversations/a`,
    "/v1/projects/p/locations/us-central1/conversations/a",
    "/v2beta1/projects/p/locations/evil.example.com%2F/conversations/a",
    "/v2beta1/projects/p/locations/us-central1@evil.example.com/conversations/a",
    "/v2beta1/projects/p/locations/US/conversations/a",
    "/v2beta1/projects/p%2Fq/locations/us/conversations/a",
    "/v2beta1/projects/../locations/us/conversations/a",
  ];
  for (const path of paths) expect([path, readTarget("GET", path)]).toEqual([path, null]);
});

test("of a query only the parameters of the methods go on", () => {
  const target = readTarget("GET", `${BASE}/conversations/a/messages`);
  const query = new URLSearchParams(
    "pageSize=5&pageToken=a%26b&key=stolen&access_token=t&$.xgafv=1&callback=f&alt=sse",
  );
  expect(target === null ? "" : upstreamPath(target, query)).toBe(
    `${BASE}/conversations/a/messages?pageSize=5&pageToken=a%26b`,
  );
});
