/** Brings the suggestions of Dialogflow's answers where those of its events go. Nobody sends an answer again, so it persists. */
import type { AssistEvent, AssistEventIntake } from "../assist/event.ts";
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { type AnsweredSuggestions, eventsOfAnswer } from "../transports/dialogflow/answered-suggestions.ts";

export interface AnswerRelayOptions {
  /** The conversation profile's. */
  homeLocation: string;
  clock: Clock;
  logger: Logger;
}

export interface AnswerRelay {
  /** Never throws and never waits. */
  take(answer: AnsweredSuggestions): void;
  /** From now on, and for what has come before. */
  bringTo(intake: AssistEventIntake): void;
  /** What waits for its next try is given up. */
  close(): void;
}

/** Suggestions on their way at once; beyond it the newest are lost. */
const MAX_HELD = 1_000;
const GIVE_UP_AFTER_MS = 120_000;
const RETRY = { firstMs: 250, maxMs: 10_000 };

export function createAnswerRelay({ homeLocation, clock, logger }: AnswerRelayOptions): AnswerRelay {
  const intake = Promise.withResolvers<AssistEventIntake>();
  const waits = new Map<unknown, () => void>();
  let held = 0;
  let isClosed = false;

  async function bring(event: AssistEvent): Promise<void> {
    const target = await intake.promise;
    const givenUpAtMs = clock.now() + GIVE_UP_AFTER_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await target.accept(event);
      } catch (caught) {
        const error = SidetoneError.from(caught);
        if (isClosed || clock.now() >= givenUpAtMs) throw error;
        await pause(backOffMs(tries, RETRY));
      }
    }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => {
        waits.delete(timer);
        resolve();
      }, delayMs);
      waits.set(timer, resolve);
    });
  }

  function lose(callKey: string | undefined, caught: unknown): void {
    const err = SidetoneError.from(caught);
    logger.error({ callKey, code: err.code, err }, "a suggestion from an answer was lost");
  }

  function hold(event: AssistEvent): void {
    const { callKey } = event.conversation;
    if (held >= MAX_HELD) {
      lose(callKey, new SidetoneError("LIMIT_EXCEEDED", "too many suggestions wait to be stored"));
      return;
    }
    held += 1;
    bring(event)
      .catch((caught: unknown) => lose(callKey, caught))
      .finally(() => {
        held -= 1;
      });
  }

  return {
    take(answer) {
      try {
        for (const event of eventsOfAnswer(answer, clock.now(), homeLocation)) hold(event);
      } catch (caught) {
        // A result that cannot be written must cost neither the text it answers nor the stream it came by.
        lose(undefined, caught);
      }
    },
    bringTo: (target) => intake.resolve(target),
    close() {
      isClosed = true;
      for (const [timer, resume] of waits) {
        clock.clearTimeout(timer);
        resume();
      }
      waits.clear();
    },
  };
}
