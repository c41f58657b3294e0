/** Streaming mode of AudioCodes' Bot API, message by message: any bot at BOT_URL can take the server's place. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { type JsonSocket, openJsonSocket } from "../../simulators/vaic/json-socket.ts";
import { eventually } from "../support/eventually.ts";
import { type BotTarget, openBotTarget, startBody } from "./bot-target.ts";

const SUITE_MS = 600_000;
let bot: BotTarget;
beforeAll(async () => {
  bot = await openBotTarget();
}, SUITE_MS);
afterAll(() => bot?.close(), SUITE_MS);

interface Talk {
  socket: JsonSocket;
  heard: Record<string, unknown>[];
  closes: number[];
  /** Resolves once a message of this type has come. */
  next(type: string): Promise<Record<string, unknown>>;
}

async function talk(token: string | undefined = bot.token): Promise<Talk> {
  const heard: Record<string, unknown>[] = [];
  const closes: number[] = [];
  const socket = await openJsonSocket({
    url: bot.botUrl.replace(/^http/, "ws"),
    ...(token === undefined ? {} : { token }),
    onMessage: (message) => heard.push(message),
    onProblem: (problem) => heard.push({ problem }),
    onClose: (code) => closes.push(code),
  });
  return {
    socket,
    heard,
    closes,
    async next(type) {
      await eventually(() => heard.some((message) => message.type === type));
      const at = heard.findIndex((message) => message.type === type);
      return heard.splice(at, 1)[0] ?? {};
    },
  };
}

const initiate = (conversationId: string) => ({
  type: "session.initiate",
  conversationId,
  botName: "suite",
  caller: "+15550100",
  expectAudioMessages: false,
  supportedMediaFormats: ["raw/lpcm16", "raw/mulaw"],
});

const activitiesOf = (message: Record<string, unknown>) => message.activities as Record<string, unknown>[];

async function begin(conversationId: string): Promise<Talk> {
  const session = await talk();
  session.socket.send(initiate(conversationId));
  await session.next("session.accepted");
  session.socket.send({
    type: "activities",
    conversationId,
    activities: startBody(conversationId).activities,
  });
  return session;
}

test("a socket without the token is refused", async () => {
  await expect(talk("not-the-token")).rejects.toThrow("refused");
});

test("a validation outside a call is answered", async () => {
  const { socket, next } = await talk();
  socket.send({ type: "connection.validate" });
  expect(await next("connection.validated")).toMatchObject({ success: true });
  socket.close();
});

test("a session is accepted in one of the offered formats, and its start brings startRecognition", async () => {
  const id = randomUUID();
  const session = await talk();
  session.socket.send(initiate(id));
  const { mediaFormat } = await session.next("session.accepted");
  expect(mediaFormat).toBeOneOf(["raw/lpcm16", "raw/mulaw"]);
  session.socket.send({ type: "activities", conversationId: id, activities: startBody(id).activities });
  const names = activitiesOf(await session.next("activities")).map(({ name }) => name);
  expect(names.filter((name) => name === "startRecognition")).toHaveLength(2);
  session.socket.send({
    type: "session.end",
    conversationId: id,
    reasonCode: "client-disconnected",
    reason: "",
  });
  await eventually(() => expect(session.socket.isOpen).toBe(false));
});

test("a session is resumed on another socket, and an unknown one is not", async () => {
  const id = randomUUID();
  const first = await begin(id);
  await first.next("activities");
  first.socket.close();
  const second = await talk();
  second.socket.send({ type: "session.resume", conversationId: id });
  expect(await second.next("session.accepted")).toMatchObject({ conversationId: id });
  second.socket.close();
  const stranger = await talk();
  stranger.socket.send({ type: "session.resume", conversationId: randomUUID() });
  expect(await stranger.next("session.error")).toHaveProperty("reason");
  stranger.socket.close();
});

test("unexpected audio is refused politely: a hangup, not a broken socket", async () => {
  const id = randomUUID();
  const session = await begin(id);
  await session.next("activities");
  session.socket.send({ type: "userStream.start", conversationId: id, participant: "caller" });
  const activities = activitiesOf(await session.next("activities"));
  expect(activities).toEqual([expect.objectContaining({ type: "event", name: "hangup" })]);
  session.socket.close();
});

test("messages that make no sense harm no other session", async () => {
  const id = randomUUID();
  const good = await begin(id);
  await good.next("activities");
  const odd = await talk();
  for (const message of [{}, { type: 5 }, { type: "activities" }, { type: "no.such.type" }])
    odd.socket.send(message);
  good.socket.send({ type: "connection.validate" });
  expect(await good.next("connection.validated")).toMatchObject({ success: true });
  odd.socket.close();
  good.socket.close();
});
