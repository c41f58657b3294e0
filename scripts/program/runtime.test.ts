import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { RUNTIME } from "./runtime.ts";

const ROOT = resolve(import.meta.dir, "../..");

for (const place of ["Makefile", "Dockerfile", "deploy/systemd/sidetone.service"])
  test(`${place} starts the program with the same settings of the runtime as tests and the benchmark`, () => {
    const text = readFileSync(resolve(ROOT, place), "utf8");
    for (const [name, value] of Object.entries(RUNTIME))
      expect(text.match(new RegExp(`\\b${name}=(\\S+)`))?.[1]).toBe(value);
  });
