/** Every query parameter of the operators' API, as its schema lists them, with values of which it takes none. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { z } from "zod";
import { OPERATOR_API } from "../../src/http/operators/schema.ts";
import { type DoorScene, startDoorScene } from "../doors/scene.ts";

const START_MS = 300_000;
const CALL_ID = "600000000000072";

let scene: DoorScene;
beforeAll(async () => {
  scene = await startDoorScene();
  const event = { payload: { attached_variables: { "Call.call_id": CALL_ID } } };
  const headers = { "x-api-key": scene.keys.apiKey };
  const url = `${scene.httpBaseUrl}/cti-call-event-destination`;
  await fetch(url, { method: "POST", headers, body: JSON.stringify(event) });
}, START_MS);
afterAll(() => scene?.close(), START_MS);

async function ask(path: string, query: string) {
  const url = `${scene.httpBaseUrl}/operators/api${path.replace(":callKey", `five9-${CALL_ID}`)}?${query}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${scene.keys.operatorToken}` } });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}

const parameters = Object.entries(OPERATOR_API).flatMap(([route, { query }]) =>
  Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    path: route.split(" ")[1] ?? "",
    name,
    schema: schema as z.ZodType,
  })),
);

/** Numbers that are none, texts that are too long, names nobody has: which of them are bad, the schema says. */
const VALUES = ["0", "-1", "1.5", "1e3", "+1", "0x10", " 1", "１", "abc", "NaN", "Infinity", "null", "[]"]
  .concat(["9007199254740993", "9".repeat(40), "x".repeat(201), "x".repeat(257), "\0", "\n", "\u{1F600}"])
  .concat(["9007199254740991", "8640000000000001", "1", "2", "true", "live", "'; drop table calls", "%", "_"])
  .map((value) => encodeURIComponent(value))
  .concat(["%F0%9F", "%ED%A0%80", "%", "%zz"]);

describe.each(parameters)("$path?$name", ({ path, name, schema }) => {
  test("is refused with 400 in the API's form, or served", async () => {
    const answers = await Promise.all(
      VALUES.map(async (value) => ({ value, ...(await ask(path, `${name}=${value}`)) })),
    );
    for (const { value, status, type, body } of answers) {
      const given = new URLSearchParams(`${name}=${value}`).get(name);
      const isGood = schema.safeParse(given).success;
      expect([value, status]).toEqual([value, isGood ? 200 : 400]);
      if (isGood) continue;
      expect(type).toBe("application/problem+json");
      expect(body).toMatchObject({ code: "PROTOCOL_VIOLATION", title: "The request is malformed" });
      expect((body as { detail: string }).detail).toStartWith(`The value of "${name}" in the query must be`);
    }
  });

  test("is refused where it is there twice", async () => {
    expect(await ask(path, `${name}=1&${name}=1`)).toMatchObject({
      status: 400,
      body: { detail: `The value of "${name}" in the query must be there once.` },
    });
  });

  test("may be empty", async () => {
    expect((await ask(path, `${name}=`)).status).toBe(200);
  });
});

test("numbers and choices refuse what they cannot be, and every route's parameters are described", () => {
  const strict = parameters.filter(({ schema }) => !schema.safeParse("abc").success);
  expect(strict.map(({ path, name }) => `${path}?${name}`)).toEqual([
    ...["/calls?live", "/calls?from", "/calls?to", "/calls?limit", "/calls?before", "/calls?allLive"],
    ...["/calls/:callKey/bundle?words", "/trends?dimension", "/trends?from", "/trends?to"],
    ...["/jobs?limit", "/audit?limit", "/audit?before"],
  ]);
  for (const { schema } of parameters) expect(z.toJSONSchema(schema, { io: "input" })).toBeObject();
});
