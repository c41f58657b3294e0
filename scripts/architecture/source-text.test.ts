import { describe, expect, test } from "bun:test";
import { blankNonCode, findImports } from "./source-text.ts";

const specifiers = (source: string) => findImports(source).map((site) => site.specifier);

describe("finding imports", () => {
  test("every way to name a module is found, with its line", () => {
    const source = [
      'import a from "./a.ts";',
      'import type { B } from "./b.ts";',
      "import {",
      "  c,",
      "  type C,",
      '} from "./c.ts";',
      'import "./d.ts";',
      'export { e } from "./e.ts";',
      'export type { F } from "./f.ts";',
      'export * from "./g.ts";',
      'const h = await import("./h.ts");',
      'type I = typeof import("./i.ts");',
      "import j from './j.ts';",
      'import * as k from "node:net";',
    ].join("\n");
    expect(findImports(source)).toEqual([
      { specifier: "./a.ts", line: 1, typeOnly: false },
      { specifier: "./b.ts", line: 2, typeOnly: true },
      { specifier: "./c.ts", line: 3, typeOnly: false },
      { specifier: "./d.ts", line: 7, typeOnly: false },
      { specifier: "./e.ts", line: 8, typeOnly: false },
      { specifier: "./f.ts", line: 9, typeOnly: true },
      { specifier: "./g.ts", line: 10, typeOnly: false },
      { specifier: "./h.ts", line: 11, typeOnly: false },
      { specifier: "./i.ts", line: 12, typeOnly: true },
      { specifier: "./j.ts", line: 13, typeOnly: false },
      { specifier: "node:net", line: 14, typeOnly: false },
    ]);
  });

  test("an import of inline types only is one of types only", () => {
    expect(findImports('import { type A, type B } from "./a.ts";')[0]?.typeOnly).toBe(true);
  });

  test("comments, strings, templates and regular expressions are not imports", () => {
    const source = [
      '// import a from "./a.ts";',
      '/* import a from "./b.ts"; */',
      "const text = 'import a from \"./c.ts\";';",
      'const template = `import a from "./d.ts";`;',
      'const regex = /import a from "[.]\\/e.ts"/;',
      'const list = Array.from("abc");',
      'import real from "./real.ts";',
    ].join("\n");
    expect(specifiers(source)).toEqual(["./real.ts"]);
  });

  test("quotes inside comments, templates and regular expressions do not hide what follows", () => {
    const source = [
      "// don't",
      "const a = /[\"'`/]/.test(x);",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the text under test
      "const b = `it's ${nested ? `a \" ${deep}` : { key: 1 }.key} isn't`;",
      "const c = total / 2 / count;",
      'import real from "./real.ts";',
    ].join("\n");
    expect(specifiers(source)).toEqual(["./real.ts"]);
  });
});

test("blanking keeps the length, the lines and the code", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is the text under test
  const source = 'const a = `x ${process.env["A"]} process.env`; // process.env\nconst b = "process.env";\n';
  const code = blankNonCode(source);
  expect(code.length).toBe(source.length);
  expect(code.split("\n").length).toBe(source.split("\n").length);
  expect(code.match(/process\.env/g)?.length).toBe(1);
});
