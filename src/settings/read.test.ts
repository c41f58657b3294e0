import { describe, expect, test } from "bun:test";
import { ConfigError, describeConfigError, readConfig } from "./read.ts";
import { SETTINGS } from "./table.ts";

const COMPLETE = {
  PROJECT_ID: "p1",
  CONVERSATION_PROFILE_NAME: "projects/p1/locations/us-central1/conversationProfiles/abc",
  FIVE9_API_KEY: "key-of-the-subscription",
  FIVE9_TRUST_TOKEN: "0123456789abcdef",
  JWT_SECRET: "0123456789abcdef0123456789abcdef",
  PANEL_LAUNCH_KEY: "0123456789abcdef",
  OPERATOR_TOKEN: "0123456789abcdef",
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (caught) {
    if (caught instanceof ConfigError) return caught.problems;
    throw caught;
  }
  return [];
}

describe("readConfig()", () => {
  test("fills defaults and types values", () => {
    const settings = readConfig({ ...COMPLETE, FEATURES: "SMART_REPLY, FAQ", HTTP_PORT: "9000" });
    expect(settings.FEATURES).toEqual(["SMART_REPLY", "FAQ"]);
    expect(settings.HTTP_PORT).toBe(9000);
    expect(settings.GRPC_PORT).toBe(50051);
    expect(settings.REDIS_URL).toBeUndefined();
  });

  test("reports every missing setting at once, by name and with its meaning", () => {
    const problems = problemsOf({});
    const required = SETTINGS.filter((setting) => setting.required);
    expect(problems).toHaveLength(required.length + 1);
    expect(problems.at(-1)).toStartWith("No source of calls is configured");
    for (const setting of required) {
      expect(problems.some((line) => line.startsWith(`${setting.name} is not set`))).toBe(true);
    }
  });

  test("reports missing, malformed and contradictory settings together", () => {
    const problems = problemsOf({
      ...COMPLETE,
      PROJECT_ID: "other",
      JWT_SECRET: "short",
      GRPC_PORT: "seventy",
      GRPC_TLS_CERT_FILE: "/cert.pem",
      ROLL_OVER_AFTER_MS: "20000",
      ROLL_OVER_LATEST_MS: "10000",
    });
    expect(problems.map((line) => line.split(" ")[0])).toEqual([
      "JWT_SECRET",
      "GRPC_PORT",
      "CONVERSATION_PROFILE_NAME",
      "GRPC_TLS_CERT_FILE",
      "ROLL_OVER_LATEST_MS",
    ]);
  });

  test("push without an audience and an account to check tokens for is a contradiction", () => {
    const checked = {
      PUSH_AUDIENCE: "https://host",
      PUSH_SERVICE_ACCOUNT: "pusher@p.iam.gserviceaccount.com",
    };
    for (const delivery of ["push", "both"]) {
      const pushing = { ...COMPLETE, PUBSUB_DELIVERY: delivery };
      expect(problemsOf(pushing)).toHaveLength(1);
      expect(problemsOf({ ...pushing, PUSH_AUDIENCE: checked.PUSH_AUDIENCE })).toHaveLength(1);
      expect(problemsOf({ ...pushing, ...checked })).toEqual([]);
    }
    expect(problemsOf({ ...COMPLETE, PUBSUB_DELIVERY: "pull" })).toEqual([]);
  });

  test("the companion agent's address is a URL, with or without the place of the location", () => {
    const problems = (url: string) => problemsOf({ ...COMPLETE, COMPANION_CHANNEL_URL: url });
    expect(problems("https://{location}-dialogflow-webchannel.googleapis.com")).toEqual([]);
    expect(problems("http://127.0.0.1:8080")).toEqual([]);
    expect(problems("dialogflow-webchannel.googleapis.com")).toHaveLength(1);
    expect(problems("file:///tmp")).toHaveLength(1);
  });

  test("never prints a secret's value", () => {
    const environment = { ...COMPLETE, JWT_SECRET: "tooshortsecret" };
    try {
      readConfig(environment);
      throw new Error("accepted a short secret");
    } catch (caught) {
      expect(caught).toBeInstanceOf(ConfigError);
      expect(describeConfigError(caught as ConfigError)).not.toContain("tooshortsecret");
    }
  });
});
