/** Signing in and out on the page. */
import { type Context, Hono } from "hono";
import type { ClientAddresses } from "../../base/client-address.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { Auditor } from "../../operators/auditor.ts";
import type { SignInDoor } from "../../operators/door.ts";
import { isSameOrigin } from "../../operators/same-origin.ts";
import { needsSecureCookie, sessionCookies } from "../../operators/session-cookie.ts";
import { readBytes } from "../common/body.ts";
import { pageForm, pageResponder } from "../common/pages.ts";
import { refuseIn } from "../common/refusal.ts";
import { type OperatorEnv, operatorGuard } from "./guard.ts";
import { loginDocument } from "./login-page.ts";
import { LOGIN_PATH, nextPath } from "./next-path.ts";
import { pageHeaders } from "./policy.ts";

export interface LoginOptions {
  door: SignInDoor;
  auditor: Auditor;
  addresses: Pick<ClientAddresses, "of">;
  /** What a proxy puts before every path, "" or "/prefix". */
  publicPath: string;
  logger: Logger;
}

const MAX_FORM_BYTES = 8 * 1024;

/** GET and POST /operators/login, POST /operators/logout. */
export function loginRoutes(options: LoginOptions): Hono<OperatorEnv> {
  const { door, auditor, addresses, publicPath, logger } = options;
  const app = new Hono<OperatorEnv>();

  app.get(LOGIN_PATH, async (c) => {
    const next = nextPath(c.req.query("next"));
    // While the identity proxy's keys are away, a token still works.
    const operator = await door.identify(c.req.raw.headers).catch((caught: unknown) => {
      logger.warn({ code: SidetoneError.from(caught).code }, "operator could not be identified");
      return null;
    });
    if (operator !== null) return c.redirect(`${publicPath}${next}`, 303);
    return show(200, next, c.req.query("signed-in") === undefined ? undefined : COOKIE_LOST);
  });

  const signIn = new Hono<OperatorEnv>();
  signIn.onError(refuseIn(pageForm(respond)));
  signIn.post(LOGIN_PATH, async (c) => {
    if (!isSameOrigin(c.req.raw.headers)) return show(403, nextPath(null), FOREIGN_FORM);
    const from = addresses.of(c.req.raw);
    const form = await readForm(c.req.raw);
    const next = nextPath(form.get("next"));
    const session = door.signIn(form.get("token")?.trim() ?? "");
    if (session === null) {
      // An unknown token has no operator.
      await auditor.note({ operator: "unknown", action: "login", detail: { from }, outcome: "refused" });
      return show(403, next, "This token is unknown. Check that it was copied completely.");
    }
    await auditor.note({ operator: session.name, action: "login", detail: { from }, outcome: "done" });
    setCookies(c, publicPath, session);
    // By way of the login page: it notices when the browser did not keep the cookie.
    return c.redirect(`${publicPath}${LOGIN_PATH}?signed-in&next=${encodeURIComponent(next)}`, 303);
  });
  app.route("/", signIn);

  app.post("/operators/logout", operatorGuard(door), async (c) => {
    await door.signOut(c.req.raw.headers);
    setCookies(c, publicPath, { text: "", lifetimeMs: 0 });
    await auditor.note({ operator: c.get("operator").name, action: "logout", outcome: "done" });
    return c.json({ outcome: "done" });
  });
  return app;
}

const COOKIE_LOST =
  "The token is right, but your browser did not keep the session. Open this page over https, and allow cookies.";
const FOREIGN_FORM = "This form was not sent from this page. Sign in here.";

const respond = pageResponder(pageHeaders);

function show(status: 200 | 403, next: string, problem: string | undefined): Response {
  return respond(status, (nonce) =>
    loginDocument({ nonce, next, ...(problem === undefined ? {} : { problem }) }),
  );
}

function setCookies(
  c: Context<OperatorEnv>,
  publicPath: string,
  { text, lifetimeMs }: { text: string; lifetimeMs: number },
): void {
  const options = { maxAgeMs: lifetimeMs, isSecure: needsSecureCookie(c.req.raw), publicPath };
  for (const cookie of sessionCookies(text, options)) {
    c.header("set-cookie", cookie, { append: true });
  }
}

/** An empty form where the body is none, or is larger than any token. */
async function readForm(request: Request): Promise<URLSearchParams> {
  try {
    return new URLSearchParams(Buffer.from(await readBytes(request, MAX_FORM_BYTES)).toString("utf8"));
  } catch (caught) {
    const { code, retryable } = SidetoneError.from(caught);
    if (code === "LIMIT_EXCEEDED" && !retryable) return new URLSearchParams();
    throw caught;
  }
}
