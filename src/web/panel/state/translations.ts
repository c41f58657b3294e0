/** Translations of the transcript's messages, and which of them this page shows. */
import type { ShownAssistEvent } from "../../../assist/event.ts";
import type { Transcript, TranscriptMessage, Translation } from "./transcript.ts";

/** One for each language; what was translated is not taken back by a failure. */
export function addTranslation(
  transcript: Transcript,
  event: Extract<ShownAssistEvent, { type: "translation" }>,
): Transcript {
  const { messageName, languageCode, text, cause } = event;
  const at = transcript.messages.findLastIndex(({ key }) => key === messageName);
  const message = transcript.messages[at];
  if (message === undefined) return transcript;
  const { translations = [] } = message;
  if (text === "" && translations.some((known) => known.languageCode === languageCode)) return transcript;
  const others = translations.filter((known) => known.languageCode !== languageCode);
  const translation: Translation = { languageCode, text, ...(cause === undefined ? {} : { cause }) };
  return {
    ...transcript,
    messages: transcript.messages.with(at, { ...message, translations: [...others, translation] }),
  };
}

/** Into the page's own language, else the first there is. */
export function translationFor(
  { translations }: TranscriptMessage,
  language: string,
): Translation | undefined {
  return (
    translations?.find(({ languageCode }) => languageCode.split("-", 1)[0] === language) ?? translations?.[0]
  );
}
