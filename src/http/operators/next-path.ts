/** The page that a sign-in leads to. */

export const CONSOLE_PATH = "/operators/";
export const LOGIN_PATH = "/operators/login";
const NOT_PAGES = ["/operators/login", "/operators/logout", "/operators/api"];
const MAX_CHARACTERS = 2_000;
/** The line of a call that is looked at. */
const LINE_HASH = /^#line=\d{1,9}$/;
/** Any host will do: a path that leaves it is refused. */
const BASE = "http://console.invalid";

/** The page of the console that was asked for, or its first one where the text names anything else. */
export function nextPath(asked: string | null | undefined): string {
  if (!asked || asked.length > MAX_CHARACTERS || !URL.canParse(asked, BASE)) return CONSOLE_PATH;
  const { origin, pathname, search, hash } = new URL(asked, BASE);
  const isPage =
    origin === BASE &&
    pathname.startsWith(CONSOLE_PATH) &&
    !NOT_PAGES.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  return isPage ? `${pathname}${search}${LINE_HASH.test(hash) ? hash : ""}` : CONSOLE_PATH;
}

export function loginPathFor(request: { url: string }): string {
  const { pathname, search } = new URL(request.url);
  const next = nextPath(`${pathname}${search}`);
  return next === CONSOLE_PATH ? LOGIN_PATH : `${LOGIN_PATH}?next=${encodeURIComponent(next)}`;
}
