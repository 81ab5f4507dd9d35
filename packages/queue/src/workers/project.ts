import type { PrismaClientLike } from "../domain/types.ts";
import { createContactImportWorker } from "./contactImport/contactImport.ts";
import { defineWorkers } from "./defineWorker.ts";
import { createEmailSender, type MailSettings } from "./emailSend/createEmailSender.ts";
import { createEmailSendWorker } from "./emailSend/emailSend.ts";
import { createImageProcessWorker } from "./imageProcess/imageProcess.ts";
import { type AddressPolicy, isPublicAddress } from "./sources/isPublicAddress.ts";
import { diskStorage } from "./storage/diskStorage.ts";
import type { FileStorage } from "./storage/FileStorage.ts";

/** The dependencies of the built-in workers. */
export interface BuiltInWorkerSettings {
  /**
   * The Prisma client for `CONTACT_IMPORT`, which fails permanently if the tables Contact and ContactImportError are missing.
   * The other workers need no database.
   */
  db: PrismaClientLike;
  /** Storage of uploads and results. Default: the folder `./.data/files`. */
  storage?: FileStorage | undefined;
  /** SMTP server and sender of emails. Default: port 1025 of this machine, where development inboxes listen. */
  mail?: MailSettings | undefined;
  /** Returns whether files may be downloaded from an IP address. Default: {@link isPublicAddress}. */
  isAddressAllowed?: AddressPolicy | undefined;
}

/** The built-in workers. Disposing of them closes their connections to the mail server. */
export type BuiltInWorkers = ReturnType<typeof createBuiltInWorkers>;

/** The task types of the built-in workers. */
export const builtInWorkerTypes = ["IMAGE_PROCESS", "EMAIL_SEND", "CONTACT_IMPORT"] as const;

/**
 * Creates the built-in workers. Each one loads its library (sharp, nodemailer or csv-parse) with its first task.
 * @throws InvalidOptionsError when `mail.url` is not an SMTP URL
 */
export function createBuiltInWorkers({
  db,
  storage = diskStorage("./.data/files"),
  mail,
  isAddressAllowed = isPublicAddress,
}: BuiltInWorkerSettings) {
  const emailSender = createEmailSender(mail);
  const sources = { storage, isAddressAllowed };
  const workers = defineWorkers({
    IMAGE_PROCESS: createImageProcessWorker(sources),
    EMAIL_SEND: createEmailSendWorker(emailSender),
    CONTACT_IMPORT: createContactImportWorker(db, sources),
  });
  return Object.assign(workers, { [Symbol.asyncDispose]: () => emailSender.close() });
}
