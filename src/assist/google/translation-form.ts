/** A translation as the log keeps it: beside Google's notifications, in a form of Sidetone's own. */
import type { JsonObject } from "../../base/json.ts";
import { recordOf, textOf } from "../../base/json-fields.ts";
import { isTranslationCause } from "../../contract/translation-cause.ts";
import type { AssistTranslation } from "../event.ts";

type TranslationFields = Pick<AssistTranslation, "type" | "messageName" | "languageCode" | "text" | "cause">;

export function writeTranslation({ messageName, languageCode, text, cause }: AssistTranslation): JsonObject {
  const translation = { message: messageName, languageCode, content: text };
  return {
    type: "TRANSLATION",
    translationPayload: cause === undefined ? translation : { ...translation, cause },
  };
}

export function readTranslation(payload: JsonObject): TranslationFields {
  const { message, languageCode, content, cause } = recordOf(payload.translationPayload);
  const code = textOf(cause);
  return {
    type: "translation",
    messageName: textOf(message),
    languageCode: textOf(languageCode),
    text: textOf(content),
    ...(isTranslationCause(code) ? { cause: code } : {}),
  };
}
