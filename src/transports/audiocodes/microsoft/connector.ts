/** The way back to a Bot Framework conversation: activities posted to its connector service, one after another. */
import { backOffMs } from "../../../base/back-off.ts";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import type { OutboundActivity } from "../activity.ts";
import type { Fields } from "../read-event.ts";
import type { AppToken } from "./app-token.ts";

/** Where a conversation's answers go. */
export interface ConnectorAddress {
  /** Checked against the allow-list before. */
  serviceUrl: string;
  conversationId: string;
  bot?: Fields;
  user?: Fields;
}

export interface ConnectorOptions {
  appToken: AppToken;
  encode(activity: OutboundActivity): Record<string, unknown>;
  clock: Clock;
  logger: Logger;
}

export interface ConnectorChannel {
  /** Queues activities. Beyond the bound the oldest metadata is given up, a recognition command never. */
  put(activities: readonly OutboundActivity[]): void;
  /** Nothing more is taken; queued activities are still sent. */
  close(): void;
}

const POST_DEADLINE_MS = 10_000;
const MAX_TRIES = 5;
const RETRY = { firstMs: 500, maxMs: 5_000 };
const MAX_QUEUED_METADATA = 200;

/** Opens the way to one conversation. */
export function openConnectorChannel(address: ConnectorAddress, options: ConnectorOptions): ConnectorChannel {
  const { clock, logger } = options;
  const url = activitiesUrl(address);
  const queue: OutboundActivity[] = [];
  let isRunning = false;
  let isClosed = false;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        await postPatiently(next);
      } catch (caught) {
        const error = SidetoneError.from(caught);
        logger.warn(
          { code: error.code, kind: next.kind, err: error },
          "activity not delivered to the connector",
        );
      }
    }
    isRunning = false;
  }

  async function postPatiently(activity: OutboundActivity): Promise<void> {
    const body = JSON.stringify(addressed(options.encode(activity), address));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await post(body);
      } catch (caught) {
        const error = SidetoneError.from(caught);
        if (!error.retryable || attempt === MAX_TRIES) throw error;
        await sleep(clock, backOffMs(attempt, RETRY));
      }
    }
  }

  async function post(body: string): Promise<void> {
    const token = await options.appToken.get();
    const response = await ask(url, token, body);
    if (response.ok) return;
    if (response.status === 401) options.appToken.discard(token);
    const retryable = response.status === 401 || response.status === 429 || response.status >= 500;
    throw new SidetoneError("UPSTREAM_REFUSED", `The connector service answered ${response.status}`, {
      retryable,
    });
  }

  return {
    put(activities) {
      if (isClosed) return;
      for (const activity of activities) {
        queue.push(activity);
        const metadata = queue.filter(({ kind }) => kind === "metadata");
        if (metadata.length > MAX_QUEUED_METADATA) {
          queue.splice(queue.indexOf(metadata[0] ?? activity), 1);
          logger.warn("metadata dropped: the connector service accepts none");
        }
      }
      void run();
    },
    close() {
      isClosed = true;
    },
  };
}

/** Send to Conversation (Bot Connector REST API). */
function activitiesUrl({ serviceUrl, conversationId }: ConnectorAddress): string {
  const base = serviceUrl.endsWith("/") ? serviceUrl : `${serviceUrl}/`;
  return new URL(`v3/conversations/${encodeURIComponent(conversationId)}/activities`, base).href;
}

function addressed(
  activity: Record<string, unknown>,
  { conversationId, bot, user }: ConnectorAddress,
): Record<string, unknown> {
  return {
    ...activity,
    conversation: { id: conversationId },
    ...(bot === undefined ? {} : { from: bot }),
    ...(user === undefined ? {} : { recipient: user }),
  };
}

async function ask(url: string, token: string, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
      // A redirect could carry the token to a host that is not allowed.
      redirect: "error",
      signal: AbortSignal.timeout(POST_DEADLINE_MS),
    });
  } catch (caught) {
    throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The connector service cannot be reached", {
      retryable: true,
      cause: caught,
    });
  }
}

function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, delayMs);
  });
}
