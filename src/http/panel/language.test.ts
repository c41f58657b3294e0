import { expect, test } from "bun:test";
import { KEY, testPanel } from "../../../test/support/test-panel.ts";
import { type LanguageWishes, pageLanguage } from "./language.ts";
import type { PanelOptions } from "./panel.ts";

const chosen = (wishes: Partial<LanguageWishes>) =>
  Object.values(pageLanguage({ asked: undefined, setting: "browser", accepted: undefined, ...wishes }));

test("the browser's first language that the page speaks, written as in its region", () => {
  expect(chosen({ accepted: "de-CH,de;q=0.9,en;q=0.8" })).toEqual(["de", "de-CH"]);
  expect(chosen({ accepted: "fi-FI, es-MX;q=0.9, en;q=0.8" })).toEqual(["es", "es-MX"]);
  expect(chosen({ accepted: "en;q=0.5,ja;q=0.9" })).toEqual(["ja", "ja"]);
  expect(chosen({ accepted: "fr;q=0,ar-eg" })).toEqual(["ar", "ar-EG"]);
  expect(chosen({ accepted: "en,en-GB;q=0.9" })).toEqual(["en", "en-GB"]);
});

test("the address goes before the setting, and the setting before the browser", () => {
  const accepted = "de-AT,en;q=0.5";
  expect(chosen({ setting: "fr", accepted })).toEqual(["fr", "fr"]);
  expect(chosen({ setting: "de", accepted })).toEqual(["de", "de-AT"]);
  expect(chosen({ asked: "es-AR", setting: "fr", accepted })).toEqual(["es", "es-AR"]);
  expect(chosen({ asked: "de", setting: "fr", accepted })).toEqual(["de", "de-AT"]);
});

test("what asks for no language of the page is passed over, and English is the last", () => {
  expect(chosen({ asked: "tlh", setting: "ja" })).toEqual(["ja", "ja"]);
  expect(chosen({ asked: "not a tag", accepted: "ja" })).toEqual(["ja", "ja"]);
  for (const accepted of [
    "",
    "*",
    "tlh",
    "fi-FI,sv;q=0.8",
    "de-DE;q=0",
    "no tag at all",
    "x".repeat(9_000),
  ]) {
    expect(chosen({ accepted })).toEqual(["en", "en"]);
  }
});

test("a page speaks the browser's language, or the one of the setting or of its address, and loads no other", async () => {
  const pageFor = async (query: string, accepted: string, language?: PanelOptions["language"]) => {
    const options = language === undefined ? {} : { language };
    const headers = { "accept-language": accepted };
    const path = `/agent-assist-ui-modules/?call_id=42&launch_key=${KEY}${query}`;
    return await (await testPanel(options).request(path, { headers })).text();
  };
  const german = await pageFor("", "de-AT,en;q=0.5");
  expect(german).toContain('<html lang="de" dir="ltr">');
  expect(german).toContain('"language":"de","locale":"de-AT","wordsUrl":"/assets/de.js"');
  expect(german).toContain('<link rel="modulepreload" href="/assets/de.js">');
  expect(await pageFor("", "de", "ar")).toContain('<html lang="ar" dir="rtl">');
  expect(await pageFor("&language=ja", "de", "ar")).toContain('<html lang="ja" dir="ltr">');
});
