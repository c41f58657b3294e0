/** What runs compose.yaml on this machine: docker compose, podman-compose, or podman compose with a provider. */
import { podmanFlags } from "./engine.ts";

export interface ComposeEngine {
  name: string;
  /** The words before `up`, `down` and the rest. */
  words: readonly string[];
  /** Further environment of builds. */
  environment: Readonly<Record<string, string>>;
}

const ASK_DEADLINE_MS = 60_000;

/** The first that answers, or a sentence that says what to install. */
export async function findComposeEngine(): Promise<ComposeEngine | string> {
  const flags = podmanFlags();
  const podmanArgs = flags.length === 0 ? [] : [`--podman-args=${flags.join(" ")}`];
  // buildah leaves a health check out of images in OCI form; on a machine without systemd it can isolate by chroot only.
  const ofPodman = {
    BUILDAH_FORMAT: "docker",
    ...(flags.length === 0 ? {} : { BUILDAH_ISOLATION: "chroot" }),
  };
  const candidates: ComposeEngine[] = [
    { name: "docker compose", words: ["docker", "compose"], environment: {} },
    { name: "podman-compose", words: ["podman-compose", ...podmanArgs], environment: ofPodman },
    { name: "podman compose", words: ["podman", ...flags, "compose"], environment: ofPodman },
  ];
  for (const candidate of candidates) if (await answers(candidate)) return candidate;
  return (
    "No container engine with compose answers here: install Docker with its compose plugin (docs.docker.com/engine/install), " +
    "or podman and podman-compose. Without containers: make start, or make fleet."
  );
}

async function answers({ words }: ComposeEngine): Promise<boolean> {
  const [program = ""] = words;
  if (Bun.which(program) === null) return false;
  // `version` of docker's plugin does not ask its daemon.
  const asked =
    program === "docker"
      ? [
          ["docker", "info"],
          [...words, "version"],
        ]
      : [[...words, "version"]];
  for (const command of asked) {
    const child = Bun.spawn(command, { stdout: "ignore", stderr: "ignore", timeout: ASK_DEADLINE_MS });
    if ((await child.exited) !== 0) return false;
  }
  return true;
}
