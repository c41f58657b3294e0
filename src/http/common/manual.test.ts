/** The documents as pages: each is there, links between them lead somewhere, and nothing else of the disk is served. */
import { expect, test } from "bun:test";
import { manualPath, manualRoutes } from "./manual.ts";

const app = manualRoutes();

test("a guide is a page with headings to jump to, under a policy that runs nothing", async () => {
  const response = await app.request(manualPath("guides/troubleshooting.md"));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  const page = await response.text();
  expect(page).toContain('<h2 id="the-panel-stays-empty">');
  expect(page).toContain('href="../reference/logs.md"');
  expect(page).toContain("<title>Troubleshooting</title>");
});

test.each(["../package.json", "guides/%2e%2e/%2e%2e/package.json", "guides/nothing.md", "", "images"])(
  "%p is not there",
  async (page) => {
    expect((await app.request(manualPath(page))).status).toBe(404);
  },
);
