import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ALLOCATOR } from "./allocator.ts";

const ROOT = resolve(import.meta.dir, "../..");

for (const place of ["Makefile", "Dockerfile", "deploy/systemd/sidetone.service"])
  test(`${place} starts the program with the same allocator as tests and the benchmark`, () => {
    const text = readFileSync(resolve(ROOT, place), "utf8");
    for (const [name, value] of Object.entries(ALLOCATOR))
      expect(text.match(new RegExp(`\\b${name}=(\\S+)`))?.[1]).toBe(value);
  });
