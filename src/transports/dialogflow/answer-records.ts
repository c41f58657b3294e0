/** What agents did with suggestions, written to Dialogflow's answer records. */
import type { protos, v2beta1 } from "@google-cloud/dialogflow";
import type { AnswerRecords, KeptSummary, SuggestionFeedback } from "../../assist/feedback.ts";
import { callUnary, type UnaryContext } from "./unary.ts";

type AnswerFeedback = protos.google.cloud.dialogflow.v2beta1.IAnswerFeedback;

/** The part of Google's AnswerRecordsClient that is used. */
export type AnswerRecordsApi = Pick<v2beta1.AnswerRecordsClient, "updateAnswerRecord">;

export interface AnswerRecordsOptions extends UnaryContext {
  api: AnswerRecordsApi;
}

const LEVELS = {
  up: "FULLY_CORRECT",
  down: "NOT_CORRECT",
  none: "CORRECTNESS_LEVEL_UNSPECIFIED",
} as const;

export function createAnswerRecords(options: AnswerRecordsOptions): AnswerRecords {
  return {
    async update(name, feedback, signal) {
      const answerFeedback = toAnswerFeedback(feedback);
      await callUnary(
        options,
        "writing feedback on a suggestion",
        async (attempt) => {
          await options.api.updateAnswerRecord(
            // The field as a whole, as Google's own pages send it: it has everything that is known.
            { answerRecord: { name, answerFeedback }, updateMask: { paths: ["answer_feedback"] } },
            attempt,
          );
        },
        signal,
      );
    },
  };
}

/** Enums of AnswerFeedback and AgentAssistantFeedback (answer_record.proto of v2beta1), by the agent's reason. */
const REASONS = {
  wrong: { level: "NOT_CORRECT", detail: { documentCorrectness: "INCORRECT" } },
  incomplete: { level: "PARTIALLY_CORRECT", detail: {} },
  unfit: { level: "NOT_CORRECT", detail: { answerRelevance: "IRRELEVANT" } },
} as const;

function toAnswerFeedback(feedback: SuggestionFeedback): AnswerFeedback {
  const { displayedAtMs, clickedAtMs, verdict, reason } = feedback;
  const detail = detailOf(feedback);
  const isReasoned = verdict === "down" && reason !== null;
  const correctnessLevel = isReasoned
    ? REASONS[reason].level
    : verdict === null
      ? undefined
      : LEVELS[verdict];
  return {
    ...(correctnessLevel === undefined ? {} : { correctnessLevel }),
    ...(displayedAtMs === null ? {} : { displayed: true, displayTime: timestamp(displayedAtMs) }),
    ...(clickedAtMs === null ? {} : { clicked: true, clickTime: timestamp(clickedAtMs) }),
    ...(detail === null ? {} : { agentAssistantDetailFeedback: detail }),
  };
}

/** AgentAssistantFeedback; null if there is nothing to say. */
function detailOf({ verdict, reason, summary, ...use }: SuggestionFeedback) {
  const details = {
    ...(verdict === "down" && reason !== null ? REASONS[reason].detail : {}),
    ...(summary === null ? {} : { summarizationFeedback: summarizationFeedback(summary) }),
    ...useOf(use),
  };
  return Object.keys(details).length === 0 ? null : details;
}

function useOf({
  detail,
  answerCopied,
  openedUris,
}: Pick<SuggestionFeedback, "detail" | "answerCopied" | "openedUris">) {
  if (detail === "none" || !(answerCopied || openedUris.length > 0)) return {};
  const fields = { answerCopied, clickedUris: [...openedUris] };
  return detail === "knowledge-assist"
    ? { knowledgeAssistFeedback: fields }
    : { knowledgeSearchFeedback: fields };
}

function summarizationFeedback({ startedAtMs, submittedAtMs, sections }: KeptSummary) {
  return {
    startTimestamp: timestamp(startedAtMs),
    submitTimestamp: timestamp(submittedAtMs),
    summaryText: sections.map(({ title, text }) => (title === "" ? text : `${title}\n${text}`)).join("\n\n"),
    textSections: Object.fromEntries(
      sections.filter(({ title }) => title !== "").map(({ title, text }) => [title, text]),
    ),
  };
}

function timestamp(atMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(atMs / 1000);
  return { seconds, nanos: Math.round((atMs - seconds * 1000) * 1e6) };
}
