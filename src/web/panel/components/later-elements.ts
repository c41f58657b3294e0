/** Places of elements whose script is loaded later: there is room for them until then. */
import { html, nothing, type TemplateResult } from "lit";
import type { CallFacts } from "../../../contract/call-facts.ts";
import { pageLanguage } from "../language/t.ts";
import type { TranslationView } from "../memory.ts";
import type { CallPhase, CallStatus } from "../state/call.ts";
import type { Suggestions } from "../state/suggestions.ts";
import type { TranscriptMessage } from "../state/transcript.ts";
import { translationFor } from "../state/translations.ts";
import type { CopyResult } from "./copy-outcome.ts";

export function whomRow(facts: CallFacts): TemplateResult | typeof nothing {
  return Object.keys(facts).length === 0 ? nothing : html`<sidetone-whom .facts=${facts}></sidetone-whom>`;
}

export interface WrapUpState {
  call: Pick<CallStatus, "hasStarted">;
  phase: CallPhase;
  suggestions: Suggestions;
  lengthMs: number | undefined;
  copyResult: CopyResult | undefined;
}

/** Below the suggestions: what was there stays where it is. */
export function wrapUp(state: WrapUpState): TemplateResult | typeof nothing {
  const { call, phase, suggestions, lengthMs, copyResult } = state;
  if (phase !== "ended" || !call.hasStarted) return nothing;
  return html`<sidetone-wrap-up
    .suggestions=${suggestions}
    .lengthMs=${lengthMs}
    .copyResult=${copyResult}
  ></sidetone-wrap-up>`;
}

/** Above the transcript once something was translated, or was to be. */
export function translationBar(
  messages: readonly TranscriptMessage[],
  view: TranslationView,
  onView: (chosen: CustomEvent<TranslationView>) => void,
): TemplateResult | typeof nothing {
  const newest = messages.findLast(({ translations }) => translations !== undefined);
  if (newest === undefined) return nothing;
  return html`<sidetone-translation
    .view=${view}
    .cause=${translationFor(newest, pageLanguage())?.cause ?? ""}
    @view-chosen=${onView}
  ></sidetone-translation>`;
}
