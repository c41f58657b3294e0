/** The console's page at every address below /operators/ that is not the API: the script reads the address itself. */
import { type Context, Hono } from "hono";
import type { Logger } from "../../base/log.ts";
import type { CarrierName } from "../../contract/carrier-name.ts";
import { hasRole, type OperatorDoor } from "../../operators/access.ts";
import { sessionOf } from "../../operators/session-report.ts";
import { pageForm, pageResponder } from "../common/pages.ts";
import { RefusedError, refuseIn } from "../common/refusal.ts";
import { consoleDocument } from "./console-page.ts";
import { continueDocument } from "./login-page.ts";
import { CONSOLE_PATH, loginPathFor } from "./next-path.ts";
import { pageHeaders } from "./policy.ts";

export interface PageOptions {
  door: OperatorDoor;
  /** Path of the console's script. */
  scriptPath(): Promise<string>;
  /** Path of the script that draws trends, which the page loads when it is asked for. */
  plotPath(): Promise<string>;
  /** What a proxy puts before every path, "" or "/prefix". */
  publicPath: string;
  carriers: readonly CarrierName[];
  version: string;
  logger: Logger;
}

const respond = pageResponder(pageHeaders);

/** Mount it after everything else below /operators. */
export function consolePageRoutes(options: PageOptions): Hono {
  const { door, scriptPath, plotPath, publicPath, carriers, version, logger } = options;
  const app = new Hono();
  app.onError(
    refuseIn(pageForm(respond), {
      failed: (error) => {
        logger.error({ code: error.code, err: error }, "operators' console not served");
        return new RefusedError(error.code, RELOAD, { title: NOT_NOW, retryable: true });
      },
    }),
  );
  app.get(CONSOLE_PATH.slice(0, -1), (c) => c.redirect(`${publicPath}${CONSOLE_PATH}`, 308));
  app.get(`${CONSOLE_PATH}*`, async (c) => {
    const operator = await door.identify(c.req.raw.headers);
    if (operator === null) return turnAway(c, publicPath);
    if (!hasRole(operator, "view")) {
      const detail = `You are ${operator.name}, who has no rights here. The administrator of this server gives them.`;
      throw new RefusedError("FORBIDDEN", detail, { title: "You may not look at calls" });
    }
    const script = `${publicPath}${await scriptPath()}`;
    const plotUrl = `${publicPath}${await plotPath()}`;
    return respond(200, (nonce) =>
      consoleDocument({
        nonce,
        scriptPath: script,
        plotUrl,
        session: sessionOf(operator),
        carriers,
        version,
      }),
    );
  });
  return app;
}

const NOT_NOW = "The console cannot be shown right now";
const RELOAD = "Reload the page in a moment. If this stays, the reason is in the server's log.";

/** Leads to the sign-in. A link on another site does not carry the session's cookie, though the browser has it: ask once more from here. */
export function turnAway(c: Context, publicPath: string): Response {
  const site = c.req.header("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") {
    const { pathname, search } = new URL(c.req.url);
    return respond(200, (nonce) => continueDocument({ nonce, path: `${publicPath}${pathname}${search}` }));
  }
  return c.redirect(`${publicPath}${loginPathFor(c.req)}`, 303);
}
