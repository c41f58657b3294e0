/** The client package as it is published: built, and run by Node and by Bun. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { AGENT, type Scene, SHARED_TOKEN, startScene } from "./scene.ts";

const ROOT = join(import.meta.dir, "../..");
const PACKAGE = join(ROOT, "clients/agent-applications");
const STORY_MS = 600_000;

const PROGRAM = `
  import { AgentAssistClient } from ${JSON.stringify(`${PACKAGE}/dist/client.js`)};
  const [url, token, agent] = process.argv.slice(-3);
  const client = new AgentAssistClient({ url, token, agent: JSON.parse(agent) });
  await client.start();
  const { status, conversationId } = await client.getAgentAssist();
  console.log(JSON.stringify({ status, conversationId }));
  client.close();
`;

let scene: Scene;
beforeAll(async () => {
  scene = startScene();
  const build = Bun.spawn([process.execPath, join(PACKAGE, "build.ts")], {
    env: { ...process.env, PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}` },
    stdout: "ignore",
    stderr: "inherit",
  });
  expect(await build.exited).toBe(0);
}, STORY_MS);
afterAll(() => scene?.close());

const node = Bun.which("node");
if (node === null) console.log("No Node here: the client package is not run by it.");

const PROGRAMS = [
  ["Node", node, ["--input-type=module", "-e", PROGRAM, "--"]],
  ["Bun", process.execPath, ["-e", PROGRAM, "--"]],
] as const;

for (const [name, program, args] of PROGRAMS)
  test.skipIf(program === null)(
    `${name} runs it: an agent in a call gets assistance`,
    async () => {
      scene.leg("c1", "agent", { address: AGENT.phoneNumber });
      const child = Bun.spawn([program ?? "", ...args, scene.url, SHARED_TOKEN, JSON.stringify(AGENT)], {
        cwd: ROOT,
        stdout: "pipe",
        stderr: "inherit",
        timeout: STORY_MS / 2,
      });
      const text = await new Response(child.stdout).text();
      expect(JSON.parse(text)).toEqual({ status: "started", conversationId: "c1" });
    },
    STORY_MS,
  );

test("its types are written, and it needs socket.io-client only", async () => {
  expect(await Bun.file(join(PACKAGE, "dist/client.d.ts")).text()).toContain("class AgentAssistClient");
  const built = await Bun.file(join(PACKAGE, "dist/client.js")).text();
  const imported = [...built.matchAll(/from\s*"([^"]+)"/g)].map(([, name]) => name);
  expect(imported).toEqual(["socket.io-client"]);
  const manifest = (await Bun.file(join(PACKAGE, "package.json")).json()) as Record<string, object>;
  expect(Object.keys(manifest.dependencies ?? {})).toEqual(["socket.io-client"]);
});
