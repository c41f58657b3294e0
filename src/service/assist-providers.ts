/** Who helps the agents of this process: a provider is one line here and a folder of its own. */
import type { CreateAssistProvider } from "../assist/provider.ts";
import { createGoogleAssist } from "./google-assist.ts";

/** Calls are held at the first one that holds conversations; all bring events and hear them. */
export const ASSIST_PROVIDERS: readonly CreateAssistProvider[] = [createGoogleAssist];
