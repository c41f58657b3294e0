/** The assist providers as a part, and the call chart with its needs from the one that holds conversations. */
import type { callMachine } from "../actors/call/machine.ts";
import type {
  AssistConversations,
  AssistProvider,
  AssistProviderOptions,
  CreateAssistProvider,
  TranslationCounts,
} from "../assist/provider.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Meters } from "../telemetry/meters.ts";
import { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";
import { callMachineFor, type LinkRecognizers } from "./call-machine.ts";
import type { Part } from "./part.ts";

export type AssistPart = Part & {
  providers: readonly AssistProvider[];
  conversations: AssistConversations;
  machine: typeof callMachine;
  /** Where recognisers find the conversations of VoiceAI Connect. */
  desk: RecognitionDesk;
};

export async function startAssist(
  create: readonly CreateAssistProvider[],
  options: AssistProviderOptions & { fleet: { link: LinkRecognizers } | null },
): Promise<AssistPart> {
  const providers = await createAll(create, options);
  const conversations = providers.find((provider) => provider.conversations)?.conversations;
  if (conversations === undefined) {
    throw new SidetoneError("CONFIG_INVALID", "no assist provider holds conversations");
  }
  const desk = new RecognitionDesk();
  return {
    name: "dialogflow",
    providers,
    conversations,
    machine: callMachineFor(conversations, desk, options.fleet ?? undefined),
    desk,
    meters: (meters) => meterTranslations(meters, providers),
    async stop() {
      await Promise.all(providers.map((provider) => provider.close()));
    },
  };
}

/** Where one cannot be made, those that were are closed. */
async function createAll(
  create: readonly CreateAssistProvider[],
  options: AssistProviderOptions,
): Promise<AssistProvider[]> {
  const outcomes = await Promise.allSettled(create.map((provider) => provider(options)));
  const made = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed === undefined) return made;
  await Promise.allSettled(made.map((provider) => provider.close()));
  throw SidetoneError.from(failed.reason);
}

/** Zero while nothing is translated. */
export function meterTranslations(
  meters: Meters,
  providers: readonly Pick<AssistProvider, "translations">[],
): void {
  const counts = () => providers.flatMap(({ translations }) => translations?.() ?? [])[0] ?? NO_TRANSLATIONS;
  meters.gaugeBy({
    name: "sidetone_translations",
    help: "Messages to be translated since the start, each once for a language, by outcome",
    label: "outcome",
    ask: () => {
      const { translated, failed, sameLanguage } = counts();
      return { translated, failed, sameLanguage };
    },
  });
  meters.total({
    name: "sidetone_translation_characters_total",
    help: "Characters sent to be translated, which is what Google asks to be paid for",
    ask: () => counts().characters,
  });
}

const NO_TRANSLATIONS: TranslationCounts = { translated: 0, failed: 0, sameLanguage: 0, characters: 0 };
