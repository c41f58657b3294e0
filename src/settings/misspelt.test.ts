import { expect, test } from "bun:test";
import { misspeltSettings } from "./misspelt.ts";
import { SETTINGS } from "./table.ts";

const meantBy = (name: string) => misspeltSettings({ [name]: "v" })[0]?.split("Write ")[1];

test("a name with a letter wrong, another case or a missing underscore is told with the setting it looks like", () => {
  expect(meantBy("PROJET_ID")).toBe("PROJECT_ID.");
  expect(meantBy("FIVE9_TRUSTTOKEN")).toBe("FIVE9_TRUST_TOKEN.");
  expect(meantBy("http-port")).toBe("HTTP_PORT.");
  expect(meantBy("CONVERSATION_PROFIL_NAMES")).toBe("CONVERSATION_PROFILE_NAME.");
});

test("a setting, a name of other programs, and a twin of what is set anyway are not told", () => {
  for (const name of ["PATH", "HOME", "HTTP_PROXY", "TERM", "SHLVL", "HOSTNAME", "AWS_REGION", "LANGUAGE"])
    expect(misspeltSettings({ [name]: "v" })).toEqual([]);
  expect(misspeltSettings(Object.fromEntries(SETTINGS.map(({ name }) => [name, "v"])))).toEqual([]);
  expect(misspeltSettings({ HTTP_PORTS: "v", HTTP_PORT: "8080" })).toEqual([]);
});

test("its value is not told", () => {
  expect(misspeltSettings({ JWT_SECRETS: "0123456789" }).join()).not.toContain("0123456789");
});
