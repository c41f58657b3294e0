import { expect, test } from "bun:test";
import { isSameOrigin } from "./same-origin.ts";
import { needsSecureCookie, sessionCookies, sessionTextOf } from "./session-cookie.ts";

const HOST = { host: "ops.example.com" };

test.each<[Record<string, string>, boolean]>([
  [{ ...HOST, "sec-fetch-site": "same-origin" }, true],
  // A proxy may have put another host in; the browser's own header counts.
  [{ ...HOST, "sec-fetch-site": "same-origin", origin: "https://outside.example.com" }, true],
  [{ ...HOST, "sec-fetch-site": "same-site", origin: "https://ops.example.com" }, false],
  [{ ...HOST, "sec-fetch-site": "cross-site", origin: "https://evil.example" }, false],
  [{ ...HOST, "sec-fetch-site": "none" }, false],
  [{ ...HOST, origin: "https://ops.example.com" }, true],
  [{ host: "ops.example.com:8080", origin: "http://ops.example.com:8080" }, true],
  [{ ...HOST, origin: "https://ops.example.com:8443" }, false],
  [{ ...HOST, origin: "https://evil.example" }, false],
  [{ ...HOST, origin: "null" }, false],
  [HOST, false],
])("headers %p are of our own page: %p", (headers, isOurs) => {
  expect(isSameOrigin(new Headers(headers))).toBe(isOurs);
});

test.each([
  ["https://ops.example.com/operators/login", undefined, true],
  ["http://ops.example.com/operators/login", undefined, true],
  ["http://ops.example.com/operators/login", "https", true],
  ["http://localhost:8080/operators/login", undefined, false],
  ["http://127.0.0.1:8080/operators/login", undefined, false],
  ["http://[::1]:8080/operators/login", undefined, false],
  ["http://127.0.0.1:8080/operators/login", "https", true],
  ["http://127.0.0.1.evil.example/operators/login", undefined, true],
])("a cookie set at %s (x-forwarded-proto %p) goes over TLS only: %p", (url, forwarded, isSecure) => {
  const headers = new Headers(forwarded === undefined ? {} : { "x-forwarded-proto": forwarded });
  expect(needsSecureCookie({ url, headers })).toBe(isSecure);
});

test("the session's cookie is kept from scripts, other sites and other paths, and is found among others", () => {
  expect(sessionCookies("a.b", { maxAgeMs: 60_500, isSecure: true, publicPath: "" })).toEqual([
    "sidetone_operator=a.b; Path=/operators; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
    "sidetone_operator=a.b; Path=/socket.io/; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
  ]);
  expect(sessionCookies("", { maxAgeMs: 60_500, isSecure: false, publicPath: "" })[0]).toContain("Max-Age=0");
  expect(sessionTextOf(new Headers({ cookie: "x=1; sidetone_operator=a.b; y=2" }))).toBe("a.b");
  expect(sessionTextOf(new Headers({ cookie: "xsidetone_operator=a.b" }))).toBeNull();
  expect(sessionTextOf(new Headers())).toBeNull();
});
