import { expect, test } from "bun:test";
import { createActor, fromCallback, setup } from "xstate";
import { PARTICIPANT_TIMING } from "../../../test/support/settings.ts";
import type { ParticipantReport } from "./events.ts";
import { participantMachine } from "./machine.ts";
import type { RecognizerCommand, RecognizerInput } from "./recognizer.ts";

test("a recogniser that breaks down fails its participant, which says so; its call lives on", () => {
  const recognizer = fromCallback<RecognizerCommand, RecognizerInput>(() => {
    throw new Error("a defect");
  });
  const reports: ParticipantReport[] = [];
  const call = createActor(
    setup({
      types: { events: {} as ParticipantReport },
      actors: { participant: participantMachine.provide({ actors: { recognizer } }) },
    }).createMachine({
      invoke: {
        id: "participant",
        src: "participant",
        input: { callKey: "five9-1", speaker: "agent", timing: PARTICIPANT_TIMING },
      },
      on: { "*": { actions: ({ event }) => reports.push(event) } },
    }),
  ).start();
  const participant = call.getSnapshot().children.participant;
  participant?.send({ type: "participant.start", conversationName: "projects/p/conversations/c" });
  expect(participant?.getSnapshot()).toMatchObject({ status: "active", value: "failed" });
  expect(reports).toEqual([
    { type: "participant.failed", speaker: "agent", code: 13, message: "the recogniser broke down" },
  ]);
  participant?.send({ type: "participant.stop" });
  expect(reports).toContainEqual(
    expect.objectContaining({ type: "participant.stopped", lastWords: "abandoned" }),
  );
  expect(call.getSnapshot().status).toBe("active");
  call.stop();
});
