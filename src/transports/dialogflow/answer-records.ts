/** What agents did with suggestions, written to Dialogflow's answer records. */
import type { protos, v2beta1 } from "@google-cloud/dialogflow";
import type { AnswerRecords, SuggestionFeedback } from "../../assist/feedback.ts";
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

function toAnswerFeedback(feedback: SuggestionFeedback): AnswerFeedback {
  const { displayedAtMs, clickedAtMs, verdict } = feedback;
  const detail = detailOf(feedback);
  return {
    ...(verdict === null ? {} : { correctnessLevel: LEVELS[verdict] }),
    ...(displayedAtMs === null ? {} : { displayed: true, displayTime: timestamp(displayedAtMs) }),
    ...(clickedAtMs === null ? {} : { clicked: true, clickTime: timestamp(clickedAtMs) }),
    ...(detail === null ? {} : { agentAssistantDetailFeedback: detail }),
  };
}

function detailOf({ detail, answerCopied, openedUris }: SuggestionFeedback) {
  if (detail === "none" || !(answerCopied || openedUris.length > 0)) return null;
  const fields = { answerCopied, clickedUris: [...openedUris] };
  return detail === "knowledge-assist"
    ? { knowledgeAssistFeedback: fields }
    : { knowledgeSearchFeedback: fields };
}

function timestamp(atMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(atMs / 1000);
  return { seconds, nanos: Math.round((atMs - seconds * 1000) * 1e6) };
}
