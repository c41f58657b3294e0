/** Answers SuggestConversationSummary from what was said and, where the call is a sample, from its script. */
import type { SimulatorContext } from "../simulator-context.ts";
import { addAnswerRecord, type Conversation } from "../world.ts";

interface Section {
  section: string;
  summary: string;
}

export function summarize({ options, world }: SimulatorContext, conversation: Conversation) {
  const sections = scriptedSections(options.samples, conversation) ?? [
    { section: "situation", summary: `The conversation has ${conversation.messages.length} messages.` },
  ];
  return {
    summary: {
      text: sections.map(({ section, summary }) => `${section}: ${summary}`).join("\n"),
      textSections: Object.fromEntries(sections.map(({ section, summary }) => [section, summary])),
      sortedTextSections: sections,
      answerRecord: addAnswerRecord(world, conversation.parent),
      baselineModelVersion: "simulated",
    },
    latestMessage: conversation.messages.at(-1)?.name ?? "",
    contextSize: conversation.messages.length,
  };
}

/** The summary of the sample whose utterances the conversation holds. */
function scriptedSections(
  samples: SimulatorContext["options"]["samples"],
  conversation: Conversation,
): Section[] | undefined {
  const said = new Set(conversation.messages.map(({ content }) => content));
  const sample = samples.find(({ utterances }) => utterances.some(({ text }) => said.has(text)));
  const scripted = sample?.suggestions.find(({ feature }) => feature === "CONVERSATION_SUMMARIZATION");
  const body = scripted?.result.generateSuggestionsResponse as
    | {
        generatorSuggestionAnswers?: {
          generatorSuggestion?: { summarySuggestion?: { summarySections?: Section[] } };
        }[];
      }
    | undefined;
  return body?.generatorSuggestionAnswers?.[0]?.generatorSuggestion?.summarySuggestion?.summarySections;
}
