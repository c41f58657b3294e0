/** A conversation with the bot of a running Sidetone that a test writes activity by activity, as VoiceAI Connect posts them. */

export type Fields = Record<string, unknown>;

export interface BotCall {
  readonly conversationId: string;
  readonly callKey: string;
  /** Posts one list of activities; resolves with those of the answer. Rejects unless the answer is 200. */
  hear(...activities: Fields[]): Promise<Fields[]>;
  /** As `hear`, with the answer's status. */
  post(activities: readonly Fields[]): Promise<Response>;
  end(): Promise<void>;
}

export interface BotAddress {
  httpBaseUrl: string;
  botToken: string;
}

export async function openBotCall(
  { httpBaseUrl, botToken }: BotAddress,
  conversationId: string = crypto.randomUUID(),
): Promise<BotCall> {
  const botUrl = `${httpBaseUrl}/audiocodes/bot`;
  const ask = (path: string, body: unknown) =>
    fetch(new URL(path, botUrl), {
      method: "POST",
      headers: { authorization: `Bearer ${botToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const created = await ask(botUrl, { conversation: conversationId, bot: "sidetone" });
  if (created.status !== 200) throw new Error(`the conversation was answered ${created.status}`);
  const { activitiesURL, disconnectURL } = (await created.json()) as Record<string, string>;
  const post = (activities: readonly Fields[]) =>
    ask(activitiesURL ?? "", { conversation: conversationId, activities });
  return {
    conversationId,
    callKey: `vaic-${conversationId}`,
    post,
    async hear(...activities) {
      const response = await post(activities);
      if (response.status !== 200) throw new Error(`activities were answered ${response.status}`);
      const { activities: answered = [] } = (await response.json()) as { activities?: Fields[] };
      return answered;
    },
    async end() {
      await ask(disconnectURL ?? "", {
        conversation: conversationId,
        reason: "done",
        reasonCode: "client-disconnected",
      });
    },
  };
}

const stamp = (atMs = Date.now()) => ({ id: crypto.randomUUID(), timestamp: new Date(atMs).toISOString() });

export function startOf(parameters: Fields): Fields {
  return { ...stamp(), type: "event", name: "start", parameters };
}

/** `speaker`: participant, participantUriUser or both. */
export function saidBy(speaker: Fields, text: string, atMs?: number): Fields {
  return { ...stamp(atMs), type: "message", text, language: "en-US", parameters: speaker };
}

export function sayingBy(speaker: Fields, text: string, atMs?: number): Fields {
  return { ...stamp(atMs), type: "event", name: "speechHypothesis", value: { ...speaker, text } };
}
