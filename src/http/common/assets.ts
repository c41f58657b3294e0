/** Serves the browser code, which is bundled in-process once, or was by `make build`. */
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { PANEL_LANGUAGES, type PanelLanguage } from "../../contract/panel-languages.ts";
import { THIRD_PARTY_NOTICES_PATH } from "../../web/common/notices-path.ts";
import { bundleEntry, type Entries } from "./entries.ts";
import { readScript } from "./prepared-scripts.ts";
import type { Script } from "./script.ts";
import { noticesText } from "./third-party-notices.ts";

export interface Assets {
  /** Serves GET /assets/<hash>.js and the third-party notices of all scripts; mount it at the root. */
  routes: Hono;
  /** The path of an entry's script, bundled or read on the first call. Rejects with INTERNAL when it does not build. */
  pathOf(entry: string): Promise<string>;
}

export interface AssetsOptions {
  /** Entry name -> what to bundle. */
  entries: Entries;
  /** Where `writeScripts` put the same entries (prepared-scripts.ts); nothing is bundled then. */
  prepared?: string | null;
}

const YEAR_SECONDS = 31_536_000;

/** The entry points in this repository. */
export const PANEL_ENTRY = Bun.fileURLToPath(new URL("../../web/panel/main.ts", import.meta.url));
export const MARKDOWN_ENTRY = Bun.fileURLToPath(new URL("../../web/markdown/main.ts", import.meta.url));
export const PLOT_ENTRY = Bun.fileURLToPath(new URL("../../web/plot/main.ts", import.meta.url));
export const OPERATORS_ENTRY = Bun.fileURLToPath(new URL("../../web/operators/main.ts", import.meta.url));
const SUPERVISOR_ENTRY = Bun.fileURLToPath(new URL("../../web/supervisor/main.ts", import.meta.url));
const wordsFile = (language: string) =>
  Bun.fileURLToPath(new URL(`../../web/panel/language/words/${language}.ts`, import.meta.url));
/** What the panel loads once it is shown. */
export const PANEL_LATER_ENTRY = {
  file: Bun.fileURLToPath(new URL("../../web/panel/later.ts", import.meta.url)),
  beside: "panel",
  module: Bun.fileURLToPath(new URL("../../web/panel/components/page-parts.ts", import.meta.url)),
};
/** The words of each of the panel's languages. */
export const WORDS_ENTRIES = Object.fromEntries(
  PANEL_LANGUAGES.map((language) => [wordsEntry(language), wordsFile(language)]),
);
/** By name, as Sidetone serves them. */
export const PAGE_ENTRIES = {
  ...{ panel: PANEL_ENTRY, "panel-later": PANEL_LATER_ENTRY, markdown: MARKDOWN_ENTRY },
  ...{ operators: OPERATORS_ENTRY, plot: PLOT_ENTRY },
  supervisor: SUPERVISOR_ENTRY,
  ...WORDS_ENTRIES,
};

export function wordsEntry(language: PanelLanguage): string {
  return `words-${language}`;
}

export function createAssets(options: AssetsOptions): Assets {
  const byEntry = new Map<string, Promise<Script>>();
  const byPath = new Map<string, Script>();

  function scriptOf(entry: string): Promise<Script> {
    const known = byEntry.get(entry);
    if (known !== undefined) return known;
    const { prepared = null } = options;
    const wanted = options.entries[entry];
    if (wanted === undefined)
      return Promise.reject(new SidetoneError("NOT_FOUND", `No asset is named ${entry}`));
    const reading = prepared === null ? bundleEntry(wanted, scriptOf) : readScript(prepared, entry);
    const building = reading.then((script) => {
      byPath.set(script.path, script);
      return script;
    });
    byEntry.set(entry, building);
    // A build that failed is tried again on the next call.
    building.catch(() => byEntry.delete(entry));
    return building;
  }

  const routes = new Hono();
  routes.get(THIRD_PARTY_NOTICES_PATH, async (context) => {
    const scripts = await Promise.all(Object.keys(options.entries).map(scriptOf));
    return context.text(noticesText(scripts.flatMap(({ notices }) => notices)), 200, {
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
  });
  routes.get("/assets/:file", async (context) => {
    // After a restart the first request may be for a script whose page was served by another process.
    if (!byPath.has(context.req.path)) await Promise.allSettled(Object.keys(options.entries).map(scriptOf));
    const script = byPath.get(context.req.path);
    if (script === undefined) {
      return context.text("Not found", 404, { "cache-control": "no-store" });
    }
    const encoding = chooseEncoding(context.req.header("accept-encoding") ?? "");
    return context.body(script[encoding], 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": `public, max-age=${YEAR_SECONDS}, immutable`,
      "x-content-type-options": "nosniff",
      vary: "accept-encoding",
      ...(encoding === "plain" ? {} : { "content-encoding": encoding }),
    });
  });

  return { routes, pathOf: async (entry) => (await scriptOf(entry)).path };
}

function chooseEncoding(accepted: string): "br" | "gzip" | "plain" {
  const names = accepted
    .split(",")
    .filter((offer) => !/;\s*q=0(?:\.0*)?\s*$/.test(offer))
    .map((offer) => offer.split(";")[0]?.trim().toLowerCase());
  if (names.includes("br")) return "br";
  return names.includes("gzip") ? "gzip" : "plain";
}
