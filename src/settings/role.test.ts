import { describe, expect, test } from "bun:test";
import { readConfig } from "./read.ts";
import { portsOf } from "./role.ts";

const NEEDED = {
  PROJECT_ID: "acme",
  CONVERSATION_PROFILE_NAME: "projects/acme/locations/global/conversationProfiles/p",
  JWT_SECRET: "j".repeat(32),
  OPERATOR_TOKEN: "o".repeat(32),
  FIVE9_TRUST_TOKEN: "t".repeat(32),
  REDIS_URL: "redis://127.0.0.1:6379",
};
const ports = (environment: Record<string, string>) => portsOf(readConfig({ ...NEEDED, ...environment }));
const problem = (environment: Record<string, string>) => {
  try {
    readConfig({ ...NEEDED, ...environment });
    return "";
  } catch (caught) {
    return (caught as { problems: string[] }).problems.join("\n");
  }
};

describe("ports of a process", () => {
  test.each([
    [{}, { grpc: 50051, http: 8080 }],
    [
      { ROLE: "all", PORT: "9000" },
      { grpc: 50051, http: 9000 },
    ],
    [
      { ROLE: "grpc,worker", PORT: "9000" },
      { grpc: 9000, http: null },
    ],
    [
      { ROLE: "http, worker", PORT: "9000" },
      { grpc: null, http: 9000 },
    ],
    [
      { ROLE: "worker", PORT: "9000" },
      { grpc: null, http: 9000 },
    ],
    [{ ROLE: "grpc" }, { grpc: 50051, http: 8080 }],
    [
      { ROLE: "http", HTTP_PORT: "8081" },
      { grpc: null, http: 8081 },
    ],
  ])("%o", (environment, expected) => {
    expect(ports(environment as Record<string, string>)).toEqual(expected);
  });
});

describe("what cannot be", () => {
  test("a role that nobody has", () => {
    expect(problem({ ROLE: "audio" })).toContain("must be all, or one or more of grpc, http, worker");
    expect(problem({ ROLE: "," })).toContain("must name at least one of grpc, http, worker, or all");
  });

  test("a part of the work without a place to meet", () => {
    expect(problem({ ROLE: "grpc", REDIS_URL: "" })).toBe(
      "ROLE is grpc, which leaves work to other processes. Set REDIS_URL, where they meet, or ROLE=all.",
    );
    expect(problem({ ROLE: "worker,http,grpc", REDIS_URL: "" })).toBe("");
  });

  test("one port for two listeners", () => {
    expect(problem({ PORT: "50051" })).toBe("GRPC_PORT and PORT are both 50051. Give each its own port.");
    expect(problem({ ROLE: "grpc", PORT: "8080" })).toBe("");
  });
});
