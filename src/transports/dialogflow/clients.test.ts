/** The calls with one answer against a server made from Google's own protos. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { loadServices } from "../../../simulators/agent-assist/protos.ts";
import { DialogflowClients } from "./clients.ts";
import { grpcFailureOf } from "./errors.ts";

type Answer = (request: Record<string, unknown>, callback: sendUnaryData<object>) => void;

const services = loadServices();
const OPTIONS = { timeout: 30_000 };

let server: Server;
let clients: DialogflowClients;
/** By rpc: how it was routed and what it asked. */
let asked: { rpc: string; route: string; request: Record<string, unknown> }[];
let answer: Answer;

function serve(definition: ServiceDefinition, names: readonly string[]): void {
  const handlers = names.map((rpc) => [
    rpc,
    (
      { request, metadata }: ServerUnaryCall<Record<string, unknown>, object>,
      callback: sendUnaryData<object>,
    ) => {
      const route = decodeURIComponent(String(metadata.get("x-goog-request-params")[0]));
      asked.push({ rpc, route, request });
      answer(request, callback);
    },
  ]);
  server.addService(definition, Object.fromEntries(handlers));
}

beforeEach(async () => {
  asked = [];
  answer = (_request, callback) => callback(null, {});
  server = new Server();
  serve(services.conversations, ["CreateConversation", "GetConversation", "CompleteConversation"]);
  serve(services.participants, ["ListParticipants", "CreateParticipant", "AnalyzeContent"]);
  serve(services.conversationProfiles, ["GetConversationProfile"]);
  serve(services.answerRecords, ["UpdateAnswerRecord"]);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const endpoint = { host: "127.0.0.1", port, insecure: true };
  clients = new DialogflowClients({ endpoint, projectId: "p" });
});

afterEach(async () => {
  await clients.close();
  server.forceShutdown();
});

test("each request names the field by which Google routes it", async () => {
  const [name, parent] = ["projects/p/conversations/c", "projects/p/locations/global"];
  await clients.conversations.createConversation({ parent, conversationId: "c" }, OPTIONS);
  await clients.conversations.getConversation({ name }, OPTIONS);
  await clients.conversations.completeConversation({ name }, OPTIONS);
  await clients.participants.listParticipants({ parent: name }, OPTIONS);
  await clients.participants.createParticipant({ parent: name }, OPTIONS);
  await clients.participants.analyzeContent({ participant: `${name}/participants/q` }, OPTIONS);
  await clients.profiles.getConversationProfile({ name: "projects/p/conversationProfiles/x" }, OPTIONS);
  await clients.answerRecords.updateAnswerRecord(
    { answerRecord: { name: "projects/p/answerRecords/r" }, updateMask: { paths: ["answer_feedback"] } },
    OPTIONS,
  );
  expect(asked.map(({ rpc, route }) => `${rpc} ${route}`)).toEqual([
    `CreateConversation parent=${parent}`,
    `GetConversation name=${name}`,
    `CompleteConversation name=${name}`,
    `ListParticipants parent=${name}`,
    `CreateParticipant parent=${name}`,
    `AnalyzeContent participant=${name}/participants/q`,
    "GetConversationProfile name=projects/p/conversationProfiles/x",
    "UpdateAnswerRecord answer_record.name=projects/p/answerRecords/r",
  ]);
});

test("messages are as Google's protos have them, both ways", async () => {
  const messageSendTime = { seconds: 1_700_000_000, nanos: 5 };
  const text = { text: "hello", languageCode: "en-US" };
  answer = (_request, callback) =>
    callback(null, {
      message: { name: "m", createTime: { seconds: 3, nanos: 0 }, participantRole: "END_USER" },
      humanAgentSuggestionResults: [{ suggestKnowledgeAssistResponse: { contextSize: 2 } }],
    });
  const [given] = await clients.participants.analyzeContent(
    { participant: "q", textInput: text, messageSendTime, requestId: "r" },
    OPTIONS,
  );
  expect(asked[0]?.request).toMatchObject({
    participant: "q",
    textInput: text,
    messageSendTime: { seconds: "1700000000", nanos: 5 },
    requestId: "r",
  });
  expect(given).toMatchObject({
    message: { name: "m", createTime: { seconds: "3" }, participantRole: "END_USER" },
    humanAgentSuggestionResults: [{ suggestKnowledgeAssistResponse: { contextSize: 2 } }],
    replyText: "",
  });
});

test("a list is read to its last page", async () => {
  answer = ({ pageToken }, callback) =>
    callback(null, {
      participants: [{ name: pageToken === "" ? "first" : "second" }],
      nextPageToken: pageToken === "" ? "more" : "",
    });
  const [participants] = await clients.participants.listParticipants({ parent: "c" }, OPTIONS);
  expect(participants.map(({ name }) => name)).toEqual(["first", "second"]);
});

test("a refusal keeps its status, and an answer that does not come ends at the deadline", async () => {
  const failure = (timeout: number) =>
    clients.conversations.getConversation({ name: "c" }, { timeout }).then(() => null, grpcFailureOf);
  answer = (_request, callback) => callback({ code: status.NOT_FOUND, details: "no such conversation" });
  expect(await failure(30_000)).toEqual({ code: status.NOT_FOUND, message: "no such conversation" });
  answer = () => {};
  expect(await failure(50)).toMatchObject({ code: status.DEADLINE_EXCEEDED });
});

test("a call after the end is refused", async () => {
  await clients.warmUp();
  await clients.close();
  const late = clients.conversations.getConversation({ name: "c" }, OPTIONS);
  expect(await late.then(String, String)).toContain("closed");
});
