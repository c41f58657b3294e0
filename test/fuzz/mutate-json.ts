/** JSON like the seeds': values replaced, fields taken away, renamed and nested, and now and then no JSON at all. */
import fc from "fast-check";
import { bytesOf, textOf } from "./fuzz-target.ts";
import { mutatedBytes } from "./mutate-bytes.ts";

type Json = unknown;

const deep = (depth: number): Json => Array.from({ length: depth }).reduce<Json>((inner) => [inner], 1);

/** What readers stumble over. */
const TELLING: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -0, 2 ** 53, "", " ", "0", "null", "__proto__", "constructor"],
  ...[
    "a\u0000b",
    "\ud800",
    "\udfff\ud800x",
    "\u202e",
    "\uffff",
    "%00",
    "../..",
    "x".repeat(2_000),
    "\u{1f600}",
  ],
  ...[[], {}, [[]], [null], { "": "" }, { toString: 1 }, { length: -1 }, deep(40), Array(50).fill({})],
];

const value = fc.oneof(
  { arbitrary: fc.constantFrom(...TELLING), weight: 4 },
  { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 20 }), weight: 1 },
);
const change = fc.record({
  /** Chooses one value of the document. */
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  how: fc.constantFrom("replace", "remove", "rename", "wrap", "double", "proto"),
  value,
});
type JsonChange = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Holder and key of every value in the document, in order. */
function placesIn(document: Json): { holder: Record<string, Json>; key: string }[] {
  const places: { holder: Record<string, Json>; key: string }[] = [];
  const walk = (node: Json): void => {
    if (typeof node !== "object" || node === null) return;
    const holder = node as Record<string, Json>;
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      walk(holder[key]);
    }
  };
  walk(document);
  return places;
}

function apply(document: Json, { share, how, value: telling }: JsonChange): Json {
  // A later change may go into this one, and the generator keeps its values for shrinking.
  const given = structuredClone(telling);
  const places = placesIn(document);
  const place = places[Math.min(places.length - 1, Math.floor(share * places.length))];
  if (place === undefined) return given;
  const { holder, key } = place;
  const old = holder[key];
  if (how === "replace") holder[key] = given;
  if (how === "remove") delete holder[key];
  if (how === "wrap") holder[key] = [old, given];
  if (how === "double") holder[`${key}${key}`] = old;
  if (how === "proto")
    Object.defineProperty(holder, "__proto__", {
      value: given,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  if (how === "rename") {
    delete holder[key];
    holder[typeof given === "string" ? given : key.toUpperCase()] = old;
  }
  return document;
}

export function mutatedJson(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const texts = seeds.map(textOf);
  const documents = texts.filter(isJson);
  const shaped = fc
    .tuple(fc.constantFrom(...documents), fc.array(change, { maxLength: 4 }))
    .map(([text, changes]) => {
      const changed = changes.reduce<Json>((document, one) => apply(document, one), JSON.parse(text));
      return bytesOf(JSON.stringify(changed) ?? "");
    });
  return fc.oneof({ arbitrary: shaped, weight: 4 }, { arbitrary: mutatedBytes(seeds), weight: 1 });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // A seed that is broken on purpose: its bytes are changed, too.
    return false;
  }
}
