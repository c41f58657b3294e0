import { expect, test } from "bun:test";
import { TELEMETRY_SETTINGS } from "./telemetry.ts";

const { OTLP_HEADERS, OTLP_TRACES_URL, TRACES_SAMPLE_RATIO } = TELEMETRY_SETTINGS;

test("headers for the collector are read; a value may have an equals sign", () => {
  expect(OTLP_HEADERS.schema.parse("")).toEqual({});
  expect(OTLP_HEADERS.schema.parse(" api-key=abc== , x-tenant = t1")).toEqual({
    "api-key": "abc==",
    "x-tenant": "t1",
  });
});

test.each(["s3cret", "=s3cret", "bad name=s3cret", "a=1,b="])(
  "%p is no list of headers, and the problem does not repeat it",
  (text) => {
    const { error } = OTLP_HEADERS.schema.safeParse(text);
    expect(error?.issues[0]?.message).toMatch(/^entry [12]: must read NAME=VALUE/);
    expect(error?.issues[0]?.message).not.toContain("s3cret");
  },
);

test("no collector is the default; an address needs a scheme, a ratio lies between 0 and 1", () => {
  expect(OTLP_TRACES_URL.schema.parse(OTLP_TRACES_URL.default)).toBeUndefined();
  expect(OTLP_TRACES_URL.schema.safeParse("collector:4318").success).toBe(false);
  expect(TRACES_SAMPLE_RATIO.schema.parse(TRACES_SAMPLE_RATIO.default)).toBe(1);
  for (const wrong of ["1.1", "-0.1", "half"]) {
    expect(TRACES_SAMPLE_RATIO.schema.safeParse(wrong).success).toBe(false);
  }
});
