/** Every command and flag that the deployment uses, against the tables of the gcloud that is installed here. */
import { describe, expect, test } from "bun:test";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cloud } from "./cloud.ts";
import { deploy } from "./deploy.ts";
import { readDeploySettings } from "./settings.ts";
import { parsed } from "./stand-in/command.ts";
import { StandIn } from "./stand-in/gcloud.ts";
import { emptyProject } from "./stand-in/state.ts";
import { tearDown } from "./teardown.ts";

/** What gcloud completes words from: the commands of this version, each with its flags. */
const TABLE = "data/cli/gcloud_completions.py";
const PRINT_FLAGS = `
import json, runpy, sys
root = runpy.run_path(sys.argv[1])["STATIC_COMPLETION_CLI_TREE"]
found = {}
for path in json.loads(sys.argv[2]):
    node, flags = root, set(root["flags"])
    for word in path.split(" "):
        node = node and node["commands"].get(word)
        flags |= set((node or {}).get("flags", {}))
    found[path] = None if node is None else sorted(flags)
print(json.dumps(found))
`;

const gcloud = Bun.which("gcloud");
const python = Bun.which("python3");
const isThere = gcloud !== null && python !== null;

async function commandsUsed(): Promise<(readonly string[])[]> {
  const commands: (readonly string[])[] = [
    ["logging", "read", "FILTER", "--freshness=1h", "--order=asc", "--limit=1"],
  ];
  for (const connectorRange of ["10.8.0.0/28", "direct"]) {
    const standIn = new StandIn(emptyProject());
    const ask = (command: readonly string[], input?: string) => {
      commands.push([...command, "--project=acme", "--quiet"]);
      const ran = standIn.run(command, input);
      return ran.ok ? ran.text : null;
    };
    const cloud: Cloud = {
      look: async (command) => ask(command),
      change: async (command, input) => void ask(command, input),
      rest: async () => ({}),
      valueOf: async (command, word) => ask(command) ?? word,
      file: async () => "/dev/null",
      say: () => {},
    };
    const read = readDeploySettings({
      PROJECT_ID: "acme",
      REGION: "europe-west1",
      CONVERSATION_PROFILE_NAME: "projects/acme/locations/europe-west1/conversationProfiles/p",
      REDIS_IP_RANGE: connectorRange,
    });
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    await deploy(cloud, read.settings, "tag");
    await tearDown(cloud, read.settings);
  }
  return commands;
}

async function flagsOf(paths: readonly string[]): Promise<Record<string, string[] | null>> {
  const root = dirname(dirname(realpathSync(gcloud ?? "")));
  const child = Bun.spawn([python ?? "", "-c", PRINT_FLAGS, join(root, TABLE), JSON.stringify(paths)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  return JSON.parse(await new Response(child.stdout).text());
}

describe.skipIf(!isThere)("commands of the installed gcloud", () => {
  test("each command exists, with every flag that is used", async () => {
    const commands = (await commandsUsed()).map(parsed);
    const pathOf = ({ group, verb }: (typeof commands)[number]) => `${group} ${verb}`;
    const known = await flagsOf([...new Set(commands.map(pathOf))]);
    const wrong = commands.flatMap((command) => {
      const flags = known[pathOf(command)];
      if (flags === null || flags === undefined) return [`no command ${pathOf(command)}`];
      const given = Object.keys(command.flags).map((flag) => flag.replace(/^--no-/, "--"));
      return given.filter((flag) => !flags.includes(flag)).map((flag) => `${pathOf(command)} has no ${flag}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
    expect(Object.keys(known).length).toBeGreaterThan(25);
  });
});
