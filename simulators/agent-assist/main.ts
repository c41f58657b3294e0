/** Runs the simulated Agent Assist cloud as a process of its own. */
import { parseArgs } from "node:util";
import { startAgentAssistSimulator } from "./simulator.ts";

const HELP = `Usage: bun simulators/agent-assist/main.ts [options]

  --host ADDRESS         address to listen on (default: 127.0.0.1)
  --port N               port to listen on (default: a free one)
  --project ID           project of the conversation profile (default: demo-project)
  --location ID          location of the conversation profile (default: us-central1)
  --stream-limit-ms N    longest life of an audio stream (default: 900000)
  --pubsub-emulator H:P  publish events to this Pub/Sub emulator, not to the built-in broker
  --help                 this text

Prints one line of JSON when ready: {"address", "port", "conversationProfileName"}.
Ends on SIGTERM or SIGINT.`;

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    project: { type: "string", default: "demo-project" },
    location: { type: "string", default: "us-central1" },
    "stream-limit-ms": { type: "string", default: "900000" },
    "pubsub-emulator": { type: "string" },
    help: { type: "boolean" },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const emulator = values["pubsub-emulator"];
  const simulator = await startAgentAssistSimulator({
    host: values.host,
    port: wholeNumber("port", values.port),
    project: values.project,
    location: values.location,
    streamLimitMs: wholeNumber("stream-limit-ms", values["stream-limit-ms"]),
    ...(emulator === undefined ? {} : { pubsubEmulatorHost: emulator }),
  });
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  const { address, port, conversationProfileName } = simulator;
  console.log(JSON.stringify({ address, port, conversationProfileName }));
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${flag} takes a whole number`);
  process.exit(2);
}
