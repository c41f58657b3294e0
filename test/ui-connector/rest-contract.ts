/** The REST table of Google's UI connector, told from outside. */
import { describe, expect, test } from "bun:test";
import { VERSION } from "../../src/base/version.ts";
import { api, type ConnectorTarget, newConversationId, registerToken } from "./target.ts";

export function restContract(target: () => ConnectorTarget): void {
  const url = (path: string) => `${target().baseUrl}${path}`;
  const key = () => `key ${newConversationId()} + ü`;

  describe("REST", () => {
    test("GET /status is a text without a token", async () => {
      const response = await fetch(url("/status"));
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("Hello, cross-origin-world!");
      expect(response.headers.get("sidetone-version")).toBe(VERSION);
    });

    test("POST /register gives a token that opens what follows, with a body of any content type or none", async () => {
      const bodies = [undefined, "", "not json", JSON.stringify({ gcp_agent_assist_user: "dana" })];
      for (const body of bodies) {
        const response = await fetch(url("/register"), {
          method: "POST",
          headers: { authorization: target().authorization, "content-type": "text/plain" },
          ...(body === undefined ? {} : { body }),
        });
        expect(response.status).toBe(200);
        const { token } = (await response.json()) as { token: string };
        const claims = JSON.parse(atob(token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""));
        expect(claims.gcp_agent_assist_project).toBe(target().project);
        expect(claims.gcp_agent_assist_user).toBe(body?.includes("dana") ? "dana" : "");
        expect(claims.exp * 1000).toBeGreaterThan(Date.now());
        const used = await api(target(), { token, path: "/conversation-name?conversationIntegrationKey=x" });
        expect(used.status).toBe(200);
      }
    });

    test("POST /register refuses with 401, a text, and a header that says what is needed", async () => {
      for (const authorization of [undefined, "", "Bearer wrong", target().authorization.slice(0, -1)]) {
        const response = await fetch(url("/register"), {
          method: "POST",
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(response.status).toBe(401);
        expect(response.headers.get("authentication")).toBe("valid token required");
        expect(response.headers.get("content-type")).toStartWith("text/");
      }
    });

    test("POST /register-app takes JSON only and refuses a stranger", async () => {
      const post = (contentType: string) =>
        fetch(url("/register-app"), {
          method: "POST",
          headers: { "content-type": contentType },
          body: JSON.stringify({ accountSid: "AC0", authToken: "guess" }),
        });
      expect((await post("application/json")).status).toBe(401);
      expect((await post("text/plain")).status).toBe(415);
    });

    test("a token is taken bare and after Bearer; without one, or with a bad one, the answer is 401 and says why", async () => {
      const token = await registerToken(target());
      const path = "/conversation-name?conversationIntegrationKey=x";
      for (const form of [token, `Bearer ${token}`]) {
        expect((await api(target(), { token: form, path })).status).toBe(200);
      }
      const missing = await api(target(), { path });
      expect([missing.status, missing.json.message]).toEqual([401, "Token is missing."]);
      for (const bad of ["nonsense", `${token}x`, `bearer ${token}`]) {
        const reply = await api(target(), { token: bad, path });
        expect([reply.status, reply.json.message]).toEqual([401, "Failed to parse your token."]);
      }
    });

    test("a conversation's name is kept under a key, found, replaced and removed", async () => {
      const token = await registerToken(target());
      const name = (id: string) => `${target().parent}/conversations/${id}`;
      const integrationKey = key();
      const query = `?${new URLSearchParams({ conversationIntegrationKey: integrationKey })}`;
      const path = `/conversation-name${query}`;
      const put = (conversationName: string) =>
        api(target(), {
          token,
          method: "POST",
          path: "/conversation-name",
          body: { conversationIntegrationKey: integrationKey, conversationName },
        });
      expect((await api(target(), { token, path })).json).toEqual({ conversationName: "" });
      const kept = await put(name("one"));
      expect([kept.status, kept.json]).toEqual([200, { [integrationKey]: name("one") }]);
      expect((await api(target(), { token, path })).json).toEqual({ conversationName: name("one") });
      await put(name("two"));
      expect((await api(target(), { token, path })).json).toEqual({ conversationName: name("two") });

      const remove = () => fetch(url(path), { method: "DELETE", headers: { authorization: token } });
      const removed = await remove();
      expect([removed.status, await removed.text()]).toEqual([200, "Success"]);
      const again = await remove();
      expect([again.status, await again.text()]).toEqual([404, "Not found"]);
      expect((await api(target(), { token, path })).json).toEqual({ conversationName: "" });
    });

    test("/conversation-name without a key, or without a name, answers 400 Bad request", async () => {
      const token = await registerToken(target());
      const send = (method: string, query: string, body?: unknown) =>
        fetch(url(`/conversation-name${query}`), {
          method,
          headers: { authorization: token, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const conversationName = `${target().parent}/conversations/c`;
      const replies = await Promise.all([
        send("GET", ""),
        send("GET", "?conversationIntegrationKey="),
        send("DELETE", ""),
        send("POST", "", { conversationName }),
        send("POST", "", { conversationIntegrationKey: "", conversationName }),
        send("POST", "", { conversationIntegrationKey: key() }),
      ]);
      for (const reply of replies) expect([reply.status, await reply.text()]).toEqual([400, "Bad request"]);
    });

    test("/conversation-name and the proxy ask for a token with any method", async () => {
      for (const method of ["GET", "POST", "DELETE"]) {
        expect((await api(target(), { method, path: "/conversation-name" })).status).toBe(401);
      }
      const path = `/v2beta1/${target().parent}/conversations/none`;
      expect((await api(target(), { path })).json).toEqual({ message: "Token is missing." });
    });
  });
}
