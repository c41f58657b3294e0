/** One message of the transcript, with what was searched for marked in it. */
import { html, nothing, type TemplateResult } from "lit";
import { clockTime, t } from "../language/t.ts";
import type { TranscriptMessage, Translation } from "../state/transcript.ts";
import { icon } from "./icons.ts";

export interface LineLook {
  name: string;
  /** Who spoke before was somebody else. */
  opensTurn: boolean;
  /** What is searched for, as textMatches takes it; "" for nothing. */
  wanted: string;
  /** Beside the original, or in its place, as the styles of the transcript's view say. */
  translation: Translation | undefined;
}

/** An hour's call has hundreds of lines: each place for a value costs memory in all of them. */
export function transcriptLine(message: TranscriptMessage, look: LineLook): TemplateResult {
  const { name, opensTurn, wanted, translation } = look;
  return html`<li class="line" data-voice=${message.voice}>
    ${
      opensTurn
        ? html`<div class="who">
            <span class="name">${name}</span>
            <time>${clockTime(message.timeMs)}</time>
          </div>`
        : html`<span class="unseen">${name}:</span>`
    }
    <p dir="auto" lang=${message.languageCode || nothing}>${marked(message.text, wanted)}</p>
    ${below(translation && translated(translation, wanted), message.mood && moodWords(message.mood))}
  </li>`;
}

function below(
  translation: TemplateResult | undefined,
  mood: TemplateResult | undefined,
): TemplateResult | typeof nothing {
  if (translation && mood) return html`${translation}${mood}`;
  return translation ?? mood ?? nothing;
}

function translated({ text, languageCode }: Translation, wanted: string): TemplateResult {
  return text === ""
    ? html`<span class="mood untranslated">${icon("problem", 12)}${t("translation.none")}</span>`
    : html`<p dir="auto" lang=${languageCode} class="translated">${marked(text, wanted)}</p>`;
}

function moodWords(mood: NonNullable<TranscriptMessage["mood"]>): TemplateResult {
  return html`<span class="mood" data-mood=${mood}>${icon(mood === "negative" ? "problem" : "check", 12)}${t(`mood.${mood}`)}</span>`;
}

/** Whether the words have it, in whatever case. */
export function hasWords(text: string, wanted: string): boolean {
  return wanted !== "" && text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());
}

/** Lower case may be of another length in some scripts: then the words are shown without marks. */
function marked(text: string, wanted: string): string | (string | TemplateResult)[] {
  const low = text.toLocaleLowerCase();
  const part = wanted.toLocaleLowerCase();
  if (part === "" || low.length !== text.length || !low.includes(part)) return text;
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (let at = low.indexOf(part); at !== -1; at = low.indexOf(part, from)) {
    parts.push(text.slice(from, at), html`<mark>${text.slice(at, at + part.length)}</mark>`);
    from = at + part.length;
  }
  return [...parts, text.slice(from)];
}
