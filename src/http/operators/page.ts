/** The console's page at every address below /operators/ that is not the API: the script reads the address itself. */
import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { hasRole, type OperatorDoor, type OperatorIdentity } from "../../operators/access.ts";
import { sessionOf } from "../../operators/session-report.ts";
import { refusalDocument } from "../panel/page.ts";
import { consoleDocument } from "./console-page.ts";
import { continueDocument } from "./login-page.ts";
import { CONSOLE_PATH, loginPathFor } from "./next-path.ts";
import { pageHeaders } from "./policy.ts";

export interface PageOptions {
  door: OperatorDoor;
  /** Path of the console's script. */
  scriptPath(): Promise<string>;
  version: string;
  logger: Logger;
}

/** Mount it after everything else below /operators. */
export function consolePageRoutes({ door, scriptPath, version, logger }: PageOptions): Hono {
  async function serve(c: Context): Promise<Response> {
    const operator = await door.identify(c.req.raw.headers);
    if (operator === null) return turnAway(c);
    if (!hasRole(operator, "view")) {
      return refuse(c, 403, "You may not look at calls", [
        `You are ${operator.name}, who has no rights here. Whoever runs this server gives them.`,
      ]);
    }
    return await show(c, operator);
  }

  async function show(c: Context, operator: OperatorIdentity): Promise<Response> {
    const script = await scriptPath();
    return respond(c, 200, (nonce) =>
      consoleDocument({ nonce, scriptPath: script, session: sessionOf(operator), version }),
    );
  }

  async function servePage(c: Context): Promise<Response> {
    try {
      return await serve(c);
    } catch (caught) {
      const error = SidetoneError.from(caught);
      logger.error({ code: error.code, err: error }, "operators' console not served");
      return refuse(c, 503, "The console cannot be shown right now", [
        "Reload the page in a moment. If this stays, the reason is in the server's log.",
      ]);
    }
  }

  const app = new Hono();
  app.get(CONSOLE_PATH.slice(0, -1), (c) => c.redirect(CONSOLE_PATH, 308));
  app.get(`${CONSOLE_PATH}*`, servePage);
  return app;
}

/** A link on another site does not carry the session's cookie, though the browser has it: ask once more from here. */
function turnAway(c: Context): Response {
  const site = c.req.header("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") {
    const { pathname, search } = new URL(c.req.url);
    return respond(c, 200, (nonce) => continueDocument({ nonce, path: `${pathname}${search}` }));
  }
  return c.redirect(loginPathFor(c.req), 303);
}

function refuse(c: Context, status: 403 | 503, title: string, paragraphs: string[]): Response {
  return respond(c, status, (nonce) => refusalDocument({ nonce, title, paragraphs }));
}

function respond(c: Context, status: 200 | 403 | 503, make: (nonce: string) => string): Response {
  const nonce = randomBytes(18).toString("base64");
  return c.html(make(nonce), status, pageHeaders(nonce)) as Response;
}
