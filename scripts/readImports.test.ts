import { expect, test } from "vitest";
import { readImports } from "./readImports.ts";

const cases: { name: string; source: string; specifier: string; isTypeOnly: boolean }[] = [
  { name: "an import", source: 'import { a } from "./a.ts";', specifier: "./a.ts", isTypeOnly: false },
  { name: "an import for its effect", source: 'import "./a.ts";', specifier: "./a.ts", isTypeOnly: false },
  { name: "an import of a type", source: 'import type { A } from "./a.ts";', specifier: "./a.ts", isTypeOnly: true },
  { name: "single types", source: 'import { type A, type B } from "x";', specifier: "x", isTypeOnly: true },
  { name: "a type beside a value", source: 'import { type A, b } from "x";', specifier: "x", isTypeOnly: false },
  { name: "several lines", source: 'import {\n  type A,\n  b,\n} from "x";', specifier: "x", isTypeOnly: false },
  { name: "a namespace", source: 'import * as x from "x";', specifier: "x", isTypeOnly: false },
  { name: "a re-export", source: 'export * from "./a.ts";', specifier: "./a.ts", isTypeOnly: false },
  { name: "a re-export of a type", source: 'export type { A } from "./a.ts";', specifier: "./a.ts", isTypeOnly: true },
  { name: "an import when needed", source: 'const x = await import("x");', specifier: "x", isTypeOnly: false },
];

test.each(cases)("reads $name", ({ source, specifier, isTypeOnly }) => {
  expect(readImports(source)).toEqual([{ specifier, isTypeOnly }]);
});

test.each(['// import { a } from "./a.ts";', ' * import("x")', 'export const a = "from";', "export interface A {}"])(
  "finds none in %s",
  (source) => {
    expect(readImports(source)).toEqual([]);
  },
);
