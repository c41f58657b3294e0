/** One application for the paths under a prefix, another for all else: the busiest routes are found without a search. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { FetchApp } from "./serve.ts";

export interface Branch {
  /** Begins and ends with a slash. */
  prefix: string;
  app: FetchApp;
}

/** Whole segments only: /bots/ takes /bots/a and leaves /botsman to `main`. */
export function byPrefix(main: FetchApp, branch: Branch): FetchApp {
  const { prefix, app } = branch;
  return {
    fetch(request: Request, env: { server: Bun.Server<WebSocketData> }) {
      const { url } = request;
      // After the scheme's two slashes, the next one begins the path.
      const pathStart = url.indexOf("/", url.indexOf("//") + 2);
      return (pathStart > 0 && url.startsWith(prefix, pathStart) ? app : main).fetch(request, env);
    },
  };
}
