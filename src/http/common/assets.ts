/** Bundles the browser code in-process, once, and serves it under names that change with the content. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { THIRD_PARTY_NOTICES_PATH } from "../../web/common/notices-path.ts";
import { noticesOf, noticesText } from "./third-party-notices.ts";

export interface Assets {
  /** Serves GET /assets/<hash>.js and the third-party notices of all scripts; mount it at the root. */
  routes: Hono;
  /** The path of an entry's script, bundling it on the first call. Rejects with INTERNAL when it does not build. */
  pathOf(entry: string): Promise<string>;
}

export interface AssetsOptions {
  /** Entry name -> file to bundle. */
  entries: Readonly<Record<string, string>>;
}

interface Script {
  path: string;
  /** Absolute paths of the files that code of it comes from. */
  inputs: string[];
  plain: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
  br: Uint8Array<ArrayBuffer>;
}

const HASH_CHARACTERS = 16;
const YEAR_SECONDS = 31_536_000;
const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** The entry points in this repository, by name. */
export const PANEL_ENTRY = Bun.fileURLToPath(new URL("../../web/panel/main.ts", import.meta.url));
export const MARKDOWN_ENTRY = Bun.fileURLToPath(new URL("../../web/markdown/main.ts", import.meta.url));
export const OPERATORS_ENTRY = Bun.fileURLToPath(new URL("../../web/operators/main.ts", import.meta.url));

export function createAssets(options: AssetsOptions): Assets {
  const byEntry = new Map<string, Promise<Script>>();
  const byPath = new Map<string, Script>();

  function scriptOf(entry: string): Promise<Script> {
    const known = byEntry.get(entry);
    if (known !== undefined) return known;
    const file = options.entries[entry];
    if (file === undefined)
      return Promise.reject(new SidetoneError("NOT_FOUND", `No asset is named ${entry}`));
    const building = bundle(file).then((script) => {
      byPath.set(script.path, script);
      return script;
    });
    byEntry.set(entry, building);
    // A build that failed is tried again on the next call.
    building.catch(() => byEntry.delete(entry));
    return building;
  }

  let notices: Promise<string> | undefined;

  /** Made once: anybody may ask for them, and they come from many files. */
  function noticesOfAll(): Promise<string> {
    notices ??= Promise.all(Object.keys(options.entries).map(scriptOf))
      .then((scripts) => noticesOf(scripts.flatMap(({ inputs }) => inputs)))
      .then(noticesText);
    notices.catch(() => {
      notices = undefined;
    });
    return notices;
  }

  const routes = new Hono();
  routes.get(THIRD_PARTY_NOTICES_PATH, async (context) => {
    return context.text(await noticesOfAll(), 200, {
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

async function bundle(file: string): Promise<Script> {
  const result = await Bun.build({
    entrypoints: [file],
    target: "browser",
    minify: true,
    conditions: ["production"],
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    banner: `/*! Third-party notices: ${THIRD_PARTY_NOTICES_PATH} */`,
    throw: false,
  });
  const output = result.outputs[0];
  if (!result.success || output === undefined) {
    throw new SidetoneError("INTERNAL", `Browser code does not build: ${result.logs.join("; ")}`);
  }
  const plain = new Uint8Array(await output.arrayBuffer());
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, HASH_CHARACTERS);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    path: `/assets/${hash}.js`,
    inputs: Object.keys(result.metafile?.inputs ?? {}).map((path) => resolve(path)),
    plain,
    gzip: new Uint8Array(await compressGzip(plain)),
    br: new Uint8Array(await compressBrotli(plain, quality)),
  };
}

function chooseEncoding(accepted: string): "br" | "gzip" | "plain" {
  const names = accepted
    .split(",")
    .filter((offer) => !/;\s*q=0(?:\.0*)?\s*$/.test(offer))
    .map((offer) => offer.split(";")[0]?.trim().toLowerCase());
  if (names.includes("br")) return "br";
  return names.includes("gzip") ? "gzip" : "plain";
}
