import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CallAnswer, CallMessage, CallName, CallRequest, ReplyMessage } from "./protocol.ts";

interface Pending {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

const program = fileURLToPath(new URL("./queueProgram.ts", import.meta.url));

/** A process of one queue. */
export class QueueProcess {
  /** Tasks run since the workers started. */
  runs = 0;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #lastId = 0;

  constructor(queueName: string, url: string) {
    this.#child = fork(program, [queueName, url], {
      execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
      serialization: "json",
    });
    this.#child.on("message", (message: ReplyMessage) => this.#receive(message));
    this.#exited = new Promise((resolve) => {
      this.#child.once("exit", (code) => {
        for (const { reject } of this.#pending.values())
          reject(new Error(`The process of ${queueName} ended with code ${code}.`));
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  call<TName extends CallName>(name: TName, request?: CallRequest<TName>): Promise<CallAnswer<TName>> {
    const id = ++this.#lastId;
    if (name === "startWorkers") this.runs = 0;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ id, name, request } satisfies CallMessage);
    });
  }

  /** Closes the queue, and ends the process after at most five seconds. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await this.call("close").catch(() => {});
    await this.#exited;
    clearTimeout(timer);
  }

  #receive(message: ReplyMessage): void {
    if (message.kind === "progress") {
      this.runs = message.runs;
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === "answer") pending?.resolve(message.answer as never);
    else pending?.reject(new Error(message.message));
  }
}
