import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { THIRD_PARTY_NOTICES_PATH } from "../../web/common/notices-path.ts";
import {
  createAssets,
  MARKDOWN_ENTRY,
  OPERATORS_ENTRY,
  PANEL_ENTRY,
  PANEL_LATER_ENTRY,
  WORDS_ENTRIES,
} from "./assets.ts";
import { writeScripts } from "./prepared-scripts.ts";

const assets = createAssets({ entries: { panel: PANEL_ENTRY } });

async function get(path: string, acceptEncoding?: string) {
  const headers = acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding };
  return await assets.routes.request(path, { headers });
}

test("the panel's script is small, kept for good under a name of its content, and whole in itself", async () => {
  const path = await assets.pathOf("panel");
  expect(path).toMatch(/^\/assets\/[0-9a-f]{16}\.js$/);
  expect(await assets.pathOf("panel")).toBe(path);
  const response = await get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const script = await response.text();
  // Compared as truth values: a failure must not print the whole script.
  expect(/\bimport\s*(?:[{*"']|\(\s*["'`])/.test(script)).toBe(false);
  expect(script.includes("Lit is in dev mode")).toBe(false);
  expect(script.includes("Waiting for the call")).toBe(false);
});

test("all that the first paint needs, compressed: the script, and the words of one language", async () => {
  const all = createAssets({ entries: { panel: PANEL_ENTRY, ...WORDS_ENTRIES } });
  const script = async (entry: string) => await (await all.routes.request(await all.pathOf(entry))).text();
  const panelBytes = Bun.gzipSync(await script("panel")).length;
  for (const entry of Object.keys(WORDS_ENTRIES)) {
    const words = await script(entry);
    expect(words).toMatch(/export\s*\{[^}]*WORDS/);
    expect(panelBytes + Bun.gzipSync(words).length).toBeLessThan(60_000);
  }
});

test("what the panel loads later is a script beside its own, and has no second copy of what both use", async () => {
  const both = createAssets({ entries: { panel: PANEL_ENTRY, later: PANEL_LATER_ENTRY } });
  const later = await (await both.routes.request(await both.pathOf("later"))).text();
  const panelFile = (await both.pathOf("panel")).replace("/assets/", "./");
  const imported = [...later.matchAll(/\bfrom\s*"([^"]*)"/g)].map(([, from]) => from);
  expect([...new Set(imported)]).toEqual([panelFile]);
  expect(later).not.toContain("_$litType$");
  expect(later).toContain("sidetone-help");
});

test("what reads Markdown is a script of its own, which the first paint does not need", async () => {
  const both = createAssets({ entries: { panel: PANEL_ENTRY, markdown: MARKDOWN_ENTRY } });
  const script = async (entry: string) => await (await both.routes.request(await both.pathOf(entry))).text();
  const markdown = await script("markdown");
  expect(markdown).toMatch(/export\s*\{[^}]*renderMarkdown/);
  expect(Bun.gzipSync(markdown).length).toBeLessThan(35_000);
  expect((await script("panel")).includes("blockquote td")).toBe(false);
});

test("is sent compressed to those who ask", async () => {
  const path = await assets.pathOf("panel");
  const plain = await (await get(path)).text();
  const brotli = await get(path, "gzip, deflate, br");
  expect(brotli.headers.get("content-encoding")).toBe("br");
  expect(brotliDecompressSync(await brotli.arrayBuffer()).toString()).toBe(plain);
  const gzip = await get(path, "gzip, br;q=0");
  expect(gzip.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(plain);
  expect(gzip.headers.get("vary")).toBe("accept-encoding");
});

test("a process that has not served the page yet serves its script", async () => {
  const path = await assets.pathOf("panel");
  const fresh = createAssets({ entries: { panel: PANEL_ENTRY } });
  expect((await fresh.routes.request(path)).status).toBe(200);
});

test("an unknown name is not found and not kept", async () => {
  const response = await get("/assets/ffffffffffffffff.js");
  expect(response.status).toBe(404);
  expect(response.headers.get("cache-control")).toBe("no-store");
  await expect(assets.pathOf("other")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("code that does not build is an error with its reason, and may be tried again", async () => {
  const broken = createAssets({ entries: { broken: `${import.meta.dir}/no-such-file.ts` } });
  await expect(broken.pathOf("broken")).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(broken.pathOf("broken")).rejects.toMatchObject({ code: "INTERNAL" });
});

test("the notices name every package whose code the pages contain, each with its licence's text", async () => {
  const entries = { panel: PANEL_ENTRY, markdown: MARKDOWN_ENTRY, operators: OPERATORS_ENTRY };
  const all = createAssets({ entries });
  const response = await all.routes.request(THIRD_PARTY_NOTICES_PATH);
  expect(response.headers.get("content-type")).toStartWith("text/plain");
  const text = await response.text();
  const named = [...text.matchAll(/^(\S+) \d\S* \(.+\)\n-+\n\n(\S.*)/gm)];
  expect(named.map(([, name]) => name)).toEqual([
    "@lit/reactive-element",
    "@socket.io/component-emitter",
    "dompurify",
    "engine.io-client",
    "engine.io-parser",
    "lit",
    "lit-element",
    "lit-html",
    "marked",
    "socket.io-client",
    "socket.io-parser",
  ]);
  const licence =
    /Permission is hereby granted|Redistribution and use in source|^ +TERMS AND CONDITIONS FOR USE/m;
  const notices = text.split(/^(?=\S+ \d\S* \(.+\)\n-+\n)/m).slice(1);
  expect(notices.map((notice) => licence.test(notice))).toEqual(named.map(() => true));
  const script = await (await all.routes.request(await all.pathOf("operators"))).text();
  expect(script.slice(0, 100)).toContain(THIRD_PARTY_NOTICES_PATH);
});

test("scripts that were prepared are served as they would be, without their source", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prepared-scripts-"));
  try {
    await writeScripts(folder, { panel: PANEL_ENTRY });
    const prepared = createAssets({ entries: { panel: "/not/there.ts" }, prepared: folder });
    const path = await prepared.pathOf("panel");
    expect(path).toBe(await assets.pathOf("panel"));
    for (const address of [path, THIRD_PARTY_NOTICES_PATH])
      for (const encoding of ["", "gzip", "br"]) {
        const asked = { headers: { "accept-encoding": encoding } };
        const [now, then] = await Promise.all([
          prepared.routes.request(address, asked),
          assets.routes.request(address, asked),
        ]);
        expect(now.headers.toJSON()).toEqual(then.headers.toJSON());
        expect(Buffer.compare(await now.bytes(), await then.bytes())).toBe(0);
      }
  } finally {
    await rm(folder, { recursive: true });
  }
});
