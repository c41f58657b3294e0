/**
 * The demo's page /try/ on a loopback port of its own: places calls, gives faults, and shows the panel and the console, which
 * it fetches from Sidetone. Only the address with the key opens it, and its holder acts as an operator of the demo.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ServerWebSocket } from "bun";
import { listSamples, readSample, type SampleSpeaker } from "../../../samples/sample.ts";
import { createTryCalls, type TryCallsOptions } from "./calls.ts";
import { FAULTS, type LiveCall } from "./live-call.ts";
import { passOn } from "./pass-on.ts";

export interface TryServer {
  /** The address to open, with its key. */
  url: string;
  close(): Promise<void>;
}

export interface TryServerOptions extends TryCallsOptions {
  /** 0 for any. */
  port: number;
}

const MOST_BODY_BYTES = 300_000_000;
/** Seconds of audio at once, far more than a page sends. */
const MOST_MICROPHONE_BYTES = 65_536;

export async function startTryServer(options: TryServerOptions): Promise<TryServer> {
  const { stage } = options;
  const key = randomBytes(16).toString("hex");
  const samples = await Promise.all((await listSamples()).map((name) => readSample(name)));
  const calls = createTryCalls(options);

  async function act(path: string, form: FormData): Promise<object | null> {
    switch (path) {
      case "own":
        return placeOf(await calls.placeOwn(form));
      case "speak":
        return placeOf(await calls.placeSpoken());
      case "sample": {
        const sample = samples.find(({ name }) => name === form.get("name"));
        if (sample === undefined) throw new Error("There is no such sample.");
        return placeOf(await calls.place(sample));
      }
      case "say": {
        const by = form.get("by") === "browser" ? "browser" : "hand";
        return { isTaken: calls.say(speakerOf(form.get("speaker")), String(form.get("text") ?? ""), by) };
      }
      default: {
        const fault = FAULTS.find((known) => known === form.get("fault"));
        const call = calls.current();
        if (path !== "fault" || fault === undefined || call === undefined)
          throw new Error("There is no call for this.");
        call.do(fault);
        return call.view();
      }
    }
  }

  async function api(path: string, request: Request): Promise<Response> {
    if (path === "state") return Response.json(calls.current()?.view() ?? null);
    if (path === "samples") return Response.json(samples.map(({ name, title }) => ({ name, title })));
    if (request.method !== "POST") return new Response("no such page", { status: 404 });
    try {
      return Response.json(await act(path, await request.formData()));
    } catch (caught) {
      const problem = caught instanceof Error ? caught.message : String(caught);
      return Response.json({ problem }, { status: 400 });
    }
  }

  const server = Bun.serve<{ speaker: SampleSpeaker }>({
    hostname: "127.0.0.1",
    port: options.port,
    maxRequestBodySize: MOST_BODY_BYTES,
    idleTimeout: 120,
    development: false,
    async fetch(request, server) {
      const url = new URL(request.url);
      const isAsked = url.pathname === "/try/" && url.searchParams.get("key") === key;
      const hasKey = (request.headers.get("cookie") ?? "").split("; ").includes(`sidetone-try=${key}`);
      const origin = request.headers.get("origin");
      if ((!isAsked && !hasKey) || (origin !== null && origin !== url.origin))
        return new Response("Open the address that the demo printed.", { status: 403 });
      if (url.pathname === "/try/") return new Response(fileAt("page.html"), { headers: pageHeaders(key) });
      if (url.pathname === "/try/api/microphone") {
        const data = { speaker: speakerOf(url.searchParams.get("speaker")) };
        if (server.upgrade(request, { data })) return undefined;
        return new Response("A WebSocket is expected here.", { status: 400 });
      }
      if (url.pathname.startsWith("/try/api/")) return api(url.pathname.slice("/try/api/".length), request);
      const script = SCRIPTS[url.pathname];
      if (script !== undefined) return typed(await bundle(script), "text/javascript");
      if (url.pathname === "/try/page.css") return typed(await fileAt("page.css").text(), "text/css");
      return passOn(request, { to: stage.httpBaseUrl, operatorToken: stage.secrets.operatorToken });
    },
    websocket: {
      maxPayloadLength: MOST_MICROPHONE_BYTES,
      idleTimeout: 120,
      message: ({ data }: ServerWebSocket<{ speaker: SampleSpeaker }>, message) => {
        if (typeof message !== "string") calls.feed(data.speaker, samplesOf(message));
      },
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/try/?key=${key}`,
    async close() {
      await calls.close();
      await server.stop(true);
    },
  };
}

const placeOf = ({ callId, panelPath, consolePath, view }: LiveCall) => {
  const { isHeardByGoogle } = view();
  return { callId, panelPath, consolePath, isHeardByGoogle };
};

const speakerOf = (given: unknown): SampleSpeaker => (given === "agent" ? "agent" : "customer");

/** LINEAR16, little-endian as Five9 has it. */
function samplesOf(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.byteLength >> 1 }, (_, index) => view.getInt16(index * 2, true));
}

const fileAt = (name: string) => Bun.file(join(import.meta.dir, "page", name));

const SCRIPTS: Readonly<Record<string, string | undefined>> = {
  "/try/main.js": "main.ts",
  "/try/microphone-worklet.js": "microphone-worklet.ts",
};

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

/** When it is asked for: most demos end without anybody opening the page, and their first words are waited for. */
async function bundle(name: string): Promise<string> {
  const entrypoint = join(import.meta.dir, "page", name);
  const built = await Bun.build({ entrypoints: [entrypoint], target: "browser", minify: true });
  return (await built.outputs[0]?.text()) ?? "";
}
