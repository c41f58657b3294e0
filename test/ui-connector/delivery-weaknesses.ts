/** Weaknesses of delivery, scale and operations. */
import { describe, expect, test } from "bun:test";
import { readMetrics } from "../../simulators/stage/read-metrics.ts";
import { eventually } from "../support/eventually.ts";
import { openDesk } from "./desk.ts";
import { api, createConversation, createParticipant } from "./target.ts";
import { ask, heard, mint, own, say, scopedTo, target, token } from "./weakness-stage.ts";

export function testDeliveryAndScale(): void {
  describe("delivery", () => {
    const join = async (name: string, options: object = {}) => {
      const desk = await openDesk(target, { token });
      expect((await desk.emit("join-conversation", name, options))[0]).toBe(true);
      return desk;
    };

    test("12, 13, 14: every desktop of a call hears it, even if others joined last, left, reloaded or were in other rooms first", async () => {
      const conversation = await createConversation(target, token);
      const elsewhere = await createConversation(target, token);
      const agent = await join(elsewhere);
      await agent.emit("join-conversation", conversation);
      const supervisor = await join(conversation);
      await heard(1, supervisor);
      // A reload: the new socket is in before the old one has gone.
      const reloaded = await join(conversation);
      agent.close();
      const second = await openDesk(target, { token });
      await second.emit("join-conversation", conversation);
      await second.emit("leave-conversation", conversation);
      const customer = await createParticipant(target, token, conversation, "END_USER");
      await say(customer, "still there?");
      for (const desk of [supervisor, reloaded]) {
        await heard(2, desk);
        expect(desk.envelopes().map(({ data_type: type }) => type)).toEqual([
          "conversation-lifecycle-event",
          "new-message-event",
        ]);
        desk.close();
      }
      second.close();
    });

    test("16: what happened before the join is not lost", async () => {
      const conversation = await createConversation(target, token);
      const customer = await createParticipant(target, token, conversation, "END_USER");
      await say(customer, "nobody listens yet");
      const first = await join(conversation);
      await heard(2, first);
      expect(first.envelopes()[0]?.data).toContain("CONVERSATION_STARTED");
      first.close();
    });

    test("17: a failed login is told to no other", async () => {
      const desk = await openDesk(target, { token });
      await expect(openDesk(target, { token: "bad" })).rejects.toThrow("authentication failed");
      await desk.emit("join-conversation", `${target.parent}/conversations/quiet`);
      expect(desk.heard).toEqual([]);
      desk.close();
    });

    test("18: events that come twice are shown once, in order, stamped in UTC", async () => {
      const { faults } = own.stage.cloud;
      faults.duplicateEvents = true;
      try {
        const conversation = await createConversation(target, token);
        const desk = await join(conversation);
        const customer = await createParticipant(target, token, conversation, "END_USER");
        for (const text of ["a", "b", "c", "d"]) await say(customer, text);
        await heard(5, desk);
        await own.stage.cloud.settled();
        const late = await join(conversation);
        await heard(5, late);
        for (const one of [desk, late]) {
          expect(one.envelopes().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
          expect(new Set(one.envelopes().map(({ message_id: id }) => id)).size).toBe(5);
          one.close();
        }
        const ageMs = Date.now() - Date.parse(String(desk.envelopes()[4]?.ack_time));
        expect(Math.abs(ageMs)).toBeLessThan(300_000);
      } finally {
        faults.duplicateEvents = false;
      }
    });

    test("19: a connection ends with its token, says so, and goes on where the token was renewed in time", async () => {
      const claims = { gcp_agent_assist_user: "" };
      const short = await mint(own.jwtSecret, claims, 3);
      const ending = await openDesk(target, { token: short });
      const lasting = await openDesk(target, { token: short });
      const refreshed = await fetch(`${target.baseUrl}/refresh`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      });
      const { token: fresh } = (await refreshed.json()) as { token: string };
      expect((await ask("conversations/none", { token: fresh })).status).toBe(404);
      expect(await lasting.emit("renew-token", fresh)).toEqual([true]);
      await eventually(() => !ending.socket.connected);
      expect(ending.heard.map(({ name, args }) => [name, (args[0] as { code: string }).code])).toEqual([
        ["error-notice", "TOKEN_EXPIRED"],
      ]);
      expect(lasting.socket.connected).toBe(true);
      await expect(openDesk(target, { token: short })).rejects.toThrow("authentication failed");
      expect((await ask("conversations/none", { token: short })).json).toEqual({
        message: "Your token has expired.",
      });
      lasting.close();
    });

    test("20: a name is kept only when everything about it is right", async () => {
      const put = (body: object) => api(target, { token, method: "POST", path: "/conversation-name", body });
      const name = `${target.parent}/conversations/c`;
      const bad = [
        { conversationIntegrationKey: "", conversationName: name },
        { conversationIntegrationKey: "k20", conversationName: "" },
        { conversationIntegrationKey: "k20", conversationName: "conversations/c" },
        { conversationIntegrationKey: "k20", conversationName: "projects/other/conversations/c" },
        { conversationIntegrationKey: 20, conversationName: name },
        { conversationIntegrationKey: "k20\u0000", conversationName: name },
      ];
      for (const body of bad) expect((await put(body)).status).toBe(400);
      const look = (key: string) =>
        api(target, { token, path: `/conversation-name?conversationIntegrationKey=${key}` });
      expect((await look("k20")).json).toEqual({ conversationName: "" });
      expect((await look("None")).json).toEqual({ conversationName: "" });
    });

    test("21: a reply that is not compressed is passed on, without what belongs to the upstream connection", async () => {
      const { rest } = own.stage;
      if (rest === undefined) throw new Error("no REST stand-in");
      rest.answerWith = () =>
        new Response('{"plain":true}', {
          status: 418,
          headers: {
            "content-type": "application/json",
            "keep-alive": "timeout=5",
            "set-cookie": "a=b",
            "x-upstream": "kept",
            "access-control-allow-origin": "*",
          },
        });
      const reply = await ask("conversations/x");
      rest.answerWith = undefined;
      expect([reply.status, reply.json]).toEqual([418, { plain: true }]);
      expect(reply.headers.get("x-upstream")).toBe("kept");
      for (const name of ["keep-alive", "set-cookie", "access-control-allow-origin"]) {
        expect(reply.headers.get(name)).toBeNull();
      }
    });

    test("22: conversations of the same id in two locations are not mixed up", async () => {
      const conversation = await createConversation(target, token);
      const twin = conversation.replace(/locations\/[^/]+/, "locations/europe-west1");
      const [here, there] = [await join(conversation), await join(twin)];
      const customer = await createParticipant(target, token, conversation, "END_USER");
      await say(customer, "only here");
      await heard(2, here);
      expect(there.envelopes()).toEqual([]);
      const scoped = await scopedTo(twin);
      const desk = await openDesk(target, { token: scoped });
      expect(await desk.emit("join-conversation", conversation)).toEqual([
        false,
        conversation.replace(/locations\/[^/]+\//, ""),
      ]);
      expect((await api(target, { token: scoped, path: `/v2beta1/${conversation}` })).status).toBe(403);
      for (const one of [here, there, desk]) one.close();
    });
  });

  describe("scale and operations", () => {
    test("31, 33: many desktops on sockets and polling, with slow requests under way, and the server still answers at once", async () => {
      const { rest } = own.stage;
      if (rest === undefined) throw new Error("no REST stand-in");
      const desks = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          openDesk(target, { token }, [index % 4 === 0 ? "polling" : "websocket"]),
        ),
      );
      rest.answerWith = () => new Promise(() => {});
      const slow = Array.from({ length: 40 }, () => ask("conversations/x"));
      const startedMs = performance.now();
      expect((await fetch(`${target.baseUrl}/status`)).status).toBe(200);
      expect(performance.now() - startedMs).toBeLessThan(500);
      await Promise.all(slow);
      rest.answerWith = undefined;
      const room = `${target.parent}/conversations/crowd`;
      for (const desk of desks) {
        expect((await desk.emit("join-conversation", room))[0]).toBe(true);
        desk.close();
      }
    }, 600_000);

    test("32: a Dialogflow that hangs is answered for within the deadline; health and metrics show it", async () => {
      const { rest } = own.stage;
      if (rest === undefined) throw new Error("no REST stand-in");
      rest.answerWith = () => new Promise(() => {});
      const hung = await ask("conversations/x");
      rest.answerWith = undefined;
      expect([hung.status, hung.json]).toEqual([504, { message: "Dialogflow did not answer in time." }]);
      expect((await fetch(`${target.baseUrl}/healthz`)).status).toBe(200);
      expect((await api(target, { path: "/readyz" })).json).toMatchObject({ ready: true });
      const { secrets } = own.stage;
      const metrics = await readMetrics({ httpBaseUrl: target.baseUrl, secrets });
      expect(metrics.text).toContain("sidetone_");
    });

    test("15: after the server was killed, desktops come back and miss nothing", async () => {
      const conversation = await createConversation(target, token);
      const customer = await createParticipant(target, token, conversation, "END_USER");
      const desk = await openDesk(target, { token });
      await desk.emit("join-conversation", conversation);
      await say(customer, "before");
      await heard(2, desk);
      await own.stage.restart("kill");
      await say(customer, "after");
      const back = await openDesk(target, { token });
      await back.emit("join-conversation", conversation, { after: 2 });
      await heard(1, back);
      expect(back.envelopes().map(({ sequence, data }) => [sequence, data.includes("after")])).toEqual([
        [3, true],
      ]);
      back.close();
      desk.close();
    }, 600_000);
  });
}
