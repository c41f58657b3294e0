/** The content of a suggestion card, by kind. */
import { html, nothing, type TemplateResult } from "lit";
import type { SourceLink, SuggestionContent, SummarySection } from "../../../assist/suggestion.ts";
import { UNEXPLAINED_PROBLEM, UNNAMED_SOURCE } from "../../../assist/unnamed.ts";
import { t, tParts } from "../language/t.ts";
import { hrefOf } from "../source-links.ts";
import { sectionName } from "../state/card.ts";
import { type CopyOutcome, outcomeWords } from "./copy-outcome.ts";
import { icon } from "./icons.ts";
import { outsideLink, richText } from "./rich-text.ts";

/** How a body talks to its card. */
export interface BodyContext {
  /** True if the number keys copy this card's replies. */
  isNumbered: boolean;
  /** For a moment after the control `key` copied. */
  resultOf(key: string): CopyOutcome | undefined;
  copy(key: string, text: string, label: string): void;
  /** Asks a related question; undefined where the agent cannot ask. */
  ask: ((question: string) => void) | undefined;
}

export function cardBody(content: SuggestionContent, context: BodyContext): TemplateResult {
  switch (content.kind) {
    case "replies":
      return sayList(content.replies, context, "r");
    case "articles":
      return html`<ul class="sources">${content.articles.map(sourceItem)}</ul>`;
    case "faq":
      return faqBody(content.answers);
    case "knowledge":
      return knowledgeBody(content, context);
    case "coaching":
      return coachingBody(content, context);
    case "summary":
      return summaryBody(content.sections, context);
    case "note":
      return richText(content.text);
    case "problem":
      return html`<p class="problem" dir="auto">${content.text === UNEXPLAINED_PROBLEM ? t("card.unexplained") : content.text}</p>`;
    case "other":
      return html`<dl class="sections">
        ${content.fields.map((field) => html`<dt>${field.name}</dt><dd dir="auto">${field.value}</dd>`)}
      </dl>`;
  }
}

function summaryBody(sections: SummarySection[], context: BodyContext): TemplateResult {
  return html`<dl class="sections">
    ${sections.map(({ title, text }, index) => {
      const name = sectionName(title);
      const key = `p${index}`;
      return html`
        <dt>
          <span>${name}</span>
          ${
            sections.length < 2
              ? nothing
              : html`<button
                  class="text-button"
                  data-result=${context.resultOf(key) ?? nothing}
                  aria-label=${t("copy.copyPart", { part: name })}
                  @click=${() => context.copy(key, text, name)}
                >
                  ${stateOf(context.resultOf(key))}
                </button>`
          }
        </dt>
        <dd>${richText(text)}</dd>
      `;
    })}
  </dl>`;
}

/** Sentences to say: the whole row copies. */
function sayList(sentences: string[], context: BodyContext, prefix: string): TemplateResult {
  return html`<ol class="say">
    ${sentences.map((sentence, index) => {
      const key = `${prefix}${index}`;
      const result = context.resultOf(key);
      const number = context.isNumbered && prefix === "r" && index < 9 ? String(index + 1) : "";
      return html`<li>
        <button
          data-result=${result ?? nothing}
          @click=${() => context.copy(key, sentence, t("copy.reply"))}
          aria-keyshortcuts=${number || nothing}
        >
          ${number === "" ? nothing : html`<kbd aria-hidden="true">${number}</kbd>`}
          <span class="sentence" dir="auto">${sentence}</span>
          <span class="state">${stateOf(result)}</span>
        </button>
      </li>`;
    })}
  </ol>`;
}

function stateOf(result: CopyOutcome | undefined): TemplateResult {
  const words = outcomeWords(result);
  if (result === undefined) return html`${icon("copy", 14)}<span class="unseen">${words}</span>`;
  return html`${result === "failed" ? nothing : icon("check", 14)}<span>${words}</span>`;
}

function faqBody(answers: { question: string; answer: string; source: string; sourceUri: string }[]) {
  return html`${answers.map(
    (entry) => html`<div class="faq">
      ${entry.question === "" ? nothing : html`<h4 dir="auto">${entry.question}</h4>`}
      ${richText(entry.answer)}
      ${
        entry.source === ""
          ? nothing
          : html`<p class="from">
              ${tParts("card.from", { source: outsideLink(entry.sourceUri, html`<bdi>${entry.source}</bdi>`) })}
            </p>`
      }
    </div>`,
  )}`;
}

function knowledgeBody(
  content: SuggestionContent & { kind: "knowledge" },
  context: BodyContext,
): TemplateResult {
  const { query, answer, sources, relatedQueries } = content;
  return html`
    ${query === "" ? nothing : html`<h4 dir="auto">${query}</h4>`}
    ${answer === "" ? html`<p class="from">${t("card.noAnswer")}</p>` : richText(answer)}
    ${
      sources.length === 0
        ? nothing
        : html`<details>
            <summary>${t("card.sources", { count: sources.length })}</summary>
            <ul class="sources">${sources.map(sourceItem)}</ul>
          </details>`
    }
    ${relatedQuestions(relatedQueries, context)}
  `;
}

function relatedQuestions(questions: string[], { ask }: BodyContext): TemplateResult | typeof nothing {
  if (questions.length === 0) return nothing;
  if (ask === undefined)
    return html`<p class="from">${t("card.related", { questions: questions.join(" · ") })}</p>`;
  return html`<h4 class="part">${t("card.relatedQuestions")}</h4>
    <ul class="questions">
      ${questions.map(
        (question) => html`<li><button dir="auto" @click=${() => ask(question)}>${question}</button></li>`,
      )}
    </ul>`;
}

function coachingBody(
  content: SuggestionContent & { kind: "coaching" },
  context: BodyContext,
): TemplateResult {
  const { actions, responses, instructions } = content;
  return html`
    ${
      actions.length === 0
        ? nothing
        : html`<h4 class="part">${t("card.doNext")}</h4><ul class="actions" dir="auto">
            ${actions.map((action) => html`<li>${action}</li>`)}
          </ul>`
    }
    ${responses.length === 0 ? nothing : html`<h4 class="part">${t("card.youCouldSay")}</h4>${sayList(responses, context, "s")}`}
    ${
      instructions.length === 0
        ? nothing
        : html`<details ?open=${actions.length + responses.length === 0}>
            <summary>${t("card.whyThis")}</summary>
            <dl class="sections">
              ${instructions.map(({ title, detail }) => html`<dt>${title}</dt><dd dir="auto">${detail}</dd>`)}
            </dl>
          </details>`
    }
  `;
}

function sourceItem(source: SourceLink): TemplateResult {
  const name = source.title === UNNAMED_SOURCE ? t("card.unnamedSource") : source.title;
  const title =
    hrefOf(source.uri) === ""
      ? html`<span class="title" dir="auto">${name}</span>`
      : outsideLink(
          source.uri,
          html`<bdi>${name}</bdi><span class="out">${icon("out", 12)}<span class="unseen"> ${t("card.newTab")}</span></span>`,
        );
  return html`<li>${title}${source.excerpt === "" ? nothing : html`<p dir="auto">${source.excerpt}</p>`}</li>`;
}
