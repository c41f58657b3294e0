/** The assist providers of this process: each is one line here and a separate folder. */
import type { CreateAssistProvider } from "../assist/provider.ts";
import { createGoogleAssist } from "./google-assist.ts";
import { createTranslation } from "./translation.ts";

/** Calls are held at the first one that holds conversations; all bring events and hear them. */
export const ASSIST_PROVIDERS: readonly CreateAssistProvider[] = [createGoogleAssist, createTranslation];
