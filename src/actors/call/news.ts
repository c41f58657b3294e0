/** What comes to a call from elsewhere and only counts: Five9's reports of its streams, and logged Agent Assist events. */
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";

type Report = Extract<CallEvent, { type: "mediastream.reported" }>;
type Logged = Extract<CallEvent, { type: "assist.logged" }>;

/** Five9 publishes no closed list of statuses; a failure type is only there where something failed. */
export function withReport(
  context: Pick<CallContext, "mediastreamReports" | "mediastreamFailure">,
  event: { type: string },
): Partial<Pick<CallContext, "mediastreamReports" | "mediastreamFailure">> {
  if (event.type !== "mediastream.reported") return {};
  const { status, callLeg, failureType } = event as Report;
  const hasFailed = failureType !== "" || /^(?:error|fail)/i.test(status);
  return {
    mediastreamReports: context.mediastreamReports + 1,
    ...(hasFailed ? { mediastreamFailure: { callLeg, failureType: failureType || status } } : {}),
  };
}

export function withLogged(
  context: Pick<CallContext, "loggedSequence" | "suggestions">,
  event: { type: string },
): Partial<Pick<CallContext, "loggedSequence" | "suggestions">> {
  if (event.type !== "assist.logged") return {};
  const { sequence, features } = event as Logged;
  return {
    loggedSequence: Math.max(context.loggedSequence, sequence),
    // Absent from snapshots of earlier versions.
    suggestions: (context.suggestions ?? 0) + (features.length > 0 ? 1 : 0),
  };
}
