import { expect, test } from "bun:test";
import { pageLanguage } from "./language.ts";

const byBrowser = (accepted: string | undefined) =>
  pageLanguage({ asked: undefined, setting: "browser", accepted });

test("a browser without languages, or with none that the page speaks, gets English", () => {
  for (const accepted of [
    undefined,
    "",
    "*",
    "tlh",
    "fi-FI,sv;q=0.8",
    "de-DE;q=0",
    "no tag at all",
    "x".repeat(9_000),
  ]) {
    expect(byBrowser(accepted)).toEqual({ language: "en", locale: "en" });
  }
});
