/** The Dialogflow proxy of Google's UI connector, told from outside: what it does, and what it does not route. */
import { describe, expect, test } from "bun:test";
import {
  api,
  type ConnectorTarget,
  createConversation,
  createParticipant,
  newConversationId,
  registerToken,
} from "./target.ts";

/** Paths below the location that are not routed (404), though Dialogflow has some of them. */
const NOT_ROUTED: [method: string, tail: string][] = [
  ["GET", "conversations"],
  ["GET", "answerRecords"],
  ["GET", "answerRecords/a"],
  ["GET", "generators"],
  ["GET", "conversationProfiles"],
  ["POST", "conversationProfiles"],
  ["POST", "suggestions:generateStatelessSummary"],
  ["DELETE", "conversations/c"],
  ["DELETE", "generators/g"],
  ["PATCH", "conversationProfiles/p"],
];

export function proxyContract(target: () => ConnectorTarget): void {
  const at = (tail: string, version = "v2beta1") => `/${version}/${target().parent}/${tail}`;

  describe("Dialogflow proxy", () => {
    test("a page can lead a whole chat: create, find, take part, say, read, summarise, give feedback, complete", async () => {
      const token = `Bearer ${await registerToken(target())}`;
      const call = (method: string, path: string, body?: unknown) =>
        api(target(), { token, method, path, ...(body === undefined ? {} : { body }) });
      const conversation = await createConversation(target(), token);
      const path = `/v2beta1/${conversation}`;
      expect((await call("GET", path)).json).toMatchObject({
        name: conversation,
        lifecycleState: "IN_PROGRESS",
      });

      const customer = await createParticipant(target(), token, conversation, "END_USER");
      const agent = await createParticipant(target(), token, conversation, "HUMAN_AGENT");
      const participants = (await call("GET", `${path}/participants`)).json.participants as {
        name: string;
      }[];
      expect(participants.map(({ name }) => name).sort()).toEqual([agent, customer].sort());
      expect((await call("GET", `/v2beta1/${agent}`)).json.role).toBe("HUMAN_AGENT");

      const said = await call("POST", `/v2beta1/${customer}:analyzeContent`, {
        textInput: { text: "Where is my parcel?", languageCode: "en-US" },
        messageSendTime: "2026-01-02T03:04:05.600Z",
      });
      expect(said.json.message).toMatchObject({
        content: "Where is my parcel?",
        sendTime: "2026-01-02T03:04:05.600Z",
      });
      const batch = await call("POST", `${path}/messages:batchCreate`, {
        requests: [
          {
            parent: conversation,
            message: { participant: agent, content: "Let me look.", sendTime: "2026-01-02T03:04:09Z" },
          },
        ],
      });
      expect(batch.status).toBe(200);
      const page = (await call("GET", `${path}/messages?pageSize=1`)).json;
      expect(page.messages).toHaveLength(1);
      expect(page.nextPageToken).not.toBe("");

      const context = {
        crm: { contextContents: [{ content: "{}", contentFormat: "JSON" }], updateMode: "APPEND" },
      };
      const ingested = await call("POST", `${path}:ingestContextReferences`, { contextReferences: context });
      expect(ingested.status).toBe(200);
      const summary = await call("POST", `${path}/suggestions:suggestConversationSummary`, {});
      const { answerRecord } = summary.json.summary as { answerRecord: string };
      const feedback = await call("PATCH", `/v2beta1/${answerRecord}?updateMask=answerFeedback`, {
        answerFeedback: { correctnessLevel: "FULLY_CORRECT", clicked: true },
      });
      expect(feedback.json.answerFeedback).toMatchObject({
        correctnessLevel: "FULLY_CORRECT",
        clicked: true,
      });
      const searched = await call("POST", at("suggestions:searchKnowledge"), {
        query: { text: "refund", languageCode: "en-US" },
        conversationProfile: target().profileName,
        sessionId: "s1",
      });
      expect(searched.status).toBe(200);
      expect((await call("POST", `${path}:complete`, {})).json.lifecycleState).toBe("COMPLETED");
      expect((await call("GET", `/v2beta1/${target().profileName}`)).json.name).toBe(target().profileName);
    });

    test("a conversation announced before it exists answers 404 in Dialogflow's own words, so that the page asks again", async () => {
      const token = await registerToken(target());
      const reply = await api(target(), { token, path: at(`conversations/${newConversationId()}`) });
      expect(reply.status).toBe(404);
      expect(reply.json.error).toMatchObject({ code: 404, status: "NOT_FOUND" });
    });

    test("Dialogflow's refusals keep their status and their body", async () => {
      const token = await registerToken(target());
      const conversation = await createConversation(target(), token);
      const again = await api(target(), {
        token,
        method: "POST",
        path: at(`conversations?conversationId=${conversation.split("/").at(-1)}`),
        body: { conversationProfile: target().profileName },
      });
      expect(again.status).toBe(409);
      expect(again.json.error).toMatchObject({ status: "ALREADY_EXISTS" });
    });

    test("replies are encoded for this connection: readable with and without compression", async () => {
      const token = await registerToken(target());
      for (const encoding of ["gzip", "identity"]) {
        const response = await fetch(`${target().baseUrl}/v2beta1/${target().profileName}`, {
          headers: { authorization: token, "accept-encoding": encoding },
        });
        expect(((await response.json()) as { name: string }).name).toBe(target().profileName);
        expect(response.headers.get("content-type")).toStartWith("application/json");
      }
    });

    for (const [method, tail] of NOT_ROUTED) {
      test(`${method} ${tail} is not routed`, async () => {
        const token = await registerToken(target());
        const reply = await api(target(), { token, method, path: at(tail) });
        expect([404, 405]).toContain(reply.status);
        expect(reply.json.error).toBeUndefined();
      });
    }

    test("a name without a location is not routed", async () => {
      const token = await registerToken(target());
      const path = `/v2beta1/projects/${target().project}/conversations/c`;
      const reply = await api(target(), { token, path });
      expect(reply.status).toBe(404);
      expect(reply.json.error).toBeUndefined();
    });
  });
}
