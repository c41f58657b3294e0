import { describe, expect, test } from "bun:test";
import { KEY, NAME, TICKET, testPanel } from "../../../test/support/test-panel.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { PanelOptions } from "./panel.ts";

const ask = (query: string, overrides?: Partial<PanelOptions>, path = "/agent-assist-ui-modules/") =>
  testPanel(overrides).request(`${path}${query}`);

describe("the panel's page", () => {
  test.each(["/agent-assist-ui-modules/", "/agent-assist-ui-modules"])("is served at %s", async (path) => {
    const response = await ask(`?call_id=42&launch_key=${KEY}`, {}, path);
    expect(response.status).toBe(200);
    const html = await response.text();
    const json = />(\{"callId.*?\})<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual({
      callId: "42",
      conversationName: "projects/p/locations/eu/conversations/five9-42",
      token: "token-of-projects/p/locations/eu/conversations/five9-42",
      renewalUrl: "/agent-assist-ui-modules/token",
      ticket: "ticket-of-token-of-projects/p/locations/eu/conversations/five9-42",
      awaitMediaMs: 120_000,
      laterUrl: "/assets/0011223344556677.js",
      guideUrl: "/docs/guides/troubleshooting.md",
      summaryUrl: `/v2beta1/${NAME}/suggestions:suggestConversationSummary`,
      language: { language: "en", locale: "en", wordsUrl: "/assets/en.js" },
    });
    expect(html).not.toContain(KEY);
  });

  test("asks Dialogflow for what FEATURES lists, below the public path", async () => {
    const query = `?call_id=42&launch_key=${KEY}`;
    const conversationProfileName = "projects/p/locations/eu/conversationProfiles/x";
    const features = ["KNOWLEDGE_SEARCH"];
    const options = { features, conversationProfileName, publicPath: "/desk" };
    const html = await (await ask(query, options)).text();
    expect(html).toContain("/desk/v2beta1/projects/p/locations/eu/suggestions:searchKnowledge");
    expect(html).not.toContain("suggestConversationSummary");
    expect(await (await ask(query, { ...options, features: ["FAQ"] })).text()).not.toContain(
      "searchKnowledge",
    );
  });

  test("belongs to a call of VoiceAI Connect when its address says so", async () => {
    const id = "5d7f4a3e-0c0f-4e57-9d52-1f8a4b0c9a11";
    const response = await ask(`?source=audiocodes&call_id=${id}&launch_key=${KEY}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`conversations/audiocodes-${id}"`);
  });

  test.each([
    ["a source nobody knows", "source=genesys&call_id=42"],
    ["a VoiceAI Connect id with a control character", "source=audiocodes&call_id=a%00b"],
    ["a VoiceAI Connect id that is too long", `source=audiocodes&call_id=${"a".repeat(201)}`],
    ["no id", "source=audiocodes"],
  ])("refuses %s", async (_, query) => {
    expect((await ask(`?${query}&launch_key=${KEY}`)).status).toBe(400);
  });

  test("is neither kept nor leaked, and framed only where it may be", async () => {
    const { headers } = await ask(`?call_id=42&launch_key=${KEY}`);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self' https://*.five9.com");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toContain("gstatic");
    const other = await ask(`?call_id=42&launch_key=${KEY}`, { frameAncestors: "https://desk.example" });
    expect(other.headers.get("content-security-policy")).toContain("frame-ancestors https://desk.example");
  });

  test("uses each nonce once", async () => {
    const nonceOf = async () => {
      const response = await ask(`?call_id=42&launch_key=${KEY}`);
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";
      expect(await response.text()).toContain(`nonce="${nonce}"`);
      return nonce;
    };
    expect(await nonceOf()).not.toBe(await nonceOf());
  });

  test.each(["", "?call_id=42", "?call_id=42&launch_key=", "?call_id=42&launch_key=wrong"])(
    "without the launch key is refused with an explanation: %s",
    async (query) => {
      let issued = 0;
      const issueToken = async () => {
        issued += 1;
        return "token";
      };
      const response = await ask(query, { issueToken });
      expect(response.status).toBe(403);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(await response.text()).toContain("<code>launch_key</code>");
      expect(issued).toBe(0);
    },
  );

  test.each([
    "",
    "&call_id=",
    "&call_id=a%20b",
    "&call_id=..%2F..",
    `&call_id=${"1".repeat(51)}`,
    "&call_id=%3Cb%3E",
  ])("without a usable call id is refused with an explanation: %s", async (rest) => {
    const response = await ask(`?launch_key=${KEY}${rest}`);
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain("<code>call_id</code>");
    expect(html).not.toContain("<b>");
  });

  test("tells the person, but not the reason, when it cannot be made", async () => {
    const issueToken = async () => {
      throw new Error("secret detail");
    };
    const response = await ask(`?call_id=42&launch_key=${KEY}`, { issueToken });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret detail");
  });

  test("holds its settings so that no name can break out of them", async () => {
    const response = await ask(`?call_id=42&launch_key=${KEY}`, {
      conversationsOf: async () => ({ first: NAME, newest: "</script><script>alert(1)</script>" }),
    });
    expect(await response.text()).not.toContain("<script>alert");
  });

  test("an empty launch key is a setting error", () => {
    expect(() => testPanel({ launchKey: "" })).toThrow("launch key is empty");
  });
});

describe("a ticket in place of the launch key", () => {
  test("opens its call, and the page goes on with the session the ticket was made in", async () => {
    const grants: unknown[] = [];
    const issueToken = async (grant: object) => {
      grants.push(grant);
      return "token";
    };
    const response = await ask(`?call_id=42&ticket=${TICKET}`, { issueToken });
    expect(response.status).toBe(200);
    expect(grants).toEqual([{ conversationName: NAME, authTimeSeconds: 7 }]);
  });

  test.each([
    ["that has expired", "call_id=42&ticket=old", "This link has expired"],
    ["of another call", `call_id=43&ticket=${TICKET}`, "does not open this call"],
    ["that somebody made up", "call_id=42&ticket=x", "does not open this call"],
    ["that is empty", "call_id=42&ticket=", "does not open this call"],
    ["without a call", `ticket=${TICKET}`, "does not open this call"],
    ["with a wrong key beside it", "call_id=42&launch_key=x&ticket=x", "does not open this call"],
  ])("%s is refused with a sentence", async (_, query, sentence) => {
    const response = await ask(`?${query}`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(sentence);
  });

  test("is refused once the session has lasted its time", async () => {
    const issueToken = async () => {
      throw new SidetoneError("UNAUTHENTICATED", "Your session has expired.");
    };
    const response = await ask(`?call_id=42&ticket=${TICKET}`, { issueToken });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("This link has expired");
  });

  const make = (query: string, authorization?: string) =>
    testPanel().request(`/agent-assist-ui-modules/ticket?${query}`, {
      method: "POST",
      headers: authorization === undefined ? {} : { authorization },
    });

  test("is made for a program with the key, as a path to open", async () => {
    const response = await make("call_id=42", `Bearer ${KEY}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      path: `/agent-assist-ui-modules/?source=five9&call_id=42&ticket=link-to-${encodeURIComponent(NAME)}`,
      expiresAt: "1970-01-01T00:05:00.000Z",
    });
    expect(await (await make("call_id=a-1&source=audiocodes", `Bearer ${KEY}`)).json()).toMatchObject({
      path: expect.stringContaining("?source=audiocodes&call_id=a-1&ticket="),
    });
  });

  test.each([
    [401, "call_id=42", undefined],
    [401, "call_id=42", "Bearer wrong"],
    [401, `call_id=42&launch_key=${KEY}`, undefined],
    [401, "", "Bearer"],
    [400, "", `Bearer ${KEY}`],
    [400, "call_id=a%20b", `Bearer ${KEY}`],
    [400, "call_id=42&source=genesys", `Bearer ${KEY}`],
  ])("is not made otherwise: %i for %s with %s", async (status, query, authorization) => {
    const response = await make(query, authorization);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.text()).not.toContain(KEY);
  });
});

describe("Google's UI Modules in place of our page", () => {
  const google: Partial<PanelOptions> = {
    uiModules: "google",
    uiModulesFiles: ["v2.5/container.js", "v1.13/common.js", "v1.5/transcript.js"],
    features: ["SMART_REPLY", "AGENT_COACHING"],
    conversationProfileName: "projects/p/locations/eu/conversationProfiles/c",
  };

  test("come from Google's host, with the features and the conversation", async () => {
    const response = await ask(`?call_id=42&launch_key=${KEY}`, google);
    const html = await response.text();
    for (const file of ["v2.5/container.js", "v1.13/common.js", "v1.5/transcript.js"]) {
      expect(html).toContain(`src="https://www.gstatic.com/agent-assist-ui-modules/${file}"`);
    }
    expect(html).toContain('features="SMART_REPLY,AGENT_COACHING"');
    expect(html).toContain('"conversationName":"projects/p/locations/eu/conversations/five9-42"');
    expect(html).toContain("active-conversation-selected");
    expect(response.headers.get("content-security-policy")).toContain("https://www.gstatic.com");
  });

  test("are refused to the same people", async () => {
    expect((await ask("?call_id=42", google)).status).toBe(403);
  });
});

describe("token renewal", () => {
  const renew = (headers: Record<string, string>, overrides?: Partial<PanelOptions>) =>
    testPanel(overrides).request("/agent-assist-ui-modules/token", { method: "POST", headers });

  test("gives a fresh token for a good one", async () => {
    const response = await renew({ authorization: "Bearer good" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ token: "fresh", ticket: "ticket-of-fresh" });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test.each([[{}], [{ authorization: "Bearer bad" }], [{ authorization: `Bearer ${"x".repeat(5_000)}` }]])(
    "refuses anything else with 401 and a message",
    async (headers: Record<string, string>) => {
      const response = await renew(headers);
      expect(response.status).toBe(401);
      expect(await response.json()).toHaveProperty("message");
    },
  );

  test("a fault of our own is 503, so that the page tries again", async () => {
    const refreshToken = async () => {
      throw new Error("secret detail");
    };
    const response = await renew({ authorization: "Bearer good" }, { refreshToken });
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain("secret detail");
  });
});
