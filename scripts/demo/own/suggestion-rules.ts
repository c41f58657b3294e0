/** Suggestions for one's own words without Google: a file of rules that says which words call for what. */
import { z } from "zod";
import type { SampleSuggestion, SampleUtterance } from "../../../samples/sample.ts";
import { wordsOf } from "../../../simulators/stage/word-check.ts";

const ruleSchema = z.strictObject({
  /** All of these words, or their beginnings, in one turn. */
  says: z.array(z.string().min(1)).min(1),
  /** Anybody, if absent. */
  speaker: z.enum(["agent", "customer"]).optional(),
  kind: z.enum(["reply", "article", "faq", "note"]),
  /** Of an article, or the question of an FAQ. */
  title: z.string().optional(),
  text: z.string().min(1),
});

export type SuggestionRule = z.output<typeof ruleSchema>;

/** Throws an Error with one sentence. */
export async function readRules(path: string): Promise<SuggestionRule[]> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new Error(`${path}: there is no such file of rules.`);
  let given: unknown;
  try {
    given = await file.json();
  } catch {
    throw new Error(`${path} is not JSON.`);
  }
  const rules = z.array(ruleSchema).safeParse(given);
  if (rules.success) return rules.data;
  const at = rules.error.issues[0]?.path.join(".") ?? "";
  throw new Error(
    `${path}: ${at === "" ? "it" : `rule ${at}`} is wrong. A rule has says (a list of words), kind (reply, article, faq or note), text, and maybe title and speaker.`,
  );
}

/** What the rules make of these turns, each rule once. What they make says that nobody but a rule has made it. */
export function suggestionsFor(
  utterances: readonly Pick<SampleUtterance, "speaker" | "text">[],
  rules: readonly SuggestionRule[],
): SampleSuggestion[] {
  return rules.flatMap((rule) => {
    const afterUtterance = utterances.findIndex((utterance) => fits(rule, utterance));
    return afterUtterance < 0 ? [] : [{ afterUtterance, ...suggestionOf(rule) }];
  });
}

function fits(rule: SuggestionRule, { speaker, text }: Pick<SampleUtterance, "speaker" | "text">): boolean {
  if (rule.speaker !== undefined && rule.speaker !== speaker) return false;
  const words = wordsOf(text);
  return rule.says.every((said) => words.some((word) => word.startsWith(said.toLowerCase())));
}

function suggestionOf(rule: SuggestionRule): Omit<SampleSuggestion, "afterUtterance"> {
  const text = `${rule.text} (simulated)`;
  const title = `${rule.title ?? rule.says.join(" ")} (simulated)`;
  switch (rule.kind) {
    case "reply": {
      const smartReplyAnswers = [{ reply: text, confidence: 0.9 }];
      return { feature: "SMART_REPLY", result: { suggestSmartRepliesResponse: { smartReplyAnswers } } };
    }
    case "article": {
      const articleAnswers = [{ title, uri: "https://help.example.com/simulated", snippets: [text] }];
      return { feature: "ARTICLE_SUGGESTION", result: { suggestArticlesResponse: { articleAnswers } } };
    }
    case "faq": {
      const source = "https://help.example.com/simulated";
      const faqAnswers = [{ question: title, answer: text, confidence: 0.9, source }];
      return { feature: "FAQ", result: { suggestFaqAnswersResponse: { faqAnswers } } };
    }
    case "note": {
      const generatorSuggestion = { freeFormSuggestion: { response: text } };
      const generatorSuggestionAnswers = [{ generatorSuggestion, sourceGenerator: "note" }];
      return {
        feature: "FREE_FORM",
        result: { generateSuggestionsResponse: { generatorSuggestionAnswers } },
      };
    }
  }
}
