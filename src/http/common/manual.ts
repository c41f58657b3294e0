/** The documents as pages: panel and console link to what says more. */
import { Hono } from "hono";
import { pageDocument } from "./page-document.ts";
import { pageResponder } from "./pages.ts";

const MANUAL_PATH = "/docs/";
const FOLDER = new URL("../../../docs/", import.meta.url).pathname;

/** Address of a page, for example "guides/five9.md#6-first-call". */
export const manualPath = (page: string): string => `${MANUAL_PATH}${page}`;

const STYLE = `main{max-width:52rem}h2,h3{font-size:1rem;margin:1.5rem 0 .5rem}pre{overflow-x:auto}table{border-collapse:collapse}
td,th{border:1px solid #8886;padding:.25rem .5rem;text-align:start;vertical-align:top}a{color:inherit}li{margin:.25rem 0}`;

/** Everybody may read them: they are in the repository. A page that is not there is 404. */
export function manualRoutes(): Hono {
  const pages = new Set(new Bun.Glob("**/*.md").scanSync({ cwd: FOLDER }));
  const respond = pageResponder((nonce) => ({
    "cache-control": "public, max-age=300",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  }));
  const app = new Hono();
  app.get(`${MANUAL_PATH}*`, async (context) => {
    const page = context.req.path.slice(MANUAL_PATH.length);
    if (!pages.has(page)) return context.notFound();
    const text = await Bun.file(`${FOLDER}${page}`).text();
    const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
    const body = `<main>${Bun.markdown.html(text, { headings: { ids: true } })}</main>`;
    return respond(200, (nonce) => pageDocument({ title, nonce, style: STYLE, body }));
  });
  return app;
}
