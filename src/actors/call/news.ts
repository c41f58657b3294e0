/** Events from elsewhere that a call only counts: Five9's reports of its streams, and logged Agent Assist events. */
import { type CallContext, MAX_ADDRESS_MARKS } from "./context.ts";
import type { CallEvent } from "./events.ts";
import { doubtedSpeakers, isOfAnotherSubscription, tellsOfFailure, withDoubts } from "./failed-streams.ts";
import { withEntry } from "./log-entries.ts";

type Cti = Extract<CallEvent, { type: "cti.received" }>;
type CtiContext = Pick<CallContext, "sessionId" | "isEndedByCti" | "addressMarks">;
type Described = Extract<CallEvent, { type: "call.described" }>;
type Report = Extract<CallEvent, { type: "mediastream.reported" }>;
type ReportContext = Pick<
  CallContext,
  | "mediastreamReports"
  | "mediastreamUnwritten"
  | "mediastreamFailure"
  | "mediastreamReportIds"
  | "failedStreams"
  | "legs"
>;
type LoggedContext = Pick<
  CallContext,
  "loggedSequence" | "unheardEntries" | "suggestions" | "suggestionsUnlisted" | "suggestionsUnreadable"
>;
/** The Socket.IO name of events that suggest something. */
const SUGGESTION_KIND = "human-agent-assistant-event";
type Logged = Extract<CallEvent, { type: "assist.logged" }>;

/** More than reports of one call that may be handled again after a crash. */
const MAX_REPORT_IDS = 256;

/** What CTI says of the call: its session, numbers of its parties, and that it is over. */
export function withCti(context: CtiContext, event: { type: string }): Partial<CtiContext> {
  if (event.type !== "cti.received") return {};
  const cti = event as Cti;
  const { sessionId = context.sessionId, isCallEnded = context.isEndedByCti, addressMarks = [] } = cti;
  const marks = new Set([...context.addressMarks, ...addressMarks]);
  return {
    sessionId,
    isEndedByCti: isCallEnded,
    addressMarks: [...marks].slice(0, MAX_ADDRESS_MARKS),
  };
}

/** What is known of who is on the line. */
export function withFacts(
  { facts }: Pick<CallContext, "facts">,
  event: { type: string },
): Partial<Pick<CallContext, "facts">> {
  if (event.type !== "call.described") return {};
  return { facts: { ...facts, ...(event as Described).facts } };
}

/** Counts a report. One of a failure marks the speakers it may be about, or the call where it names none. */
export function withReport(context: ReportContext, event: { type: string }): Partial<ReportContext> {
  if (event.type !== "mediastream.reported") return {};
  const report = event as Report;
  const { status, callLeg, unproved, reportId, isUnwritten } = report;
  const failureType = report.failureType || status;
  const speakers = doubtedSpeakers(context, report);
  const isOfCall =
    speakers.length === 0 &&
    isUnwritten !== true &&
    tellsOfFailure(report) &&
    !isOfAnotherSubscription(context, report);
  return {
    mediastreamReports: context.mediastreamReports + 1,
    ...(isUnwritten === true ? { mediastreamUnwritten: context.mediastreamUnwritten + 1 } : {}),
    ...(reportId === undefined
      ? {}
      : { mediastreamReportIds: [...context.mediastreamReportIds, reportId].slice(-MAX_REPORT_IDS) }),
    ...(speakers.length === 0 ? {} : withDoubts(context, speakers, failureType)),
    ...(isOfCall ? withFailure(context, { callLeg, failureType }, unproved) : {}),
  };
}

/** A report without the key never replaces one with it. */
function withFailure(
  { mediastreamFailure: known }: ReportContext,
  failure: { callLeg: string; failureType: string },
  unproved: true | undefined,
): Partial<ReportContext> {
  if (unproved === undefined) return { mediastreamFailure: failure };
  const isProved = known !== null && known.unproved === undefined;
  return isProved ? {} : { mediastreamFailure: { ...failure, unproved } };
}

/** Reports of a call with a separate line in its history; the others are counted. */
export const MAX_WRITTEN_REPORTS = 40;
/** The same for reports that act. */
const MAX_ACTING_REPORTS = 400;

/** Whether the next report of a call only counts. */
export function isTooMany(
  context: Pick<CallContext, "mediastreamReports" | "failedStreams" | "legs">,
  report: Report,
): boolean {
  const { mediastreamReports, failedStreams } = context;
  const acts = doubtedSpeakers(context, report).some((speaker) => failedStreams[speaker] === undefined);
  return mediastreamReports >= (acts ? MAX_ACTING_REPORTS : MAX_WRITTEN_REPORTS);
}

/** The line that says at a call's end how many reports have none. */
export function furtherReports({ mediastreamUnwritten: count }: Pick<CallContext, "mediastreamUnwritten">) {
  return count > 0 ? [{ actor: "call", event: "mediastream.further", detail: { count } }] : [];
}

export function withLogged(context: LoggedContext, event: { type: string }): Partial<LoggedContext> {
  if (event.type !== "assist.logged") return {};
  const { sequence, kind, features, isUnlisted } = event as Logged;
  const isUnreadable = kind === SUGGESTION_KIND && features.length === 0;
  return {
    ...withEntry(context, sequence),
    suggestions: context.suggestions + (features.length > 0 ? 1 : 0),
    suggestionsUnlisted: context.suggestionsUnlisted + (isUnlisted ? 1 : 0),
    suggestionsUnreadable: context.suggestionsUnreadable + (isUnreadable ? 1 : 0),
  };
}
