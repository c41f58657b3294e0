/** The page on which a supervisor reads a live call along: the agent's panel, without any key to act with. */
import { Hono } from "hono";
import type { Logger } from "../../base/log.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import { hasRole, type OperatorDoor } from "../../operators/access.ts";
import type { Auditor } from "../../operators/auditor.ts";
import { pageForm, pageResponder } from "../common/pages.ts";
import { RefusedError, refuseIn } from "../common/refusal.ts";
import { panelDocument } from "../panel/page.ts";
import { pageHeaders } from "../panel/policy.ts";
import { type RichTextOptions, richTextSettings } from "../panel/rich-text-settings.ts";
import { turnAway } from "./page.ts";

export interface SupervisorPageScripts {
  /** Path of the page's script. */
  scriptPath(): Promise<string>;
  /** Path of the script with English words: the console speaks English. */
  wordsPath(): Promise<string>;
  markdownPath(): Promise<string>;
  /** Path of the page that says what to check where no audio comes, without the public path. */
  guidePath: string;
}

export interface SupervisorPageOptions extends SupervisorPageScripts, Omit<RichTextOptions, "markdownPath"> {
  door: OperatorDoor;
  auditor: Auditor;
  /** Null for a call that does not live. */
  liveCall(callKey: string): Promise<CallRef | null>;
  conversationNameOf(callKey: string): string;
  /** Kinds of suggestions that agents are shown; absent: all. */
  features?: readonly string[] | undefined;
  awaitMediaMs: number;
  logger: Logger;
}

/** Mount it before the console's page, which has every other path. Nothing is read yet: that begins on the page's line. */
export function supervisorPageRoutes(options: SupervisorPageOptions): Hono {
  const { door, auditor, publicPath, imageOrigins = [], logger } = options;
  const respond = pageResponder((nonce) =>
    pageHeaders({ nonce, frameAncestors: "'none'", uiModules: "own", imageOrigins }),
  );
  const app = new Hono();
  app.onError(
    refuseIn(pageForm(respond), {
      failed: (error) => {
        logger.error({ code: error.code, err: error }, "operators' console not served");
        return new RefusedError(error.code, "Reload the page in a moment.", {
          title: "The call cannot be shown right now",
          retryable: true,
        });
      },
    }),
  );
  app.get("/operators/calls/:callKey/panel", async (c) => {
    const operator = await door.identify(c.req.raw.headers);
    if (operator === null) return turnAway(c, publicPath);
    const { name } = operator;
    const callKey = c.req.param("callKey");
    if (!hasRole(operator, "supervise")) {
      const detail = { reason: "without the right supervise" };
      await auditor.note({ operator: name, action: "supervise", callKey, detail, outcome: "refused" });
      const text = `This needs the right "supervise", which ${name} does not have.`;
      throw new RefusedError("FORBIDDEN", text, { title: "You may not read along" });
    }
    const call = await options.liveCall(callKey);
    if (call === null) {
      const text =
        "Only a live call can be read along. What was said in one that is over is on its page of the console.";
      throw new RefusedError("NOT_FOUND", text, { title: "This call is not live" });
    }
    const settings = {
      callId: call.vendorCallId,
      conversationName: options.conversationNameOf(callKey),
      operator: name,
      awaitMediaMs: options.awaitMediaMs,
      guideUrl: `${publicPath}${options.guidePath}`,
      ...(options.features === undefined ? {} : { features: options.features }),
      ...(await richTextSettings(options)),
    };
    const scriptPath = `${publicPath}${await options.scriptPath()}`;
    const wordsUrl = `${publicPath}${await options.wordsPath()}`;
    const language = { language: "en", locale: "en", wordsUrl } as const;
    return respond(200, (nonce) => panelDocument({ nonce, scriptPath, settings, language }));
  });
  return app;
}
