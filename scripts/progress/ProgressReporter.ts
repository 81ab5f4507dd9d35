import { DefaultReporter, type TestCase, type TestModule, type TestSpecification } from "vitest/node";
import { count, TestProgress } from "./TestProgress.ts";

export interface ProgressOptions {
  /** Milliseconds without output after which a line is printed. Default 15,000. */
  longestSilenceMs?: number;
}

/** The name of an error after which no further test can pass. apps/dashboard/e2e/support/browser throws it. */
const fatalError = "BrowserProblem";

/**
 * Vitest's report of failed tests, and one line for each passed file. After a while without output it prints which files are
 * running, in a terminal and in a pipe.
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

  /** Vitest finishes the running test and skips the others. */
  #stopAfterFatal(errors: readonly { name?: string }[] | undefined): void {
    if (errors?.some(({ name }) => name === fatalError)) void this.ctx.cancelCurrentRun("test-failure");
  }
}
