import { describe, expect, test } from "bun:test";
import { callHref, pageHref, readRoute } from "./router.ts";

const at = (href: string) => readRoute(new URL(href, "https://console.example"));

describe("addresses of the console", () => {
  test("the list keeps its filters in the query", () => {
    const route = at("/operators/?q=3177&alarm=any");
    expect(route.page).toBe("calls");
    expect(route.page === "calls" && route.query.get("alarm")).toBe("any");
    expect(at("/operators").page).toBe("calls");
    expect(at("/operators/calls/").page).toBe("calls");
  });

  test("a call's address carries its key, with any characters, and a line", () => {
    const callKey = "audiocodes-a/b c%ä";
    expect(at(callHref(callKey))).toEqual({ page: "call", callKey });
    expect(at(callHref(callKey, 123))).toEqual({ page: "call", callKey, line: 123 });
    expect(at("/operators/calls/five9-1#line=x")).toEqual({ page: "call", callKey: "five9-1" });
  });

  test("every other page has its path", () => {
    for (const page of ["charts", "jobs", "audit", "instance", "bundle"] as const) {
      expect(at(pageHref(page)).page).toBe(page);
    }
    expect(pageHref("audit", new URLSearchParams({ action: "reveal" }))).toBe(
      "/operators/audit?action=reveal",
    );
  });

  test("what is no page says so", () => {
    for (const path of [
      "/operators/nowhere",
      "/operators/jobs/1",
      "/operators/calls/a/b",
      "/operators/calls/%E0",
      "/x",
    ]) {
      expect(at(path).page).toBe("unknown");
    }
  });
});
