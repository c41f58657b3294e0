import { expect, test } from "bun:test";
import { type KeyPress, keyIntent } from "./keys.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  composedPath: () => [{ tagName: "BODY" }],
  ...more,
});

test("the number keys copy replies, counted from nought", () => {
  expect(keyIntent(press("1"))).toEqual({ type: "copyReply", index: 0 });
  expect(keyIntent(press("9"))).toEqual({ type: "copyReply", index: 8 });
  expect(keyIntent(press("0"))).toBeUndefined();
});

test("letters switch panes, and others mean nothing", () => {
  expect(keyIntent(press("t"))).toEqual({ type: "showPane", pane: "transcript" });
  expect(keyIntent(press("s"))).toEqual({ type: "showPane", pane: "suggestions" });
  for (const key of ["T", "x", "Enter", " "]) expect(keyIntent(press(key))).toBeUndefined();
});

test("keys typed into a field or held with a command key stay what they are", () => {
  expect(keyIntent(press("1", { composedPath: () => [{ tagName: "INPUT" }] }))).toBeUndefined();
  expect(keyIntent(press("1", { ctrlKey: true }))).toBeUndefined();
  expect(keyIntent(press("t", { metaKey: true }))).toBeUndefined();
  expect(keyIntent(press("?", { altKey: true }))).toBeUndefined();
});

test("a keyboard of another script has the same keys, and accented letters stay what they are", () => {
  expect(keyIntent(press("س", { code: "KeyS" }))).toEqual({ type: "showPane", pane: "suggestions" });
  expect(keyIntent(press("٣", { code: "Digit3" }))).toEqual({ type: "copyReply", index: 2 });
  expect(keyIntent(press("ظ", { code: "Slash" }))).toEqual({ type: "filter" });
  expect(keyIntent(press("؟", { code: "Slash", shiftKey: true }))).toEqual({ type: "help" });
  expect(keyIntent(press("é", { code: "Digit2" }))).toBeUndefined();
  expect(keyIntent(press("س", { code: "" }))).toBeUndefined();
});
