/** The console's addresses: which page a path means, and the path of a page. Pure, apart from `startRouter`. */
import { PUBLIC_PATH } from "../common/public-path.ts";

export type Route =
  | { page: "calls"; query: URLSearchParams }
  | { page: "call"; callKey: string; line?: number }
  | { page: (typeof SIMPLE_PAGES)[number]; query: URLSearchParams }
  | { page: "unknown" };

export const BASE = `${PUBLIC_PATH}/operators/`;

/** The parts of a Location that matter. */
export interface Address {
  pathname: string;
  search: string;
  hash: string;
}

const SIMPLE_PAGES = [
  "charts",
  "jobs",
  "audit",
  "instance",
  "bundle",
  "compare",
  "by-number",
  "trends",
  "wall",
] as const;

export function readRoute({ pathname, search, hash }: Address): Route {
  const path = `${pathname}/`.replace(/\/+$/, "/");
  if (!path.startsWith(BASE)) return { page: "unknown" };
  const [first = "", second = "", ...rest] = path.slice(BASE.length).split("/").filter(Boolean);
  const query = new URLSearchParams(search);
  if (first === "" || (first === "calls" && second === "")) return { page: "calls", query };
  if (first === "calls" && rest.length === 0) {
    const callKey = decoded(second);
    if (callKey === undefined) return { page: "unknown" };
    const line = Number.parseInt(/^#line=(\d{1,9})$/.exec(hash)?.[1] ?? "", 10);
    return { page: "call", callKey, ...(Number.isNaN(line) ? {} : { line }) };
  }
  const simple = SIMPLE_PAGES.find((page) => page === first);
  return simple === undefined || second !== "" ? { page: "unknown" } : { page: simple, query };
}

export function callHref(callKey: string, line?: number): string {
  const path = `${BASE}calls/${encodeURIComponent(callKey)}`;
  return line === undefined ? path : `${path}#line=${line}`;
}

/** The agent's page of a live call, for reading only. It is no page of the console. */
export function superviseHref(callKey: string): string {
  return `${callHref(callKey)}/panel`;
}

export function pageHref(page: "calls" | (typeof SIMPLE_PAGES)[number], query?: URLSearchParams): string {
  const path = page === "calls" ? BASE : `${BASE}${page}`;
  const search = query?.toString() ?? "";
  return search === "" ? path : `${path}?${search}`;
}

/** Two calls side by side. */
export function compareHref(first: string, second: string): string {
  return pageHref("compare", new URLSearchParams({ first, second }));
}

/** `guide`: a page of docs/guides, maybe with a heading of it after "#". */
export function guideHref(guide: string): string {
  const [page, heading] = guide.split("#");
  return `${PUBLIC_PATH}/docs/guides/${page}.md${heading === undefined ? "" : `#${heading}`}`;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken escape is an accidental address.
    return undefined;
  }
}

export interface Router {
  route(): Route;
  go(href: string): void;
  /** Writes another query for the same page, without a step in the history. */
  replaceQuery(query: URLSearchParams): void;
  stop(): void;
}

/** Follows the browser's history and turns clicks on the console's own links into changes of page. */
export function startRouter(onChange: (route: Route) => void): Router {
  let route = readRoute(location);
  const read = () => {
    route = readRoute(location);
    onChange(route);
  };
  const go = (href: string) => {
    history.pushState(null, "", href);
    read();
  };
  const onClick = (event: MouseEvent) => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (link === undefined || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
    const isSamePlace = link.pathname === location.pathname && link.search === location.search;
    // A link within the page keeps the browser's own way: it moves focus and scrolls.
    if (isSamePlace && link.hash !== "") return;
    if (readRoute(link).page === "unknown") return;
    event.preventDefault();
    go(link.href);
  };
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  addEventListener("click", onClick);
  return {
    route: () => route,
    go,
    replaceQuery: (query) => {
      const search = query.toString();
      history.replaceState(history.state, "", search === "" ? location.pathname : `?${search}`);
      route = readRoute(location);
    },
    stop: () => {
      removeEventListener("popstate", read);
      removeEventListener("hashchange", read);
      removeEventListener("click", onClick);
    },
  };
}
