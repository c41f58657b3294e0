/** The two versions that are compared, and one running process of either. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Pusher } from "../../simulators/pubsub-push/pusher.ts";
import type { BenchStage, Candidate } from "../audio-path/stage.ts";

/** "before" keeps its records in PostgreSQL, "after" in SQLite. */
export type Version = "before" | "after";

export interface Running {
  version: Version;
  candidate: Candidate;
  /** Origin of its pages. */
  httpBaseUrl: string;
  launchKey: string;
}

export interface StartVersion {
  version: Version;
  /** Its source tree. */
  tree: string;
  dataDirectory: string;
}

/** Resolves once it says that it is ready. Its events are pushed by `pusher`. */
export async function startVersion(
  stage: BenchStage,
  pusher: Pusher,
  { version, tree, dataDirectory }: StartVersion,
): Promise<Running> {
  const launchKey = randomBytes(24).toString("hex");
  const candidate = await stage.start("sidetone", {
    main: join(tree, "src/main.ts"),
    settings: { DATA_DIRECTORY: dataDirectory, ...pushedTo(pusher, launchKey) },
  });
  if (candidate.operators === null) throw new Error("this version has no pages");
  return { version, candidate, httpBaseUrl: candidate.operators.url, launchKey };
}

/** Settings of a process whose events `pusher` pushes, and whose desktops come with that key. */
export function pushedTo(
  { audience, serviceAccount, keysUrl }: Pick<Pusher, "audience" | "serviceAccount" | "keysUrl">,
  launchKey: string,
): Record<string, string> {
  return {
    PANEL_LAUNCH_KEY: launchKey,
    PUBSUB_DELIVERY: "push",
    PUSH_AUDIENCE: audience,
    PUSH_SERVICE_ACCOUNT: serviceAccount,
    PUSH_KEYS_URL: keysUrl,
  };
}
