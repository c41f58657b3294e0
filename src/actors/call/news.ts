/** What comes to a call from elsewhere and only counts: Five9's reports of its streams, and logged Agent Assist events. */
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";

type Report = Extract<CallEvent, { type: "mediastream.reported" }>;
type ReportContext = Pick<CallContext, "mediastreamReports" | "mediastreamFailure" | "mediastreamReportIds">;
type Logged = Extract<CallEvent, { type: "assist.logged" }>;

/** More than reports of one call that may be handled again after a crash. */
const MAX_REPORT_IDS = 256;

/** Five9 publishes no closed list of statuses; a failure type is only there where something failed. */
export function withReport(context: ReportContext, event: { type: string }): Partial<ReportContext> {
  if (event.type !== "mediastream.reported") return {};
  const { status, callLeg, failureType, unproved, reportId } = event as Report;
  const hasFailed = failureType !== "" || /^(?:error|fail)/i.test(status);
  return {
    mediastreamReports: context.mediastreamReports + 1,
    ...(reportId === undefined
      ? {}
      : { mediastreamReportIds: [...(context.mediastreamReportIds ?? []), reportId].slice(-MAX_REPORT_IDS) }),
    ...(hasFailed ? withFailure(context, { callLeg, failureType: failureType || status }, unproved) : {}),
  };
}

/** What anybody may have sent never takes the place of what Five9 has shown to be its own. */
function withFailure(
  { mediastreamFailure: known }: ReportContext,
  failure: { callLeg: string; failureType: string },
  unproved: true | undefined,
): Partial<ReportContext> {
  if (unproved === undefined) return { mediastreamFailure: failure };
  const isProved = known !== null && known !== undefined && known.unproved === undefined;
  return isProved ? {} : { mediastreamFailure: { ...failure, unproved } };
}

/** Reports of a call that have a line of their own in its history; the others are counted. */
export const MAX_WRITTEN_REPORTS = 40;

/** The line that says at a call's end how many reports have none. */
export function furtherReports({ mediastreamReports }: Pick<CallContext, "mediastreamReports">) {
  const count = mediastreamReports - MAX_WRITTEN_REPORTS;
  return count > 0 ? [{ actor: "call", event: "mediastream.further", detail: { count } }] : [];
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
