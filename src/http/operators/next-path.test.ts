import { expect, test } from "bun:test";
import { loginPathFor, nextPath } from "./next-path.ts";

test.each([
  ["/operators/calls/five9-1?at=5", "/operators/calls/five9-1?at=5"],
  ["/operators/calls/five9-1#line=33", "/operators/calls/five9-1#line=33"],
  ["/operators/calls/five9-1#<script>", "/operators/calls/five9-1"],
  ["/operators/", "/operators/"],
  ["/operators/audit", "/operators/audit"],
  ["/operators/loginaudit", "/operators/loginaudit"],
  ["https://evil.example/operators/", "/operators/"],
  ["//evil.example/operators/x", "/operators/"],
  ["/\\evil.example/operators/x", "/operators/"],
  ["\\\\evil.example\\operators\\x", "/operators/"],
  ["javascript:alert(1)//operators/", "/operators/"],
  ["/operators/../panel", "/operators/"],
  ["/operators/%2e%2e/panel", "/operators/"],
  ["/operators/login", "/operators/"],
  ["/operators/login?next=/operators/login", "/operators/"],
  ["/operators/logout", "/operators/"],
  ["/operators/api/calls", "/operators/"],
  ["/metrics", "/operators/"],
  ["http://[", "/operators/"],
  [`/operators/${"x".repeat(3_000)}`, "/operators/"],
  ["", "/operators/"],
])("after signing in, %s leads to %s", (asked, leadsTo) => {
  expect(nextPath(asked)).toBe(leadsTo);
});

test("a page that was asked for without a session is where the sign-in leads back to", () => {
  expect(loginPathFor({ url: "http://h/operators/calls/a%20b?at=5" })).toBe(
    "/operators/login?next=%2Foperators%2Fcalls%2Fa%2520b%3Fat%3D5",
  );
  expect(loginPathFor({ url: "http://h/operators/" })).toBe("/operators/login");
});
