/** Google's UI Modules behind a path prefix: pinned files, fonts, the kept dark mode, and Socket.IO below the prefix. */
import { expect, test } from "bun:test";
import { uiModulesDocument } from "../../src/http/panel/page.ts";
import { socketPrefixScript } from "../../src/http/panel/ui-modules-script.ts";
import { readConfig } from "../../src/settings/read.ts";
import { chromiumPath, launchBrowser, NO_CHROMIUM } from "../support/browser.ts";
import { openTab } from "../support/browser-tab.ts";
import { eventually } from "../support/eventually.ts";
import { TEST_ENVIRONMENT, TEST_SETTINGS } from "../support/settings.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;
const hasChromium = chromiumPath() !== undefined;
if (!hasChromium) console.warn(NO_CHROMIUM);

const SETTINGS = {
  ...{ conversationName: "projects/p/conversations/c", conversationProfileName: "x", token: "t" },
  ...{ renewalUrl: "/r", publicPath: "", ticket: "k", features: "SMART_REPLY" },
};
const pageOf = (publicPath: string, files = TEST_SETTINGS.UI_MODULES_FILES) =>
  uiModulesDocument({ nonce: "n", settings: { ...SETTINGS, publicPath }, files });

test("the modules have the versions of Google's own page, or those of the setting, and its fonts", () => {
  for (const file of ["v2.5/container.js", "v1.13/common.js", "v1.5/transcript.js"])
    expect(pageOf("")).toContain(`https://www.gstatic.com/agent-assist-ui-modules/${file}`);
  const files = "ja/v2.7/container.js,v1.17/common.js,v1.6/transcript.js";
  const { UI_MODULES_FILES } = readConfig({ ...TEST_ENVIRONMENT, UI_MODULES_FILES: files });
  expect(pageOf("", UI_MODULES_FILES)).toContain("agent-assist-ui-modules/ja/v2.7/container.js");
  for (const family of ["Material+Icons", "Roboto:400,500,700", "Google+Sans:400,500"])
    expect(pageOf("")).toContain(family);
  for (const wrong of ["v2/container.js", "https://evil.example/common.js,v2/container.js,v1/transcript.js"])
    expect(() => readConfig({ ...TEST_ENVIRONMENT, UI_MODULES_FILES: wrong })).toThrow("need attention");
});

test("only a page behind a prefix moves Socket.IO", () => {
  expect(pageOf("")).not.toContain("XMLHttpRequest");
  expect(pageOf("/sidetone")).toContain('const prefix = "/sidetone"');
});

test.skipIf(!hasChromium)(
  "a Socket.IO client that is told the host only asks below the prefix, by WebSocket and by polling",
  async () => {
    const paths: string[] = [];
    const server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch(request) {
        const { pathname } = new URL(request.url);
        if (pathname !== "/") paths.push(pathname);
        const html = `<!doctype html><link rel="icon" href="data:,"><script>${socketPrefixScript("/sidetone")}</script><script>
          new WebSocket("ws://" + location.host + "/socket.io/?EIO=4&transport=websocket");
          const poll = new XMLHttpRequest(); poll.open("GET", "/socket.io/?EIO=4&transport=polling"); poll.send();
          const other = new XMLHttpRequest(); other.open("GET", "/v2beta1/x"); other.send();</script>`;
        return new Response(html, { headers: { "content-type": "text/html" } });
      },
    });
    const browser = await launchBrowser();
    try {
      const { page } = await openTab(browser);
      await page.goto(`http://127.0.0.1:${server.port}/`);
      await eventually(() =>
        expect(paths.toSorted()).toEqual(["/sidetone/socket.io/", "/sidetone/socket.io/", "/v2beta1/x"]),
      );
    } finally {
      await browser.close();
      await server.stop(true);
    }
  },
  STORY_MS,
);
