/** What VoiceAI Connect asks of a Dialogflow agent for one activity: the body of a detectIntent call. */
import type { VaicActivity } from "../activity.ts";

/** Fields of detectIntent that VoiceAI Connect fills (Dialogflow CX v3 and ES v2, DetectIntentRequest). */
export interface DetectIntentQuery {
  queryInput:
    | { event: { name: string; languageCode?: string; parameters: Record<string, unknown> } }
    | { text: { text: string; languageCode?: string } };
  queryParams?: { payload: Record<string, unknown> };
}

/** Dialogflow's usual event for the beginning of a conversation. */
const WELCOME = "WELCOME";

export function queryOf(activity: VaicActivity): DetectIntentQuery {
  const { language } = activity;
  const languageCode = language === undefined ? {} : { languageCode: language };
  if (activity.type === "message") {
    const { participant, participantUriUser } = activity.parameters ?? {};
    return {
      queryInput: { text: { text: activity.text ?? "", ...languageCode } },
      queryParams: { payload: { participant, participantUriUser } },
    };
  }
  const isStart = activity.name === "start";
  const parameters = (isStart ? activity.parameters : activity.value) as Record<string, unknown> | undefined;
  const name = isStart ? WELCOME : (activity.name ?? "");
  return { queryInput: { event: { name, ...languageCode, parameters: parameters ?? {} } } };
}
