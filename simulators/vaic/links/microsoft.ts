/** Microsoft Bot Framework and Copilot Studio: activities to the messaging endpoint, answers over the connector. */
import { askBot } from "../http-request.ts";
import type { BotLink, LinkOptions } from "../link.ts";
import type { MicrosoftCloud } from "../microsoft/cloud.ts";
import { fromMicrosoft, type MicrosoftForm, microsoftEnd, toMicrosoft } from "../microsoft/encoding.ts";

export interface MicrosoftLinkOptions extends LinkOptions {
  form: MicrosoftForm;
  cloud: MicrosoftCloud;
}

export function createMicrosoftLink(options: MicrosoftLinkOptions): BotLink {
  const { form, cloud, conversationId, listener } = options;
  // A skill is called by the agent that VoiceAI Connect speaks to, and answers that agent.
  const isSkill = form !== "bot-framework";
  const { serviceUrl } = isSkill ? cloud.skillHost : cloud;
  const address = { serviceUrl, conversationId, caller: options.caller };
  const issueToken = () => {
    if (!isSkill) return cloud.issueToken();
    return cloud.skillHost.issueToken({}, form === "copilot" ? "1.0" : "2.0");
  };
  let stopListening: (() => void) | undefined;

  async function post(request: string, body: Record<string, unknown>): Promise<void> {
    await askBot({
      request,
      url: options.botUrl,
      body,
      token: await issueToken(),
      ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
      onAnswer: listener.onAnswer,
    });
  }

  return {
    expiresSeconds: undefined,
    async open() {
      stopListening = cloud.onActivity(conversationId, (raw) => {
        const conversation = (raw.conversation as { id?: unknown } | undefined)?.id;
        if (conversation !== undefined && conversation !== conversationId) {
          listener.onProblem("an activity names another conversation than its address");
        }
        listener.onActivities([fromMicrosoft(raw, form)], "connector");
      });
      await post("create", {
        ...microsoftEnd({ reason: "", reasonCode: "" }, address),
        type: "conversationUpdate",
        text: undefined,
        channelData: undefined,
        membersAdded: [{ id: "bot" }],
      });
    },
    async send(activities) {
      for (const activity of activities) await post("activities", toMicrosoft(activity, form, address));
    },
    refresh: async () => {},
    cut: async () => {},
    end: (end) => post("disconnect", microsoftEnd(end, address)),
    close: () => stopListening?.(),
  };
}
