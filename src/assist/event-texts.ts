/** The texts of an event, piece by piece, for people who read a call afterwards. Pure. */
import type { AssistEvent, AssistLifecycle } from "./event.ts";
import type { SuggestionContent } from "./suggestion.ts";

export interface TitledText {
  /** What the text is; empty for words that were said. */
  title: string;
  text: string;
}

/** Empty if nothing of the event is for reading. */
export function textsOf(event: AssistEvent): TitledText[] {
  return textsIn(event).filter(({ text }) => text !== "");
}

function textsIn(event: AssistEvent): TitledText[] {
  switch (event.type) {
    case "transcript.interim":
    case "transcript.final":
    case "message":
      return [{ title: "", text: event.text.trim() }];
    case "suggestion":
      return event.suggestions.flatMap(({ content }) => textsOfContent(content));
    case "translation":
      return [{ title: `Translation (${event.languageCode})`, text: event.text || (event.cause ?? "") }];
    case "lifecycle":
      return [
        { title: "", text: WORDS_OF_CHANGE[event.change] },
        { title: "Error", text: event.message },
      ];
  }
}

const WORDS_OF_CHANGE: Readonly<Record<AssistLifecycle["change"], string>> = {
  started: "conversation started",
  finished: "conversation finished",
  handoffNeeded: "human intervention needed",
  failed: "unrecoverable error",
  other: "",
};

function textsOfContent(content: SuggestionContent): TitledText[] {
  const each = (title: string, texts: readonly string[]) => texts.map((text) => ({ title, text }));
  switch (content.kind) {
    case "replies":
      return each("Reply", content.replies);
    case "articles":
      return content.articles.flatMap(({ title, excerpt }) => [
        { title: "Article", text: title },
        { title: "Text", text: excerpt },
      ]);
    case "faq":
      return content.answers.flatMap(({ question, answer }) => [
        { title: "Question", text: question },
        { title: "Answer", text: answer },
      ]);
    case "knowledge":
      return [
        { title: "Query", text: content.query },
        { title: "Answer", text: content.answer },
        ...content.sources.flatMap(({ title, excerpt }) => [
          { title: "Article", text: title },
          { title: "Text", text: excerpt },
        ]),
        ...each("Query", content.relatedQueries),
      ];
    case "coaching":
      return [
        ...each("Advice", content.actions),
        ...each("Reply", content.responses),
        ...content.instructions.map(({ title, detail }) => ({ title: "Advice", text: detail || title })),
      ];
    case "summary":
      return each(
        "Summary",
        content.sections.map(({ text }) => text),
      );
    case "note":
      return each("Text", [content.text]);
    case "problem":
      return each("Error", [content.text]);
    case "other":
      return content.fields.map(({ name, value }) => ({ title: name, text: value }));
  }
}
