/** The routes of the agent's page with a right key, a right ticket and invented tokens, without a server. */
import { SidetoneError } from "../../src/base/errors.ts";
import { createLogger } from "../../src/base/log.ts";
import { type PanelOptions, panelRoutes } from "../../src/http/panel/panel.ts";
import { callRefOf } from "../../src/service/carriers.ts";
import { TEST_SETTINGS } from "./settings.ts";

export const KEY = "a-launch-key";
export const TICKET = "a-ticket";
export const NAME = "projects/p/locations/eu/conversations/five9-42";

export function testPanel(overrides: Partial<PanelOptions> = {}) {
  return panelRoutes({
    launchKey: KEY,
    access: "launch-key",
    publicPath: "",
    awaitMediaMs: 120_000,
    guidePath: "/docs/guides/troubleshooting.md",
    conversationsOf: async (source, callId) => {
      if (callRefOf(source, callId) === null) return undefined;
      const first = `projects/p/locations/eu/conversations/${source}-${callId}`;
      return { first, newest: first };
    },
    issueToken: async ({ conversationName }) => `token-of-${conversationName}`,
    refreshToken: async (token) => {
      if (token !== "Bearer good") throw new SidetoneError("UNAUTHENTICATED", "Your token has expired.");
      return "fresh";
    },
    tickets: {
      forLink: async (name) => ({ ticket: `link-to-${name}`, expiresAtMs: 300_000 }),
      forPage: async (token) => `ticket-of-${token}`,
      judge: async (ticket, { conversationName }) => {
        if (ticket === "old") return { verdict: "expired" };
        const isRight = ticket === TICKET && conversationName === NAME;
        return isRight ? { verdict: "right", conversationName, authTimeSeconds: 7 } : { verdict: "wrong" };
      },
    },
    scriptPath: async () => "/assets/0123456789abcdef.js",
    laterPath: async () => "/assets/0011223344556677.js",
    wordsPath: async (language) => `/assets/${language}.js`,
    logger: createLogger("silent"),
    frameAncestors: TEST_SETTINGS.FRAME_ANCESTORS,
    uiModules: "own",
    ...overrides,
  });
}
