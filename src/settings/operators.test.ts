import { describe, expect, test } from "bun:test";
import { OPERATOR_SETTINGS, operatorProblems } from "./operators.ts";

const TOKEN = "0123456789abcdef";
const tokensOf = (text: string) => OPERATOR_SETTINGS.OPERATOR_TOKENS.schema.safeParse(text);
const rolesOf = (text: string) => OPERATOR_SETTINGS.OPERATOR_PROXY_ROLES.schema.safeParse(text);
const problemsIn = (result: ReturnType<typeof tokensOf> | ReturnType<typeof rolesOf>) =>
  result.error?.issues.map((issue) => issue.message) ?? [];

describe("OPERATOR_TOKENS", () => {
  test("names operators with their roles; a token may hold colons", () => {
    expect(tokensOf(` ana:view:${TOKEN}, bo:act+view+reveal+view:${TOKEN}:x ,`).data).toEqual([
      { name: "ana", roles: ["view"], token: TOKEN },
      { name: "bo", roles: ["act", "view", "reveal"], token: `${TOKEN}:x` },
    ]);
    expect(tokensOf("").data).toEqual([]);
  });

  test("every problem is reported, by place and without the secret", () => {
    const problems = problemsIn(
      tokensOf(
        `secret-without-name,a b:view:${TOKEN},operator:view:${TOKEN}2,x:view+root:${TOKEN}3,y:act:${TOKEN}4,y:view:short,z:view:${TOKEN}`,
      ),
    );
    expect(problems).toEqual([
      "entry 1: must read NAME:view+reveal+act:TOKEN",
      "entry 2: a name has letters, digits and . _ @ -, at most 64",
      "entry 3: the name operator is that of OPERATOR_TOKEN",
      "entry 4: roles are view, reveal, act and supervise, joined by +",
      "entry 5: without view the other roles are of no use: add it",
      "entry 6: the name is there twice",
      "entry 6: the token is too short: use at least 16 characters",
      "entry 7: the token is there twice",
    ]);
  });

  test("no two operators share a token", () => {
    const operators = tokensOf(`ana:view:${TOKEN}`).data ?? [];
    expect(operatorProblems({ OPERATOR_TOKEN: TOKEN, OPERATOR_TOKENS: operators })).toHaveLength(1);
    expect(operatorProblems({ OPERATOR_TOKEN: `${TOKEN}2`, OPERATOR_TOKENS: operators })).toEqual([]);
  });
});

describe("STATELY_INSPECTOR", () => {
  test("is off unless asked for, and is refused where others can reach the process", () => {
    expect(OPERATOR_SETTINGS.STATELY_INSPECTOR.default).toBe("off");
    const problems = (host: string, inspector: "on" | "off") =>
      operatorProblems({ STATELY_INSPECTOR: inspector, LISTEN_HOST: host });
    for (const host of ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
      expect(problems(host, "on")).toEqual([]);
    for (const host of ["0.0.0.0", "::", "10.0.0.7", "127.0.0.1.example", "localhost.example"]) {
      expect(problems(host, "on")).toHaveLength(1);
      expect(problems(host, "off")).toEqual([]);
    }
  });
});

describe("the identity proxy", () => {
  const roles = rolesOf("Ana@Example.com:view+act,*:view").data ?? new Map();

  test("roles go by email address, in any case, or to everybody", () => {
    expect([...roles]).toEqual([
      ["ana@example.com", ["view", "act"]],
      ["*", ["view"]],
    ]);
    expect(problemsIn(rolesOf("ana:view,b@c:root,*:view,*:view"))).toEqual([
      '"ana" is neither an email address nor *',
      "b@c: roles are view, reveal, act and supervise, joined by +",
      "* is there twice",
    ]);
  });

  test("its settings go together, and it has a header of its own", () => {
    const all = {
      OPERATOR_PROXY_HEADER: "x-goog-iap-jwt-assertion",
      OPERATOR_PROXY_KEYS_URL: "https://keys.example.com",
      OPERATOR_PROXY_ISSUER: "issuer",
      OPERATOR_PROXY_AUDIENCE: "audience",
      OPERATOR_PROXY_ROLES: roles,
    };
    expect(operatorProblems(all)).toEqual([]);
    expect(operatorProblems({ OPERATOR_PROXY_ROLES: new Map() })).toEqual([]);
    for (const name of Object.keys(all)) {
      const { [name as keyof typeof all]: _, ...others } = all;
      expect(operatorProblems(others)).toEqual([expect.stringContaining(`Set ${name} too`)]);
    }
    expect(operatorProblems({ ...all, OPERATOR_PROXY_HEADER: "cookie" })).toHaveLength(1);
  });
});
