import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

type TestOptions = NonNullable<TestProjectInlineConfiguration["test"]>;

const absolute = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Workspace packages resolve to their sources, so that tests need no build and stack traces show the sources. */
const conditions = ["source", "module", "node", "development|production"];

const project = (name: string, test: TestOptions): TestProjectInlineConfiguration => ({
  resolve: { conditions, alias: { "@": absolute("apps/dashboard/src") } },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Also in the environment that runs globalSetup.
  environments: { __vitest__: { resolve: { conditions, externalConditions: conditions } } },
  // Tests wait for events. The timeout only ends tests that hang, so it is long enough for a busy machine.
  test: { name, testTimeout: 30_000, ...test },
});

/** Tests with a real PostgreSQL. The server is started once for all projects of a run. */
const postgresSetup = absolute("packages/db/src/testing/globalSetup.ts");
const databaseProject = (name: string, include: string, options: TestOptions = {}): TestProjectInlineConfiguration =>
  project(name, {
    include: [include],
    globalSetup: [postgresSetup],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...options,
  });

const browserProject = (name: string, include: string, options: TestOptions = {}): TestProjectInlineConfiguration =>
  databaseProject(name, include, {
    globalSetup: [postgresSetup, absolute("apps/dashboard/e2e/support/browser/globalSetup.ts")],
    maxWorkers: 3,
    sequence: { groupOrder: 1 },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    ...options,
  });

const isNamed = (name: string): boolean =>
  process.argv.some(
    (argument, index) =>
      argument === `--project=${name}` || (argument === name && process.argv[index - 1] === "--project"),
  );

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project("unit", {
        include: ["{packages,apps}/*/src/**/*.test.{ts,tsx}", "{scripts,bench/src}/**/*.test.ts"],
        // Tests of pure code have no side effects, so their files share workers.
        isolate: false,
      }),
      databaseProject("db", "packages/db/test/**/*.test.ts"),
      databaseProject("queue", "packages/queue/test/**/*.test.ts", { exclude: ["packages/queue/test/workers/**"] }),
      databaseProject("workers", "packages/queue/test/workers/**/*.test.ts"),
      databaseProject("api", "packages/{api,dashboard}/test/**/*.test.ts"),
      databaseProject("server", "apps/server/test/**/*.test.ts", { exclude: ["apps/server/test/e2e/**"] }),
      databaseProject("chaos", "chaos/**/*.test.ts", {
        exclude: ["chaos/test/long/**", "**/node_modules/**"],
        testTimeout: 120_000,
      }),
      databaseProject("examples", "examples/**/*.test.{ts,tsx}", {
        exclude: ["examples/**/long/**", "**/node_modules/**"],
      }),
      project("hooks", {
        environment: "happy-dom",
        include: ["{apps/dashboard,packages/react}/test/**/*.test.{ts,tsx}"],
        setupFiles: ["apps/dashboard/test/setup.ts"].map(absolute).filter((path) => existsSync(path)),
      }),
      // Browser tests wait most of the time: three files at a time, after all others.
      browserProject("e2e", "apps/**/e2e/*.e2e.test.ts"),
      // They watch pages or broken engines for minutes, or install another version, so they run only when they are named:
      // `pnpm test --project long`.
      ...(isNamed("long")
        ? [
            browserProject(
              "long",
              "{{apps/**/e2e,chaos/test,examples/consumer}/long/*,examples/consumer/consumer}.test.ts",
              { env: { TEST_LONG: "yes" } },
            ),
          ]
        : []),
    ],
  },
});
