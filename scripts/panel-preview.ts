/** Shows the agent's panel with invented calls, for designing it: `bun scripts/panel-preview.ts [--port N]`; stays up. */
import { parseArgs } from "node:util";
import type { AssistEvent } from "../src/assist/event.ts";
import { type PanelPreview, startPanelPreview } from "../test/support/panel-preview.ts";
import {
  busyScene,
  ordinaryScene,
  type PreviewCall,
  previewCall,
  translatedScene,
  untranslatedScene,
} from "../test/support/preview-call.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8088" }, help: { type: "boolean", default: false } },
});
if (values.help) {
  console.log(
    "Usage: bun scripts/panel-preview.ts [--port 8088]\nServes the agent's panel with invented calls.",
  );
  process.exit(0);
}

const RECOGNIZING = { agent: "recognizing", customer: "recognizing" };
const streaming = { media: "streaming", conversation: "open", assist: "attended", participants: RECOGNIZING };
const preview = startPanelPreview({ port: Number(values.port) });
const startMs = Date.now() - 120_000;

async function scene(
  callId: string,
  state: object,
  play: (call: PreviewCall) => Promise<void>,
): Promise<void> {
  preview.setCallState(callId, state);
  await play(previewCall(preview.conversationNameOf(callId), startMs));
}

await scene("ordinary", streaming, (call) => preview.accept(...ordinaryScene(call)));
await scene("busy", streaming, (call) => preview.accept(...busyScene(call)));
await scene("translated", streaming, (call) => preview.accept(...translatedScene(call)));
await scene("untranslated", streaming, (call) => preview.accept(...untranslatedScene(call)));
await scene("waiting", { ...streaming, media: "awaiting", participants: {} }, async () => {});
await scene("listening", streaming, (call) => preview.accept(call.started()));
await scene(
  "trouble",
  { ...streaming, participants: { agent: "recognizing", customer: "recovering" } },
  (call) => preview.accept(...ordinaryScene(call).slice(0, 4)),
);
await scene("held", { ...streaming, media: "held" }, (call) => preview.accept(...ordinaryScene(call)));
await scene(
  "failed",
  { ...streaming, conversation: "failed", failure: { code: "UPSTREAM_REFUSED", message: "No such profile" } },
  async () => {},
);
await scene("ended", { ...streaming, media: "gone", conversation: "completed" }, (call) =>
  preview.accept(...ordinaryScene(call), call.finished()),
);

console.log("The agent's panel with invented calls:\n");
for (const callId of [
  "live",
  "ordinary",
  "busy",
  "translated",
  "untranslated",
  "waiting",
  "listening",
  "trouble",
  "held",
  "failed",
  "ended",
]) {
  console.log(`  ${callId.padEnd(12)} ${preview.pageUrl(callId)}`);
}
console.log("\nThe call named live speaks word by word, again and again. Ctrl+C stops.");

process.once("SIGINT", () => void preview.close().then(() => process.exit(0)));
await speakForEver(preview, "live");

async function speakForEver(server: PanelPreview, callId: string): Promise<never> {
  server.setCallState(callId, streaming);
  const call = previewCall(server.conversationNameOf(callId), Date.now());
  for (;;) {
    for (const event of ordinaryScene(call)) {
      await speakFirst(server, call, event);
      await server.accept(event);
      await Bun.sleep(700);
    }
  }
}

/** Shows a message's words one by one before the message itself. */
async function speakFirst(server: PanelPreview, call: PreviewCall, event: AssistEvent): Promise<void> {
  if (event.type !== "message") return;
  const role = event.voice === "agent" ? "HUMAN_AGENT" : "END_USER";
  const words = event.text.split(" ");
  for (let count = 1; count < words.length; count += 1) {
    await server.accept(call.interim(role, event.utteranceId, words.slice(0, count).join(" ")));
    await Bun.sleep(180);
  }
}
