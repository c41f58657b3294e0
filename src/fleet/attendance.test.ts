import { expect, test } from "bun:test";
import { Attendance } from "./attendance.ts";

const attached = (sessionId: string) =>
  ({ type: "agent.attached", sessionId, agentId: "agent-7", by: "agentId", proof: "signed" }) as const;

test("who is with a call is known until they leave, or their instance is gone", () => {
  const attendance = new Attendance();
  attendance.note("c1", { type: "desktop.joined", desktopId: "d1" }, "one");
  attendance.note("c1", { type: "desktop.joined", desktopId: "d2" }, "other");
  attendance.note("c1", attached("s1"), "one");
  attendance.learn("c2", "one", { desktops: ["d3"], applications: ["s2"] });
  expect(attendance.of("c1")).toEqual({ desktops: ["d1", "d2"], applications: ["s1"] });
  expect(attendance.leave("one", "desktop.left")).toEqual([
    { callKey: "c1", event: { type: "desktop.left", desktopId: "d1" } },
    { callKey: "c2", event: { type: "desktop.left", desktopId: "d3" } },
  ]);
  // It has come back on another instance in time.
  attendance.note("c1", attached("s1"), "other");
  expect(attendance.leave("one", "agent.detached")).toEqual([
    { callKey: "c2", event: { type: "agent.detached", sessionId: "s2", agentId: "", reason: "away" } },
  ]);
  expect(attendance.of("c1")).toEqual({ desktops: ["d2"], applications: ["s1"] });
  attendance.note("c1", { type: "desktop.left", desktopId: "d2" }, "other");
  attendance.note(
    "c1",
    { type: "agent.detached", sessionId: "s1", agentId: "agent-7", reason: "stopped" },
    "other",
  );
  expect(attendance.of("c1")).toEqual({ desktops: [], applications: [] });
  attendance.note("c3", attached("s3"), "one");
  attendance.forget("c3");
  expect(attendance.leave("one", "agent.detached")).toEqual([]);
});
