/** A page's script: all its code in one file, under a name that changes with the content, plain and compressed. */
import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { SidetoneError } from "../../base/errors.ts";
import { THIRD_PARTY_NOTICES_PATH } from "../../web/common/notices-path.ts";
import { noticesOf, type PackageNotice } from "./third-party-notices.ts";

export interface Script {
  /** Of the address, for example /assets/0123456789abcdef.js */
  path: string;
  plain: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
  br: Uint8Array<ArrayBuffer>;
  /** Of the packages whose code is in it. */
  notices: readonly PackageNotice[];
}

const HASH_CHARACTERS = 16;
const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** The bundler leaves texts as they are written, and so the comments and indents of templates. */
const tightTemplates: Bun.BunPlugin = {
  name: "tight templates",
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]web[\\/].+\.ts$/ }, async ({ path }) => ({
      contents: tightened(await Bun.file(path).text()),
      loader: "ts",
    }));
  },
};

/** The source without indents, which no page's markup needs, and with its templates of styles on one line each. */
export function tightened(source: string): string {
  const styles = source.replace(/\bcss`[^`]*`/g, (style) =>
    style
      .replace(/\/\*.*?\*\//gs, "")
      .replace(/\s+/g, " ")
      .replace(/ ?([{;]) ?| (?=\})/g, "$1"),
  );
  return styles.replace(/\n\s+/g, "\n");
}

/** A script that runs beside another one of its page, and takes from it what a module of both exports. */
export interface Companion {
  /** The file of that module, which the other script's entry exports. It exports what is used of lit, too. */
  module: string;
  /** The other script's address. */
  path: string;
}

/** Imports what both have from the other script: a second copy would have a state of its own. */
function beside({ module, path }: Companion): Bun.BunPlugin {
  return {
    name: "beside another script",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^lit$|/${RegExp.escape(basename(module))}$`) }, () => ({
        path: `./${basename(path)}`,
        external: true,
      }));
    },
  };
}

/** Rejects with INTERNAL when it does not build. */
export async function bundleScript(file: string, companion?: Companion): Promise<Script> {
  const result = await Bun.build({
    entrypoints: [file],
    target: "browser",
    minify: true,
    plugins: companion === undefined ? [tightTemplates] : [beside(companion), tightTemplates],
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
    notices: await noticesOf(Object.keys(result.metafile?.inputs ?? {}).map((path) => resolve(path))),
    plain,
    gzip: new Uint8Array(await compressGzip(plain)),
    br: new Uint8Array(await compressBrotli(plain, quality)),
  };
}
