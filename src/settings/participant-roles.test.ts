import { expect, test } from "bun:test";
import { parseRoles, roleNamed } from "./participant-roles.ts";

const roles =
  parseRoles(" Caller = customer , agent-*=Agent,*-desk-*=supervisor,agent-7=customer,") ?? new Map();

test.each([
  ["caller", "customer"],
  [" CALLER\u00a0", "customer"],
  ["agent-1", "agent"],
  ["Agent-", "agent"],
  ["agent-7", "customer"],
  ["front-desk-2", "supervisor"],
  ["front-desk", undefined],
  ["agent", undefined],
  ["", undefined],
])("the role of %p is %p", (participant, role) => {
  expect(roleNamed(roles, participant)).toBe(role as ReturnType<typeof roleNamed>);
});

test("* alone is everybody who is not named", () => {
  const all = parseRoles("*=agent,caller=customer") ?? new Map();
  expect(["caller", "participant-9"].map((name) => roleNamed(all, name))).toEqual(["customer", "agent"]);
});

test.each(["caller", "caller=boss", "=agent", "a=agent=b", "caller=agent,CALLER=customer"])(
  "%p is not a map of roles",
  (text) => expect(parseRoles(text)).toBeNull(),
);

test("a pattern of many pieces costs no more than the name is long", () => {
  const hostile = parseRoles(`${"a*".repeat(200)}b=agent`) ?? new Map();
  expect(roleNamed(hostile, "a".repeat(256))).toBeUndefined();
});
