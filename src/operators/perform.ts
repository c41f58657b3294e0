/** Carries out operators' actions on the live calls of this process. */
import type { CallEvent } from "../actors/call/events.ts";
import { shouldRecognize } from "../actors/call/legs.ts";
import type { NotedEvent } from "../actors/catalogue.ts";
import { SidetoneError } from "../base/errors.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { LiveCall } from "../calls/live-call.ts";
import { participantState } from "../calls/view.ts";
import type { CallAction } from "../contract/access.ts";
import { SPEAKERS, type Speaker } from "../contract/speaker.ts";
import type { ActingOperator, OperatorActions } from "./actions.ts";

type ByParticipant = Exclude<CallAction, { action: "call.end" }>;
type CallContext = ReturnType<ReturnType<LiveCall["actor"]>["getSnapshot"]>["context"];

export function createOperatorActions(directory: Pick<LocalDirectory, "get">): OperatorActions {
  return {
    async perform(callKey, action, operator) {
      const call = directory.get(callKey);
      if (call?.actor().getSnapshot().status !== "active") {
        throw new SidetoneError("NOT_FOUND", "no live call has this id");
      }
      const event = eventOf(call, action, operator);
      const speaker = "speaker" in event ? { speaker: event.speaker } : {};
      const detail = { operator: operator.name, action: action.action, ...speaker };
      // Before its effect: the history reads from cause to consequence.
      call.note({ actor: "operator", event: "operator.action" satisfies NotedEvent, detail });
      call.send(event);
      return { outcome: "done" };
    },
  };
}

function eventOf(call: LiveCall, action: CallAction, operator: ActingOperator): CallEvent {
  const { context } = call.actor().getSnapshot();
  if (action.action !== "call.end") return participantEvent(context, action);
  if (context.endReason !== null) throw conflict("the call is ending already");
  const why = action.reason?.trim();
  const reason = `ended by operator ${operator.name}${why ? `: ${why}` : ""}`;
  return { type: "call.end", reason, isForGood: true };
}

function participantEvent(context: CallContext, { action, speaker: name }: ByParticipant): CallEvent {
  const speaker = SPEAKERS.find((known) => known === name);
  const record = speaker === undefined ? undefined : context.participants[speaker];
  if (speaker === undefined || record === undefined) throw conflict("the call has no such participant");
  if (record.told === "stop") throw conflict("the participant is being stopped, because the call is ending");
  const isStopped = context.stoppedByOperator?.includes(speaker) ?? false;
  switch (action) {
    case "recognition.stop":
      if (isStopped) throw conflict("recognition is stopped already");
      break;
    case "recognition.start":
      if (!isStopped && record.outcome !== "failed") throw conflict("recognition is not stopped");
      if (!isStopped && !shouldRecognize(context, speaker)) {
        throw conflict("the participant has failed and no leg is open: the next leg starts it anew");
      }
      break;
    case "recognition.rollOver":
      checkRollOver(context, speaker);
  }
  return { type: action, speaker };
}

function checkRollOver(context: CallContext, speaker: Speaker): void {
  const child = context.participants[speaker]?.ref?.getSnapshot();
  if (child?.context.medium === "text") {
    throw conflict("this participant's words come as text: there is no stream to renew");
  }
  if (child === undefined || participantState(child) !== "recognizing") {
    throw conflict("no stream is open that could be renewed");
  }
}

function conflict(message: string): SidetoneError {
  return new SidetoneError("CONFLICT", message);
}
