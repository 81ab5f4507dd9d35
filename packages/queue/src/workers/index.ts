export type { ContactImportResult } from "./contactImport/contactImport.ts";
export { contactImportInput } from "./contactImport/contactImportInput.ts";
export type { MailSettings } from "./emailSend/createEmailSender.ts";
export type { EmailSendResult } from "./emailSend/emailSend.ts";
export { emailSendInput, emailTemplates } from "./emailSend/emailSendInput.ts";
export type { ImageProcessResult } from "./imageProcess/imageProcess.ts";
export { imageProcessInput } from "./imageProcess/imageProcessInput.ts";
export {
  type BuiltInWorkerSettings,
  type BuiltInWorkers,
  builtInWorkerTypes,
  createBuiltInWorkers,
} from "./project.ts";
export { type AddressPolicy, isPublicAddress } from "./sources/isPublicAddress.ts";
export { uploadUrl } from "./sources/parseSource.ts";
export { diskStorage } from "./storage/diskStorage.ts";
export type { FileStorage } from "./storage/FileStorage.ts";
export { assertStorageKey, hashForKey, isStorageKeyOwnedBy, ownedStorageKey } from "./storage/storageKey.ts";
