import { DefaultReporter, type TestCase, type TestModule, type TestSpecification } from "vitest/node";
import { count, TestProgress } from "./TestProgress.ts";

export interface ProgressOptions {
  /** Who watches sees a line at least this often. Default 15,000. */
  longestSilenceMs?: number;
}

/** An error after which no further test can pass. The browser tests throw it: apps/dashboard/e2e/support/browser. */
const fatalError = "BrowserProblem";

/**
 * Vitest's own report of what failed, and of what passed one line a file. When nothing was said for a while, a line tells
 * what is under way, in a terminal and in a pipe alike.
 */
export class ProgressReporter extends DefaultReporter {
  #progress = new TestProgress([], 0);
  readonly #longestSilenceMs: number;
  #ticker: NodeJS.Timeout | undefined;

  constructor({ longestSilenceMs = 15_000 }: ProgressOptions = {}) {
    super({ summary: false });
    this.#longestSilenceMs = longestSilenceMs;
  }

  override onTestRunStart(specifications: readonly TestSpecification[]): void {
    super.onTestRunStart(specifications);
    this.#progress = new TestProgress(
      specifications.map(({ project }) => ({ project: project.name })),
      Date.now(),
    );
    this.log(this.#progress.describePlan());
    this.#ticker = setInterval(() => this.log(` … ${this.#progress.describe(Date.now())}`), this.#longestSilenceMs);
  }

  override onTestModuleQueued(module: TestModule): void {
    const { relativeModuleId: path, project } = module;
    this.#progress.begin(module.id, { path, project: project.name }, Date.now());
  }

  override onTestCaseResult(test: TestCase): void {
    super.onTestCaseResult(test);
    this.#stopAfterFatal(test.result().errors);
  }

  override onTestModuleEnd(module: TestModule): void {
    super.onTestModuleEnd(module);
    this.#stopAfterFatal(module.errors());
  }

  override onTestRunEnd(...run: Parameters<DefaultReporter["onTestRunEnd"]>): void {
    clearInterval(this.#ticker);
    super.onTestRunEnd(...run);
  }

  protected override printTestModule(module: TestModule): void {
    this.#ticker?.refresh();
    const place = this.#progress.end(module.id, Date.now());
    const tests = [...module.children.allTests()].length;
    if (module.state() === "failed" || this.renderSucceed) super.printTestModule(module);
    else
      this.log(
        ` ${this.getStateSymbol(module)} ${place}  ${module.relativeModuleId} (${module.project.name}, ${count(tests, "test")})`,
      );
  }

  /** Vitest lets the test that runs come to its end, and skips the others. */
  #stopAfterFatal(errors: readonly { name?: string }[] | undefined): void {
    if (errors?.some(({ name }) => name === fatalError)) void this.ctx.cancelCurrentRun("test-failure");
  }
}
