/** Settings of what the agent's page shows and tells, translations among it. */
import { NUMBER_SIGHTS } from "../base/masked-number.ts";
import { PANEL_LANGUAGES } from "../contract/panel-languages.ts";
import { list, oneOf, setting } from "./setting.ts";
import { TRANSLATION_SETTINGS } from "./translation.ts";

/** Origins of other sites: a scheme, a host and maybe a port, as browsers write them. */
const origins = list.refine(
  (entries) =>
    entries.every(
      (entry) => /^https?:\/\//.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry,
    ),
  "must list origins such as https://kb.example.com, without a path",
);

export const PANEL_SETTINGS = {
  PANEL_LANGUAGE: setting(
    oneOf(["browser", ...PANEL_LANGUAGES]),
    "browser",
    "Language of the agent's page: the first of the browser's that it speaks, or always this one; the parameter language of the page's address goes before both",
  ),
  PANEL_NUMBERS: setting(
    oneOf(NUMBER_SIGHTS),
    "last-digits",
    "How much of the customer's number the agent's page shows; the rest is not kept",
  ),
  PANEL_IMAGE_ORIGINS: setting(
    origins,
    "",
    "Origins whose images the panel shows in suggestions, comma separated; images of others become links",
  ),
  PANEL_HOST_ORIGINS: setting(
    origins,
    "",
    "Origins of pages around the panel's frame that are told, by postMessage, what the agent copies and keeps, comma separated; FRAME_ANCESTORS must allow the frame",
  ),
  PANEL_STORAGE_LINKS: setting(
    oneOf(["none", "console"]),
    "none",
    "Whether gs:// addresses of articles open in Google's console, for agents who have an account that may read the bucket",
  ),
  ...TRANSLATION_SETTINGS,
} as const;
