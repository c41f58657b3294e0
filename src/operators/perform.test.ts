/** Operators' actions on real call actors: what they do, what they are refused for, and the line they leave. */
import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { SidetoneError } from "../base/errors.ts";
import type { CallAction } from "../contract/access.ts";
import { createOperatorActions } from "./perform.ts";

const MIRA = { name: "Mira" };
const stop: CallAction = { action: "recognition.stop", speaker: "agent" };
const start: CallAction = { action: "recognition.start", speaker: "agent" };
const rollOver: CallAction = { action: "recognition.rollOver", speaker: "agent" };

async function startedCall(medium: "audio" | "text" = "audio") {
  const call = createCallFixture({ drains: false });
  const leg = openLeg("a", "agent");
  call.deliver(medium === "audio" ? leg : { ...leg, medium: { kind: "text" } });
  await call.settle();
  const actions = createOperatorActions(call.directory);
  return { ...call, act: (action: CallAction) => actions.perform(CALL.callKey, action, MIRA) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const caught = await work.then(
    () => new Error("it was done"),
    (error: unknown) => error,
  );
  return caught instanceof SidetoneError ? `${caught.code} ${caught.message}` : String(caught);
}

describe("operators' actions", () => {
  test("stop, start and roll over a speaker's recognition", async () => {
    const call = await startedCall();
    expect(await call.act(rollOver)).toEqual({ outcome: "done" });
    expect(call.log).toContain("agent cut");
    await call.act(stop);
    call.drain();
    expect(call.view()?.participants.agent).toBe("paused");
    await call.act(start);
    expect(call.view()?.participants.agent).toBe("recognizing");
  });

  test("end the call, with the operator's name and reason kept", async () => {
    const call = await startedCall();
    const live = call.directory.get(CALL.callKey);
    await call.act({ action: "call.end", reason: " wrong profile " });
    expect(live?.summary().endReason).toBe("ended by operator Mira: wrong profile");
    expect(await codeOf(call.act({ action: "call.end" }))).toContain("CONFLICT");
    expect(await codeOf(call.act(start))).toContain("CONFLICT");
    call.drain();
    await call.settle();
    expect(await codeOf(call.act({ action: "call.end" }))).toContain("NOT_FOUND");
  });

  test("leave a line in the call's history before what they brought about", async () => {
    const call = await startedCall();
    await call.act(stop);
    const history = call.directory.get(CALL.callKey)?.history() ?? [];
    const index = history.findIndex((line) => line.event === "operator.action");
    expect(history[index]).toMatchObject({
      actor: "operator",
      detail: { operator: "Mira", action: "recognition.stop", speaker: "agent" },
    });
    expect(history.findIndex((line) => line.event === "recognition.stop")).toBeGreaterThan(index);
  });

  test("are refused with the reason where they make no sense, and leave no line", async () => {
    const call = await startedCall();
    expect(await codeOf(call.act(start))).toBe("CONFLICT recognition is not stopped");
    expect(await codeOf(call.act({ ...stop, speaker: "nobody" }))).toContain("CONFLICT");
    expect(await codeOf(call.act({ ...stop, speaker: "customer" }))).toContain("CONFLICT");
    expect(call.directory.get(CALL.callKey)?.history()).not.toContainEqual(
      expect.objectContaining({ event: "operator.action" }),
    );
    await call.act(stop);
    expect(await codeOf(call.act(stop))).toBe("CONFLICT recognition is stopped already");
    expect(await codeOf(call.act(rollOver))).toBe("CONFLICT no stream is open that could be renewed");
  });

  test("know that words which come as text have no stream", async () => {
    const call = await startedCall("text");
    expect(await codeOf(call.act(rollOver))).toContain("CONFLICT this participant's words come as text");
  });

  test("a failed participant is started again where its leg is open, else the next leg starts it", async () => {
    const call = await startedCall();
    const broken = { stream: 1, code: 7, advice: "fatal", message: "denied" } as const;
    call.fact("agent", { type: "stream.failed", ...broken });
    expect(call.view()?.participants.agent).toBe("failed");
    await call.act(start);
    expect(call.view()?.participants.agent).toBe("recognizing");
    call.fact("agent", { type: "stream.failed", ...broken });
    call.deliver(closeLeg("a", "agent"));
    expect(await codeOf(call.act(start))).toContain("the next leg starts it again");
    call.deliver(openLeg("a2", "agent"));
    expect(call.view()?.participants.agent).toBe("recognizing");
  });

  test("an unknown call is not found", async () => {
    const call = createCallFixture();
    const actions = createOperatorActions(call.directory);
    expect(await codeOf(actions.perform("five9-none", stop, MIRA))).toBe(
      "NOT_FOUND no live call has this id",
    );
  });
});
