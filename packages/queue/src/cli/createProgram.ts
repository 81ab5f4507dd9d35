import { Command, Option } from "commander";
import { type DoctorOptions, runDoctor } from "./commands/doctor.ts";
import { type InitOptions, runInit } from "./commands/init.ts";

/** What the program may use of its process. */
export interface Surroundings {
  /** Folder of the project's package.json. */
  root: string;
  /** Version of the package. */
  version: string;
  print(text: string): void;
  /** Sets the exit code of the process. */
  exitWith(code: number): void;
}

/** Creates the program `queue` with its commands. */
export function createProgram({ root, version, print, exitWith }: Surroundings): Command {
  const program = new Command("queue")
    .description("Sets up and checks @package/queue in a project with Prisma.")
    .version(version)
    .showHelpAfterError('Run "queue --help" for all commands and options.');
  const urlOption = () =>
    new Option("--url <url>", "URL of the database (default: of prisma.config.ts)").env("DATABASE_URL");

  program
    .command("init")
    .description(
      "add the queue's models, generator flag and migration to your Prisma schema; change nothing that is there",
    )
    .option("--upgrade", "replace the models by those of this package, and write a migration with the steps since")
    .option("--dry-run", "show what would be written, and write nothing")
    .option("--schema <path>", "your Prisma schema, a file or a folder (default: of prisma.config.ts, or prisma/)")
    .option("--pg-schema <name>", "PostgreSQL schema of the tables, if your datasource lists several")
    .addOption(urlOption())
    .option("--json", "print JSON")
    .action(async (options: InitOptions) => print(await runInit(root, options)));

  program
    .command("doctor")
    .description("compare the database with what this package needs; exits with 1 if there is a problem")
    .addOption(urlOption())
    .option("--json", "print JSON")
    .action(async (options: DoctorOptions) => {
      const { output, hasProblem } = await runDoctor(root, options);
      print(output);
      if (hasProblem) exitWith(1);
    });
  return program;
}
