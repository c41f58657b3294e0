/** A container engine of this machine: docker, or podman with what a machine without systemd needs. */

export interface Engine {
  name: "docker" | "podman";
  build(tag: string, context: string): Promise<void>;
  /** To the registry that the tag names, as the user who is signed in there. */
  push(tag: string): Promise<void>;
  /** The words of a command that runs `image` in the foreground, on this machine's network. */
  runCommand(image: string, name: string, flags: readonly string[]): string[];
  run(args: readonly string[]): Promise<{ ok: boolean; text: string }>;
}

/** Bun wants to raise its limits, which an engine without rights of its own refuses. */
const LIMITS = ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=20000:20000"];
const BUILD_DEADLINE_MS = 15 * 60_000;
const COMMAND_DEADLINE_MS = 60_000;

/** The first engine that answers, or the reason why there is none. */
export async function findEngine(): Promise<Engine | string> {
  const reasons: string[] = [];
  for (const name of ["docker", "podman"] as const) {
    if (Bun.which(name) === null) {
      reasons.push(`${name} is not installed`);
      continue;
    }
    const { ok } = await run([name, "info"], COMMAND_DEADLINE_MS);
    if (ok) return engineOf(name);
    reasons.push(`${name} does not answer`);
  }
  return `no container engine: ${reasons.join(", ")}`;
}

/** What podman needs where no systemd runs; empty elsewhere. */
export function podmanFlags(): string[] {
  const hasSystemd = Bun.file("/run/systemd/private").size > 0;
  const runc = Bun.which("runc", { PATH: `${process.env.PATH}:/usr/sbin` });
  return hasSystemd || runc === null ? [] : ["--runtime", runc, "--cgroup-manager", "cgroupfs"];
}

function engineOf(name: Engine["name"]): Engine {
  const further = name === "podman" ? podmanFlags() : [];
  return {
    name,
    async build(tag, context) {
      // buildah leaves a health check out of images in OCI form.
      const own =
        name === "podman" ? ["--format", "docker", "--isolation", "chroot", "--network", "host"] : [];
      const { ok, text } = await run([name, "build", ...own, "--tag", tag, context], BUILD_DEADLINE_MS);
      if (!ok) throw new Error(`The image does not build: ${text.split("\n").slice(-15).join("\n")}`);
    },
    async push(tag) {
      const { ok, text } = await run([name, "push", tag], BUILD_DEADLINE_MS);
      if (!ok) throw new Error(`The image was not pushed: ${text.split("\n").slice(-5).join("\n")}`);
    },
    runCommand: (image, container, flags) => [
      ...[name, ...further, "run", "--rm", "--name", container, "--network=host", ...LIMITS],
      ...flags,
      image,
    ],
    run: (args) => run([name, ...further, ...args], COMMAND_DEADLINE_MS),
  };
}

async function run(words: string[], timeoutMs: number): Promise<{ ok: boolean; text: string }> {
  const child = Bun.spawn(words, { stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: timeoutMs });
  const [text, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { ok: code === 0, text: (code === 0 ? text : text + errors).trim() };
}
