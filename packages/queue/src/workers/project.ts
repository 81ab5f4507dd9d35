import type { PrismaClientLike } from "../domain/types.ts";
import { createContactImportWorker } from "./contactImport/contactImport.ts";
import { defineWorkers } from "./defineWorker.ts";
import { createMailer, type MailSettings } from "./emailSend/createMailer.ts";
import { createEmailSendWorker } from "./emailSend/emailSend.ts";
import { createImageProcessWorker } from "./imageProcess/imageProcess.ts";
import { type AddressPolicy, isPublicAddress } from "./sources/isPublicAddress.ts";
import { diskStorage } from "./storage/diskStorage.ts";
import type { FileStorage } from "./storage/FileStorage.ts";

/** What the product's own workers need. */
export interface BuiltInWorkerSettings {
  /**
   * The Prisma client that contacts are imported with. Where the tables Contact and ContactImportError are missing,
   * `CONTACT_IMPORT` fails for good; the other workers need no database.
   */
  db: PrismaClientLike;
  /** Where uploads are read and results are kept. Default: the folder `./.data/files`. */
  storage?: FileStorage | undefined;
  /** How mails leave. Default: SMTP on port 1025 of this machine, where development inboxes listen. */
  mail?: MailSettings | undefined;
  /** Which IP addresses files are fetched from. Default: those of the public internet only. */
  isAddressAllowed?: AddressPolicy | undefined;
}

/** The product's own workers. Disposing of them closes their connections to the mail server. */
export type BuiltInWorkers = ReturnType<typeof createBuiltInWorkers>;

/** Types of the tasks that the product's own workers run. */
export const builtInWorkerTypes = ["IMAGE_PROCESS", "EMAIL_SEND", "CONTACT_IMPORT"] as const;

/**
 * Makes the product's own workers. The libraries of each (sharp, nodemailer, csv-parse) are loaded with its first task.
 * @throws InvalidOptionsError when `mail.url` is no SMTP URL
 */
export function createBuiltInWorkers({
  db,
  storage = diskStorage("./.data/files"),
  mail,
  isAddressAllowed = isPublicAddress,
}: BuiltInWorkerSettings) {
  const mailer = createMailer(mail);
  const sources = { storage, isAddressAllowed };
  const workers = defineWorkers({
    IMAGE_PROCESS: createImageProcessWorker(sources),
    EMAIL_SEND: createEmailSendWorker(mailer),
    CONTACT_IMPORT: createContactImportWorker(db, sources),
  });
  return Object.assign(workers, { [Symbol.asyncDispose]: () => mailer.close() });
}
