/** Cloud Translation: whether it translates into each language of the settings, by one word for each. */
import { faultText, noHelpWords } from "../../src/contract/no-help.ts";
import type { Settings } from "../../src/settings/table.ts";
import { translationTargets } from "../../src/settings/translation.ts";
import { grpcFailureOf } from "../../src/transports/dialogflow/errors.ts";
import type { ProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { causeOf } from "../../src/transports/translation/causes.ts";
import { TranslationClient } from "../../src/transports/translation/client.ts";
import { isSameLanguage } from "../../src/transports/translation/languages.ts";
import { translationPlace } from "../../src/transports/translation/place.ts";
import { type Finding, fault, well } from "./finding.ts";

export interface TranslationQuestion {
  profile: ProfileName;
  settings: Pick<
    Settings,
    "TRANSLATION_LANGUAGES" | "TRANSLATION_REGION" | "TRANSLATION_ENDPOINT" | "PANEL_LANGUAGE"
  >;
}

const DEADLINE_MS = 15_000;
/** Google is paid for its five letters. */
const WORD = { contents: ["Hello"], mimeType: "text/plain" };

export async function checkTranslation({ profile, settings }: TranslationQuestion): Promise<Finding[]> {
  const place = translationPlace(profile, settings.TRANSLATION_REGION, settings.TRANSLATION_ENDPOINT);
  const targets = translationTargets(settings);
  if (targets.length === 0) {
    return [fault("CONFIG_INVALID", "TRANSLATION has no language", "Set TRANSLATION_LANGUAGES=en")];
  }
  const client = new TranslationClient(place);
  try {
    return await Promise.all(
      targets.map(async (language) => {
        // It is refused from a language into itself.
        const sourceLanguageCode = isSameLanguage(language, "en") ? "de" : "en";
        const request = { ...WORD, sourceLanguageCode, targetLanguageCode: language };
        try {
          await client.translateText(request, { timeout: DEADLINE_MS });
          return well(`Cloud Translation translates into ${language} (${place.endpoint.host})`);
        } catch (caught) {
          const code = causeOf(caught);
          const about = code === "TRANSLATION_LANGUAGE" ? language : profile.projectId;
          const text = `${faultText({ code, about })} (${grpcFailureOf(caught).message})`;
          return fault(code, text, noHelpWords(code, about).remedy);
        }
      }),
    );
  } finally {
    await client.close();
  }
}
