/** One application for the paths under a prefix, another for all else: the busiest routes are found without a search. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { FetchApp } from "./serve.ts";

export interface Branch {
  /** Begins and ends with a slash. */
  prefix: string;
  /** Asked first; undefined: the application answers. */
  shortcut?: (request: Request) => Promise<Response> | undefined;
  app: FetchApp;
}

/** Whole segments only: /bots/ takes /bots/a and leaves /botsman to `main`. */
export function byPrefix(main: FetchApp, branch: Branch): FetchApp {
  const { prefix, shortcut, app } = branch;
  return {
    fetch(request: Request, env: { server: Bun.Server<WebSocketData> }) {
      const { url } = request;
      if (!url.startsWith(prefix, pathStartOf(url))) return main.fetch(request, env);
      return shortcut?.(request) ?? app.fetch(request, env);
    },
  };
}

/** Whether an absolute URL has exactly this path, without taking it apart. */
export function hasPath(url: string, path: string): boolean {
  const start = pathStartOf(url);
  if (!url.startsWith(path, start)) return false;
  const next = url[start + path.length];
  return next === undefined || next === "?" || next === "#";
}

/** Where the path of an absolute URL begins: at the first slash after the two of the scheme. */
export function pathStartOf(url: string): number {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  return start < 0 ? url.length : start;
}
