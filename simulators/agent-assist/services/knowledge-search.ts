/**
 * Answers SearchKnowledge from the knowledge the samples' scripts hold. What a request must have is from
 * SearchKnowledgeRequest in conversation.proto and TextInput in session.proto (v2beta1); the words of a refusal are not.
 */
import type { protos } from "@google-cloud/dialogflow";
import { parseName, parseParent } from "../resource-names.ts";
import { invalidArgument } from "../rpc.ts";
import type { SimulatorContext } from "../simulator-context.ts";
import { addAnswerRecord, findConversation } from "../world.ts";
import { requireKnownProfile } from "./profiles.ts";

type Request = protos.google.cloud.dialogflow.v2beta1.ISearchKnowledgeRequest;

interface Entry {
  answer: string;
  answerType: "FAQ" | "GENERATIVE";
  answerSources: { title: string; uri: string; snippet: string }[];
}

const MAXIMUM_ANSWERS = 3;
/** "The length must not exceed 36 characters" (session_id). */
const SESSION_ID_CHARACTERS = 36;

/** The entries that share most words with the query; none where nothing is shared. */
export function searchKnowledge(context: SimulatorContext, request: Request) {
  requireWhole(context, request);
  const { options, world } = context;
  const query = request.query?.text ?? "";
  const parent = `projects/${options.project}/locations/${options.location}`;
  const wanted = wordsOf(query);
  const found = options.samples
    .flatMap(({ suggestions }) => suggestions.flatMap(({ result }) => entriesOf(result)))
    .map((entry) => ({ entry, score: shared(wanted, wordsOf(JSON.stringify(entry))) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MAXIMUM_ANSWERS);
  return {
    answers: found.map(({ entry }) => ({ ...entry, answerRecord: addAnswerRecord(world, parent) })),
    rewrittenQuery: query,
  };
}

/** Throws for a required field that is missing, and for a name of nothing. */
function requireWhole(context: SimulatorContext, request: Request): void {
  const { parent, query, conversationProfile, sessionId, conversation, latestMessage } = request;
  const required = {
    parent,
    "query.text": query?.text?.trim(),
    "query.language_code": query?.languageCode,
    conversation_profile: conversationProfile,
    session_id: sessionId,
  };
  for (const [field, value] of Object.entries(required)) {
    if (!value) throw invalidArgument(`Field '${field}' is required.`);
  }
  parseParent(parent ?? "");
  requireKnownProfile(context, conversationProfile ?? "");
  if ([...(sessionId ?? "")].length > SESSION_ID_CHARACTERS) {
    throw invalidArgument(`Session id is longer than ${SESSION_ID_CHARACTERS} characters.`);
  }
  if (conversation) findConversation(context.world, conversation);
  if (latestMessage) parseName(latestMessage, "conversations", "messages");
}

interface KnownResponses {
  suggestFaqAnswersResponse?: { faqAnswers: { question: string; answer: string; source: string }[] };
  suggestKnowledgeAssistResponse?: {
    knowledgeAssistAnswer: {
      suggestedQueryAnswer: {
        answerText: string;
        generativeSource?: { snippets: { title: string; uri: string; text: string }[] };
      };
    };
  };
}

function entriesOf(result: KnownResponses): Entry[] {
  const faqs = result.suggestFaqAnswersResponse?.faqAnswers ?? [];
  const answer = result.suggestKnowledgeAssistResponse?.knowledgeAssistAnswer.suggestedQueryAnswer;
  const snippets = answer?.generativeSource?.snippets ?? [];
  return [
    ...faqs.map(
      (faq): Entry => ({
        answer: faq.answer,
        answerType: "FAQ",
        answerSources: [{ title: faq.question, uri: faq.source, snippet: faq.answer }],
      }),
    ),
    ...(answer === undefined || snippets.length === 0
      ? []
      : [
          {
            answer: answer.answerText,
            answerType: "GENERATIVE" as const,
            answerSources: snippets.map(({ title, uri, text }) => ({ title, uri, snippet: text })),
          },
        ]),
  ];
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
}

function shared(one: Set<string>, other: Set<string>): number {
  return [...one].filter((word) => other.has(word)).length;
}
