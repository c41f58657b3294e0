/** Tells the site's own bot of its agents, by the webhook that gets suggestions, too. */
import type { ConversationRef } from "../assist/conversation.ts";
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { WebhookJobs, WebhookMessage } from "../jobs/webhook-jobs.ts";
import type { BotNews } from "../transports/agent-applications/session.ts";
import {
  type AgentEventForm,
  agentConnectedForm,
} from "../transports/audiocodes/frameworks/agent-connected-form.ts";

const FORMAT = "sidetone.agent-event";
const VERSION = 1;
/** The queue's database takes seconds to start, and a full disk may take minutes to be noticed. */
const RETRY = { firstMs: 500, maxMs: 15_000 };
const MAX_ATTEMPTS = 15;
/** Messages that wait for the queue; beyond it one is left out: an agent must not wait for a bot elsewhere. */
const MAX_WAITING = 1_000;

export interface AgentEventsOptions {
  webhook: Pick<WebhookJobs, "post">;
  form: AgentEventForm;
  conversationOf(callKey: string): ConversationRef;
  clock: Clock;
  logger: Logger;
}

export class AgentEvents {
  readonly #options: AgentEventsOptions;
  /** Timers of the next attempts. */
  readonly #waiting = new Set<unknown>();

  constructor(options: AgentEventsOptions) {
    this.#options = options;
  }

  tell({ call, sessionId, place, ...news }: BotNews): void {
    const { form, conversationOf, clock } = this.#options;
    const { callKey, vendorCallId: conversationId } = call;
    const id = `${sessionId}#${place}`;
    const atMs = clock.now();
    this.#post(callKey, 1, {
      ...{ id, format: FORMAT, version: VERSION, callKey, conversationId, sessionId },
      // Posts may arrive in another order.
      ...{ sequence: place, occurredAt: new Date(atMs).toISOString() },
      conversation: conversationOf(callKey).room,
      event: agentConnectedForm(form, { id, atMs, ...news }),
    });
  }

  /** What waits for another attempt is given up. */
  close(): void {
    for (const timer of this.#waiting) this.#options.clock.clearTimeout(timer);
    this.#waiting.clear();
  }

  #post(callKey: string, attempt: number, message: WebhookMessage): void {
    const { webhook, clock, logger } = this.#options;
    webhook.post(message).catch((caught: unknown) => {
      const { code, retryable } = SidetoneError.from(caught);
      if (!retryable || attempt >= MAX_ATTEMPTS || this.#waiting.size >= MAX_WAITING) {
        logger.warn({ callKey, code }, "the bot was not told of an agent");
        return;
      }
      const timer = clock.setTimeout(
        () => {
          this.#waiting.delete(timer);
          this.#post(callKey, attempt + 1, message);
        },
        backOffMs(attempt, RETRY),
      );
      this.#waiting.add(timer);
    });
  }
}
