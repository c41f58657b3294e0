/** The connection of one conversation with a bot, in any framework. */
import type { BotWay, VaicActivity } from "./activity.ts";

/** Why the conversation is over, as told to the bot. */
export interface VaicEnd {
  reason: string;
  reasonCode: string;
}

/** What a link reports while it works. */
export interface LinkListener {
  /** What the bot sent, in Bot API form and unchecked. */
  onActivities(activities: readonly unknown[], way: BotWay): void;
  /** A request was answered. */
  onAnswer(answer: BotAnswer): void;
  /** The bot broke a rule. */
  onProblem(problem: string): void;
}

export interface BotAnswer {
  /** For example "create", "activities", "refresh", "disconnect". */
  request: string;
  /** HTTP status; 101 for an answer over a socket. */
  status: number;
  tookMs: number;
}

export interface LinkOptions {
  /** The URL set on the provider: botURL, the messaging endpoint or the webhook. */
  botUrl: string;
  /** Bearer token; absent sends no Authorization header. */
  token?: string;
  conversationId: string;
  botName: string;
  caller: string;
  listener: LinkListener;
  /** Longest wait for any answer. Default 10 seconds. */
  deadlineMs?: number;
}

export interface BotLink {
  /** Seconds of idleness the bot allows; absent if the framework has no such thing. */
  readonly expiresSeconds: number | undefined;
  /** Begins the conversation. Rejects when the bot refuses. */
  open(): Promise<void>;
  /**
   * Hands activities over, in order; resolves when the bot has answered. Rejects when it refused or was too slow.
   * "lost": the answer is lost on the way, where there are answers at all.
   */
  send(activities: readonly VaicActivity[], answer?: "heard" | "lost"): Promise<void>;
  refresh(): Promise<void>;
  /** Cuts the socket, if there is one, and comes back on another; resolves when the conversation goes on. */
  cut(): Promise<void>;
  /** Tells the bot that the conversation is over. */
  end(end: VaicEnd): Promise<void>;
  /** Frees sockets. Safe to call twice. */
  close(): void;
}

/** For a machine that does much else. */
export const DEFAULT_DEADLINE_MS = 120_000;
