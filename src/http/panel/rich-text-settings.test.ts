import { expect, test } from "bun:test";
import { contentSecurityPolicy } from "./policy.ts";
import { richTextSettings } from "./rich-text-settings.ts";

test("the page shows images of the named origins only", () => {
  const policy = (imageOrigins: string[]) =>
    contentSecurityPolicy({ nonce: "n", frameAncestors: "'self'", uiModules: "own", imageOrigins });
  expect(policy([])).toContain("img-src 'self' data:;");
  expect(policy(["https://kb.example.com"])).toContain("img-src 'self' data: https://kb.example.com;");
});

test("its script is told where Markdown is read, below the public path, and what may be shown and linked", async () => {
  const settings = await richTextSettings({
    markdownPath: async () => "/assets/fedcba9876543210.js",
    imageOrigins: ["https://kb.example.com"],
    storageLinks: "console",
    publicPath: "/desk",
  });
  expect(settings).toEqual({
    markdownUrl: "/desk/assets/fedcba9876543210.js",
    imageOrigins: ["https://kb.example.com"],
    linksStorage: true,
  });
  expect(await richTextSettings({ storageLinks: "none", publicPath: "/desk" })).toEqual({});
});
