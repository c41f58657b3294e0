/** Answers SearchKnowledge from the knowledge the samples' scripts hold. */
import type { SimulatorContext } from "../simulator-context.ts";
import { addAnswerRecord } from "../world.ts";

interface Entry {
  answer: string;
  answerType: "FAQ" | "GENERATIVE";
  answerSources: { title: string; uri: string; snippet: string }[];
}

const MAXIMUM_ANSWERS = 3;

/** The entries that share most words with the query; none where nothing is shared. */
export function searchKnowledge({ options, world }: SimulatorContext, query: string) {
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
