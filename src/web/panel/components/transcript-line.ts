/** One message of the transcript, with what was searched for marked in it. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime, t } from "../language/t.ts";
import type { TranslationView } from "../memory.ts";
import type { TranscriptMessage, Translation } from "../state/transcript.ts";
import { icon } from "./icons.ts";

export interface LineLook {
  name: string;
  /** Who spoke before was somebody else. */
  opensTurn: boolean;
  /** What is searched for, as textMatches takes it; "" for nothing. */
  wanted: string;
  /** The search, or a suggestion, has led here. */
  isFound: boolean;
  /** What is shown beside the original, or in its place. */
  translation: Translation | undefined;
  view: TranslationView;
}

export function transcriptLine(message: TranscriptMessage, look: LineLook): TemplateResult {
  const { name, opensTurn, wanted, isFound } = look;
  const translation = look.view === "original" ? undefined : look.translation;
  const isTranslated = translation !== undefined && translation.text !== "";
  return html`<li
    class="line"
    data-voice=${message.voice}
    ?data-opens-turn=${opensTurn}
    ?data-found=${isFound}
    aria-current=${isFound ? "true" : nothing}
    tabindex=${isFound ? "-1" : nothing}
  >
    ${
      opensTurn
        ? html`<div class="who">
            <span class="name">${name}</span>
            <time>${clockTime(message.timeMs)}</time>
          </div>`
        : html`<span class="unseen">${name}:</span>`
    }
    ${
      isTranslated && look.view === "translation"
        ? nothing
        : html`<p dir="auto" lang=${message.languageCode || nothing} class=${isTranslated ? "original" : nothing}>${marked(message.text, wanted)}</p>`
    }
    ${
      translation === undefined
        ? nothing
        : isTranslated
          ? html`<p dir="auto" lang=${translation.languageCode} class="translated">${marked(translation.text, wanted)}</p>`
          : html`<span class="mood">${icon("problem", 12)}${t("translation.none")}</span>`
    }
    ${
      message.mood === undefined
        ? nothing
        : html`<span class="mood" data-mood=${message.mood}>${icon(message.mood === "negative" ? "problem" : "check", 12)}${t(`mood.${message.mood}`)}</span>`
    }
  </li>`;
}

/** Whether the words have it, in whatever case. */
export function hasWords(text: string, wanted: string): boolean {
  return wanted !== "" && text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());
}

/** Lower case may be of another length in some scripts: then the words are shown without marks. */
function marked(text: string, wanted: string): (string | TemplateResult)[] {
  const low = text.toLocaleLowerCase();
  const part = wanted.toLocaleLowerCase();
  if (part === "" || low.length !== text.length) return [text];
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (let at = low.indexOf(part); at !== -1; at = low.indexOf(part, from)) {
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + part.length)}</mark>`);
    from = at + part.length;
  }
  return [...parts, text.slice(from)];
}
