/** Prints what would be done, and touches nothing. */
import type { Cloud, Command, RestRequest } from "./cloud.ts";
import { commandLine, quoted } from "./quote.ts";

/** `found`: what a look finds; without it the project is an empty one. */
export function dryRun(
  projectId: string,
  print: (line: string) => void,
  found: (command: Command) => string | null = () => null,
): Cloud {
  const gcloud = (command: Command) =>
    commandLine(["gcloud", ...command, `--project=${projectId}`, "--quiet"]);
  return {
    async look(command) {
      print(`# looks: ${gcloud(command)}`);
      return found(command);
    },
    async change(command, input) {
      print(`${gcloud(command)}${input === undefined ? "" : "   # the value is read from standard input"}`);
    },
    async rest(request) {
      print(curl(request));
      return {};
    },
    async valueOf(command, word) {
      print(`# ${word}: ${gcloud(command)}`);
      return word;
    },
    async file(name, content) {
      print(`# ${name}:`);
      for (const line of content.trimEnd().split("\n")) print(`#   ${line}`);
      return name;
    },
    say: (text) => print(`\n# ${text}`),
  };
}

function curl({ method, url, body }: RestRequest): string {
  const auth = `-H "Authorization: Bearer $(gcloud auth print-access-token)"`;
  const sent =
    body === undefined ? "" : ` -H "Content-Type: application/json" -d ${quoted(JSON.stringify(body))}`;
  return `curl -X ${method} ${auth}${sent} ${quoted(url)}`;
}
