/**
 * A call whose agent got no suggestions: its conversation profile does not exist, so the conversation cannot be opened,
 * three tries long. Its audio meanwhile waits, a hold and a gap among it, until the legs are closed.
 */
import type { HistoryLine } from "../../../src/contract/history-line.ts";
import { inventHistory, inventLedger } from "../invented-history.ts";

const MULAW = { kind: "audio", format: { encoding: "MULAW", sampleRateHertz: 8_000 } };
const REFUSAL = "NOT_FOUND: conversation profile projects/demo/locations/global/conversationProfiles/sales-2";

export function refusedLines(): HistoryLine[] {
  const call = inventHistory();
  call.note("call", "cti.received", { detail: { sessionId: "session-81" } }).wait(380);
  for (const speaker of ["agent", "customer"]) {
    call.call(
      "leg.opened",
      { media: "streaming", conversation: "opening.trying" },
      {
        detail: { legId: `leg-${speaker}`, speaker, medium: MULAW },
        effects: [
          { kind: "spawn", to: `participant:${speaker}`, event: "participant" },
          ...(speaker === "agent" ? [{ kind: "invoke" as const, event: "openConversation" }] : []),
        ],
      },
    );
    call.wait(28).note("call", "leg.firstAudio", { detail: { legId: `leg-${speaker}`, speaker } });
  }
  call.wait(900).call("desktop.joined", { assist: "attended" }, { detail: { desktopId: "desk-4f21" } });
  for (const attempt of [1, 2]) {
    call
      .wait(640 * attempt)
      .call(
        "xstate.error.actor.openConversation",
        { conversation: "opening.waiting" },
        { detail: { code: "UPSTREAM_UNAVAILABLE", message: "UNAVAILABLE: no answer", attempt } },
      );
    call
      .wait(800 * attempt)
      .call(
        "xstate.after.openRetry",
        { conversation: "opening.trying" },
        { effects: [{ kind: "invoke", event: "openConversation" }] },
      );
  }
  call.note("audio:customer", "ledger.sampled", { ledger: inventLedger(5_200, { bufferedMs: 5_200 }) });
  call.wait(700).call("leg.held", {}, { detail: { legId: "leg-customer", speaker: "customer" } });
  call.wait(2_300).call("leg.resumed", {}, { detail: { legId: "leg-customer", speaker: "customer" } });
  call.note("call", "audio.gap", {
    detail: { legId: "leg-customer", speaker: "customer", gapMs: 2_300, reason: "sendTime" },
  });
  call.wait(210).call(
    "xstate.error.actor.openConversation",
    { conversation: "failed" },
    {
      detail: { code: "UPSTREAM_REFUSED", message: REFUSAL, attempt: 3 },
      effects: ["agent", "customer"].map((speaker) => ({
        kind: "emit" as const,
        event: "leg.close",
        detail: { legId: `leg-${speaker}`, reason: "failed" },
      })),
    },
  );
  for (const speaker of ["agent", "customer"]) {
    call.wait(9).call("leg.closed", speaker === "customer" ? { media: "draining.grace" } : {}, {
      detail: { legId: `leg-${speaker}`, speaker, cause: "serverClosed", statusCode: 1100 },
      ledger: inventLedger(8_400, {
        droppedMs: { hold: speaker === "customer" ? 2_300 : 0, overflow: 0, abandoned: 6_100 },
      }),
    });
  }
  return call.lines;
}
