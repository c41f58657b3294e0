/** The Socket.IO side of Google's UI connector, seen from outside, and what Sidetone adds to it. */
import { describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { eventually } from "../support/eventually.ts";
import { type Desk, type Envelope, openDesk } from "./desk.ts";
import {
  api,
  type ConnectorTarget,
  createConversation,
  createParticipant,
  isExternal,
  newConversationId,
  registerToken,
} from "./target.ts";

const ENVELOPE_KEYS = ["ack_time", "conversation_name", "data", "data_type", "message_id", "publish_time"];
const EVENT_DEADLINE_MS = 120_000;

export function socketContract(target: () => ConnectorTarget): void {
  const roomOf = (id: string) => `projects/${target().project}/conversations/${id}`;

  async function joined(id: string, token: string): Promise<Desk> {
    const desk = await openDesk(target(), { token });
    expect(await desk.emit("join-conversation", `${target().parent}/conversations/${id}`)).toEqual([
      true,
      roomOf(id),
    ]);
    return desk;
  }

  async function say(token: string, participant: string, text: string): Promise<void> {
    const path = `/v2beta1/${participant}:analyzeContent`;
    const body = { textInput: { text, languageCode: "en-US" } };
    const reply = await api(target(), { token, method: "POST", path, body });
    expect(reply.status).toBe(200);
  }

  const received = (desk: Desk, count: number) =>
    eventually(() => desk.envelopes().length >= count, EVENT_DEADLINE_MS);
  const textsOf = (desk: Desk) =>
    desk
      .envelopes()
      .filter(({ data_type: type }) => type === "new-message-event")
      .map(({ data }) => JSON.parse(data).newMessagePayload.content);

  describe("Socket.IO", () => {
    for (const transport of ["websocket", "polling"]) {
      test(`over ${transport}: a token lets in, joining and leaving are acknowledged with (true, name without location)`, async () => {
        const token = await registerToken(target());
        const desk = await openDesk(target(), { token }, [transport]);
        const id = newConversationId();
        for (const name of [`${target().parent}/conversations/${id}`, roomOf(id)]) {
          expect(await desk.emit("join-conversation", name)).toEqual([true, roomOf(id)]);
          expect(await desk.emit("leave-conversation", name)).toEqual([true, roomOf(id)]);
        }
        desk.close();
      });
    }

    test("a failed login gets one error, authentication failed, and disturbs no other", async () => {
      const desk = await openDesk(target(), { token: await registerToken(target()) });
      for (const auth of [{}, { token: "" }, { token: "forged" }, { token: 7 }]) {
        await expect(openDesk(target(), auth)).rejects.toThrow("authentication failed");
      }
      await desk.emit("join-conversation", roomOf(newConversationId()));
      expect(desk.heard.filter(({ name }) => name === "unauthenticated")).toEqual([]);
      expect(desk.socket.connected).toBe(true);
      desk.close();
    });

    test("an event comes under its name as one object with exactly the contract's keys, its data a JSON text", async () => {
      const token = await registerToken(target());
      const id = newConversationId();
      const desk = await joined(id, token);
      const conversation = await createConversation(target(), token, id);
      const participant = await createParticipant(target(), token, conversation, "END_USER");
      await say(token, participant, "Hello there");
      await received(desk, 2);
      const [started, message] = desk.envelopes() as [Envelope, Envelope];
      for (const envelope of [started, message]) {
        expect(
          Object.keys(envelope)
            .filter((key) => key !== "sequence")
            .sort(),
        ).toEqual(ENVELOPE_KEYS);
        expect(envelope.conversation_name).toBe(roomOf(id));
        expect(envelope.ack_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(Math.abs(Date.parse(String(envelope.ack_time)) - Date.now())).toBeLessThan(60_000);
        expect(Number.isNaN(Date.parse(String(envelope.publish_time)))).toBe(false);
        expect(typeof envelope.data).toBe("string");
        expect(typeof envelope.message_id).toBe("string");
      }
      expect(started.data_type).toBe("conversation-lifecycle-event");
      expect(JSON.parse(started.data)).toEqual({ conversation, type: "CONVERSATION_STARTED" });
      expect(message.data_type).toBe("new-message-event");
      expect(JSON.parse(message.data)).toMatchObject({
        type: "NEW_MESSAGE",
        newMessagePayload: { content: "Hello there", participant, participantRole: "END_USER" },
      });
      const args = desk.heard
        .filter(({ name }) => name === "new-message-event")
        .map((one) => one.args.length);
      expect(args).toEqual([1]);
      const { own } = target();
      if (own !== undefined) {
        const published = own.stage.cloud.record.conversation(id)?.events.map(({ data }) => data);
        expect(desk.envelopes().map(({ data }) => data)).toEqual(published ?? []);
      }
      desk.close();
    });

    test("a desktop that has left hears nothing more, and the others go on", async () => {
      const token = await registerToken(target());
      const id = newConversationId();
      const desks = [await joined(id, token), await joined(id, token), await joined(id, token)] as const;
      const conversation = await createConversation(target(), token, id);
      const participant = await createParticipant(target(), token, conversation, "HUMAN_AGENT");
      await Promise.all(desks.map((desk) => received(desk, 1)));
      await desks[1].emit("leave-conversation", conversation);
      desks[2].close();
      await say(token, participant, "Only one hears this");
      await received(desks[0], 2);
      expect(textsOf(desks[0])).toEqual(["Only one hears this"]);
      expect([desks[1].envelopes().length, desks[2].envelopes().length]).toEqual([1, 1]);
      desks[0].close();
      desks[1].close();
    });

    test.skipIf(isExternal)(
      "beyond Google's: a desktop that comes late, or back with the last sequence, gets the rest once and in order",
      async () => {
        const token = await registerToken(target());
        const id = newConversationId();
        const first = await joined(id, token);
        const conversation = await createConversation(target(), token, id);
        const participant = await createParticipant(target(), token, conversation, "END_USER");
        for (const text of ["one", "two", "three"]) await say(token, participant, text);
        await received(first, 4);
        expect(first.envelopes().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);

        const late = await joined(id, token);
        await received(late, 4);
        expect(textsOf(late)).toEqual(["one", "two", "three"]);
        const back = await openDesk(target(), { token });
        expect(await back.emit("join-conversation", conversation, { after: 3 })).toEqual([true, roomOf(id)]);
        await received(back, 1);
        await say(token, participant, "four");
        await Promise.all([received(first, 5), received(late, 5), received(back, 2)]);
        expect(back.envelopes().map(({ sequence }) => sequence)).toEqual([4, 5]);
        expect(textsOf(late)).toEqual(["one", "two", "three", "four"]);
        for (const desk of [first, late, back]) desk.close();
      },
    );

    test.skipIf(isExternal)(
      "a voice call brings recognition results with their speaker and utterance, and suggestions with answer records",
      async () => {
        const { own } = target();
        if (own === undefined) throw new Error("this test needs a stage");
        const token = await registerToken(target());
        const callId = newCallId();
        const desk = await joined(`five9-${callId}`, token);
        const call = await own.stage.call(await readSample("lost-card"), { callId, speed: 10 });
        expect((await call.finished).ok).toBe(true);
        const ofType = (type: string) => desk.envelopes().filter((envelope) => envelope.data_type === type);
        await eventually(() => {
          const n = ofType("human-agent-assistant-event").length;
          if (n < 8) throw new Error(`${n} of 8 suggestions`);
        }, EVENT_DEADLINE_MS);

        const results = ofType("new-recognition-result-notification-event");
        expect(results.length).toBeGreaterThan(10);
        for (const result of results) {
          expect(
            Object.keys(result)
              .filter((key) => key !== "sequence")
              .sort(),
          ).toEqual([...ENVELOPE_KEYS, "new_recognition_result_message_id", "participant_role"].sort());
          expect(["END_USER", "HUMAN_AGENT"]).toContain(String(result.participant_role));
          expect(result.new_recognition_result_message_id).not.toBe("");
        }
        const suggestions = ofType("human-agent-assistant-event").map(({ data }) => data);
        expect(suggestions.filter((data) => data.includes('"answerRecord":'))).toHaveLength(8);
        desk.close();
      },
    );
  });
}
