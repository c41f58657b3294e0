/**
 * The demo's page /try/ on a loopback port of its own: places calls, gives faults, and shows the panel and the console, which
 * it fetches from Sidetone. Only the address with the key opens it, and its holder acts as an operator of the demo.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Sample } from "../../../samples/sample.ts";
import { listSamples, readSample } from "../../../samples/sample.ts";
import { audioOfSample } from "../../../simulators/five9/call-audio.ts";
import { CHUNK_MS } from "../../../simulators/five9/live-leg.ts";
import type { Stage } from "../../../simulators/stage/stage.ts";
import { makeOwnCall } from "../own/own-call.ts";
import { FAULTS, type LiveCall, placeLiveCall } from "./live-call.ts";
import { passOn } from "./pass-on.ts";

export interface TryServer {
  /** The address to open, with its key. */
  url: string;
  close(): Promise<void>;
}

export interface TryServerOptions {
  stage: Stage;
  /** 0 for any. */
  port: number;
  rulesPath: string;
  /** Where calls of one's own are written. */
  directory: string;
}

const MOST_BODY_BYTES = 300_000_000;
const CHUNK_BYTES = CHUNK_MS * 16;

export async function startTryServer(options: TryServerOptions): Promise<TryServer> {
  const { stage } = options;
  const key = randomBytes(16).toString("hex");
  const script = await bundle(join(import.meta.dir, "page/main.ts"));
  const page = await Bun.file(join(import.meta.dir, "page/page.html")).text();
  const style = await Bun.file(join(import.meta.dir, "page/page.css")).text();
  const samples = await Promise.all((await listSamples()).map((name) => readSample(name)));
  /** What the simulated recogniser has learnt. */
  const known = new WeakSet<Sample>();
  let call: LiveCall | undefined;
  let isPlacing = false;

  async function place(sample: Sample): Promise<Response> {
    if (isPlacing) return refusal("A call is being placed already.");
    isPlacing = true;
    try {
      await call?.close();
      if (!known.has(sample)) await stage.cloud.learn(sample);
      known.add(sample);
      const { legs } = await audioOfSample(sample);
      call = await placeLiveCall(stage, sample, {
        agent: piecesOf(legs.agent ?? new Uint8Array()),
        customer: piecesOf(legs.customer ?? new Uint8Array()),
      });
      const { callId, panelPath, consolePath } = call;
      return Response.json({ callId, panelPath, consolePath });
    } catch (caught) {
      return refusal(caught instanceof Error ? caught.message : String(caught));
    } finally {
      isPlacing = false;
    }
  }

  async function ownCall(form: FormData): Promise<Response> {
    try {
      const from = await written(form, options.directory);
      const sample = await makeOwnCall({ from, rulesPath: options.rulesPath, directory: options.directory });
      return await place(sample);
    } catch (caught) {
      const said = caught instanceof Error ? caught.message : String(caught);
      return refusal(said.replaceAll(`${options.directory}/`, ""));
    }
  }

  async function api(path: string, request: Request): Promise<Response> {
    if (path === "state") return Response.json(call?.view() ?? null);
    if (path === "samples") return Response.json(samples.map(({ name, title }) => ({ name, title })));
    if (request.method !== "POST") return new Response("no such page", { status: 404 });
    const form = await request.formData();
    if (path === "own") return ownCall(form);
    if (path === "sample") {
      const sample = samples.find(({ name }) => name === form.get("name"));
      return sample === undefined ? refusal("There is no such sample.") : place(sample);
    }
    const fault = FAULTS.find((known) => known === form.get("fault"));
    if (path !== "fault" || fault === undefined || call === undefined)
      return refusal("There is no call for this.");
    call.do(fault);
    return Response.json(call.view());
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: options.port,
    maxRequestBodySize: MOST_BODY_BYTES,
    idleTimeout: 120,
    development: false,
    async fetch(request) {
      const url = new URL(request.url);
      const isAsked = url.pathname === "/try/" && url.searchParams.get("key") === key;
      const hasKey = (request.headers.get("cookie") ?? "").split("; ").includes(`sidetone-try=${key}`);
      const origin = request.headers.get("origin");
      if ((!isAsked && !hasKey) || (origin !== null && origin !== url.origin))
        return new Response("Open the address that the demo printed.", { status: 403 });
      if (url.pathname === "/try/") return new Response(page, { headers: pageHeaders(key) });
      if (url.pathname === "/try/main.js") return typed(script, "text/javascript");
      if (url.pathname === "/try/page.css") return typed(style, "text/css");
      if (url.pathname.startsWith("/try/api/")) return api(url.pathname.slice("/try/api/".length), request);
      return passOn(request, { to: stage.httpBaseUrl, operatorToken: stage.secrets.operatorToken });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/try/?key=${key}`,
    async close() {
      await call?.close();
      await server.stop(true);
    },
  };
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const pageHeaders = (key: string) => ({
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "set-cookie": `sidetone-try=${key}; Path=/; HttpOnly; SameSite=Strict`,
});

const typed = (text: string, type: string) =>
  new Response(text, { headers: { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" } });

const refusal = (sentence: string) => Response.json({ problem: sentence }, { status: 400 });

async function bundle(path: string): Promise<string> {
  const built = await Bun.build({ entrypoints: [path], target: "browser", minify: true });
  return (await built.outputs[0]?.text()) ?? "";
}

/** A leg's audio, piece by piece; the last one is filled up with silence. */
function piecesOf(pcm: Uint8Array): () => Uint8Array | undefined {
  let at = 0;
  return () => {
    if (at >= pcm.length) return undefined;
    const piece = new Uint8Array(CHUNK_BYTES);
    piece.set(pcm.subarray(at, at + CHUNK_BYTES));
    at += CHUNK_BYTES;
    return piece;
  };
}

/** What came from the page, as files: recordings with their words, or words alone. */
async function written(form: FormData, directory: string) {
  const words = String(form.get("words") ?? "").trim();
  const files = form.getAll("recording").filter((entry) => entry instanceof File && entry.size > 0) as File[];
  const stem = join(directory, `try-${randomBytes(4).toString("hex")}`);
  if (words !== "" || files.length === 0) await Bun.write(`${stem}.txt`, words);
  if (files.length === 0) return { text: `${stem}.txt` };
  const recordings = files.map((_, index) => (index === 0 ? `${stem}.audio` : `${stem}.${index}.audio`));
  await Promise.all(files.map((file, index) => Bun.write(recordings[index] ?? "", file)));
  return { recordings };
}
