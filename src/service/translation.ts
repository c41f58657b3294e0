/** Cloud Translation as an assist provider: hears what was said and adds it in the languages that agents read. */
import type { AssistEventIntake, AssistTranslation } from "../assist/event.ts";
import type { AssistEventSource, AssistProvider, AssistProviderOptions } from "../assist/provider.ts";
import { SidetoneError } from "../base/errors.ts";
import { insist } from "../base/insist.ts";
import { createRarely } from "../base/rarely.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import type { TranslationCause } from "../contract/translation-cause.ts";
import { translationTargets } from "../settings/translation.ts";
import { parseProfileName } from "../transports/dialogflow/resource-names.ts";
import { TranslationClient } from "../transports/translation/client.ts";
import { translationPlace } from "../transports/translation/place.ts";
import { Translator } from "../transports/translation/translator.ts";

/** How long the log may be away. */
const LOG_TRIES = { forMs: 60_000, pauses: { firstMs: 250, maxMs: 5_000 } };
/** At the end of the process, for what is on its way. */
const DRAIN_MS = 3_000;
/** A cause of long ago says little about now; only the next words try again. */
const FAULT_COUNTS_MS = 600_000;

/** Without the setting it hears nothing. */
export async function createTranslation(options: AssistProviderOptions): Promise<AssistProvider> {
  const { settings, clock, logger } = options;
  if (settings.TRANSLATION === "off") return { name: "translation", close: async () => {} };
  const profile = parseProfileName(settings.CONVERSATION_PROFILE_NAME);
  const place = translationPlace(profile, settings.TRANSLATION_REGION, settings.TRANSLATION_ENDPOINT);
  const targets = translationTargets(settings);
  const client = new TranslationClient(place);
  const intake = Promise.withResolvers<AssistEventIntake>();
  const storing = new Set<Promise<void>>();
  let fault: { cause: TranslationCause; untilMs: number } | null = null;

  const failures = createRarely<TranslationCause, null>({
    clock,
    tell: (code, _, count) => logger.warn({ code, count }, "what was said was not translated"),
  });

  async function store(translation: AssistTranslation): Promise<void> {
    const { callKey } = translation.conversation;
    try {
      const log = await intake.promise;
      await insist(() => log.accept(translation), {
        ...{ ...LOG_TRIES, clock },
        mayPass: (caught) => SidetoneError.from(caught).code !== "SHUTTING_DOWN",
      });
    } catch (caught) {
      const { code } = SidetoneError.from(caught);
      logger.error({ callKey, code }, "a translation was lost");
    }
  }

  const translator = new Translator({
    ...{ api: client, targets, clock },
    onOutcome(translation) {
      const stored = store(translation).finally(() => storing.delete(stored));
      storing.add(stored);
    },
    onAnswered(cause) {
      fault = cause === null ? null : { cause, untilMs: clock.now() + FAULT_COUNTS_MS };
      if (cause !== null) failures.note(cause, null);
    },
  });

  function faults(): HelpFault[] {
    if (fault === null || clock.now() >= fault.untilMs) return [];
    const about = fault.cause === "TRANSLATION_LANGUAGE" ? targets.join(", ") : place.projectId;
    return [{ code: fault.cause, about, stopsSuggestions: false }];
  }

  return {
    name: "translation",
    async bringEvents(target) {
      intake.resolve(target);
      return sourceOf(faults, async () => {
        await translator.drain(DRAIN_MS);
        translator.close();
        failures.close();
        await Promise.allSettled(storing);
      });
    },
    async hear(event) {
      if (event.type === "message") translator.take(event);
    },
    translations: () => ({ ...translator.counts }),
    async close() {
      translator.close();
      await client.close();
    },
  };
}

/** What is not translated keeps no call from being taken: it is never unhealthy. */
function sourceOf(faults: () => HelpFault[], close: () => Promise<void>): AssistEventSource {
  const ways = { pull: [], push: [] };
  return {
    health: () => ({ healthy: true, isSettled: true, rejectedTotal: 0, faults: faults(), ...ways }),
    rejected: () => [],
    eventAgesMs: () => ({}),
    close,
  };
}
