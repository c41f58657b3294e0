/** Reads the conversation profile at the start and again every while: somebody may repair it, or break it, at any time. */
import type { v2beta1 } from "@google-cloud/dialogflow";
import { status } from "@grpc/grpc-js";
import type { Logger } from "../../base/log.ts";
import type { HelpFault } from "../../contract/help-fault.ts";
import { adviceFor, grpcFailureOf } from "./errors.ts";
import { type ProfileFacts, profileFactsOf, profileFaults } from "./profile-check.ts";
import type { Standing } from "./standing.ts";
import { type UnaryContext, untilAborted } from "./unary.ts";

/** The part of Google's ConversationProfilesClient that is used. */
export type ProfilesApi = Pick<v2beta1.ConversationProfilesClient, "getConversationProfile">;

export interface ProfileWatchOptions extends Pick<UnaryContext, "clock" | "closed"> {
  api: ProfilesApi;
  profileName: string;
  /** FEATURES. */
  features: readonly string[];
  intervalMs: number;
  standing: Pick<Standing, "profileRead" | "profileRefused">;
  logger: Logger;
}

export interface ProfileWatch {
  /** As of the last reading; empty before the first. */
  faults(): readonly HelpFault[];
}

const DEADLINE_MS = 10_000;

/** Ends when `closed` aborts. */
export function watchProfile(options: ProfileWatchOptions): ProfileWatch {
  const { clock, closed, logger, intervalMs, standing } = options;
  let faults: readonly HelpFault[] = [];
  let refusedWith: number | null = null;
  let timer: unknown;

  async function read(): Promise<void> {
    try {
      faults = profileFaults(await readProfile(options), options.features);
      refusedWith = null;
      standing.profileRead();
    } catch (caught) {
      const { code } = grpcFailureOf(caught);
      // What may pass says nothing about the profile.
      if (closed.aborted || adviceFor({ code, message: "" }) !== "fatal") return;
      standing.profileRefused(code);
      const about = `${options.profileName} (${status[code] ?? code})`;
      faults = [{ code: "PROFILE_UNREADABLE", about, stopsSuggestions: code === status.NOT_FOUND }];
      if (refusedWith !== code) logger.warn({ code }, "the conversation profile cannot be read");
      refusedWith = code;
    }
  }

  async function repeat(): Promise<void> {
    await read();
    if (!closed.aborted) timer = clock.setTimeout(() => void repeat(), intervalMs);
  }

  closed.addEventListener("abort", () => clock.clearTimeout(timer), { once: true });
  void repeat();
  return { faults: () => faults };
}

async function readProfile({ api, profileName, closed }: ProfileWatchOptions): Promise<ProfileFacts> {
  const asked = api.getConversationProfile({ name: profileName }, { timeout: DEADLINE_MS });
  const [profile] = await untilAborted(asked, "reading the conversation profile", closed);
  return profileFactsOf(profile);
}
