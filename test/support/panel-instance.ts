/** The agent's page and its tokens as one instance of a fleet serves them, behind its doors. */
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createDesktopTokens, type DesktopTokens } from "../../src/http/panel/desktop-token.ts";
import { PANEL_PATH, panelRoutes } from "../../src/http/panel/panel.ts";
import { createPanelTickets } from "../../src/http/panel/ticket.ts";
import { openDoors } from "../../src/service/doors.ts";
import { createMeters } from "../../src/telemetry/meters.ts";
import { TEST_SETTINGS } from "./settings.ts";

const NO_SERVER = {} as { server: never };

/** What a page or a renewal gives the desktop. */
interface Pass {
  token: string;
  ticket: string;
}

export interface PanelInstance {
  tokens: DesktopTokens;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The path of a link with a ticket, for a holder of the launch key. */
  link(callId: number): Promise<string>;
  /** Throws where the page is refused, or answered late. */
  page(path: string): Promise<Pass>;
  renew(token: string): Promise<Pass>;
  close(): Promise<void> | void;
}

export const conversationOf = (callId: string | number) =>
  `projects/p/locations/global/conversations/five9-${callId}`;

export const linkWith = (callId: number, ticket: string) =>
  `${PANEL_PATH}?source=five9&call_id=${callId}&ticket=${ticket}`;

export function openPanelInstance(redisUrl: string): PanelInstance {
  const [clock, logger, settings] = [systemClock, createLogger("silent"), TEST_SETTINGS];
  const doors = openDoors({ settings, meters: createMeters(), location: { redisUrl }, clock, logger });
  const { JWT_SECRET: secret, PANEL_LAUNCH_KEY: launchKey } = settings;
  const tokens = createDesktopTokens({ secret, project: "p", lifetimeMs: 60_000, clock });
  const app = doors.guard(
    panelRoutes({
      ...{ launchKey, access: "launch-key", publicPath: "", uiModules: "own", logger },
      ...{ awaitMediaMs: 1, guidePath: "/docs", frameAncestors: settings.FRAME_ANCESTORS },
      conversationsOf: async (_source, callId) => ({
        first: conversationOf(callId),
        newest: conversationOf(callId),
      }),
      issueToken: (grant) => tokens.issue(grant),
      refreshToken: (token) => tokens.refresh(token),
      tickets: createPanelTickets({ secret, linkLifetimeMs: 60_000, clock }),
      scriptPath: async () => "/script.js",
      laterPath: async () => "",
      wordsPath: async () => "/words.js",
    }),
  );
  const ask = async (path: string, init?: RequestInit) =>
    await app.fetch(new Request(`http://sidetone.example${path}`, init), NO_SERVER);
  const right = async (path: string, init?: RequestInit) => {
    const answer = await ask(path, init);
    if (answer.status !== 200 || answer.headers.has("retry-after")) {
      throw new Error(`${path.split("?", 1)[0]} was answered with ${answer.status}`);
    }
    return answer;
  };
  const post = (path: string, bearer: string) =>
    right(path, { method: "POST", headers: { authorization: `Bearer ${bearer}` } });
  return {
    tokens,
    ask,
    async link(callId) {
      const made = await post(
        `/agent-assist-ui-modules/ticket?source=five9&call_id=${callId}`,
        launchKey ?? "",
      );
      return ((await made.json()) as { path: string }).path;
    },
    async page(path) {
      const html = await (await right(path)).text();
      const json = />(\{"callId.*?\})<\/script>/.exec(html)?.[1] ?? "";
      return JSON.parse(json) as Pass;
    },
    renew: async (token) => (await (await post("/agent-assist-ui-modules/token", token)).json()) as Pass,
    close: () => doors.stop?.(),
  };
}
