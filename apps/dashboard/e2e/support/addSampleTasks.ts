import type { PrismaClient } from "@package/db";

const second = 1_000;
const minute = 60 * second;

/** Adds tasks of a sample user in every state, with ids that say so. No runner touches them. */
export async function addSampleTasks(db: PrismaClient, email: string): Promise<void> {
  const { id: ownerId } = await db.user.findUniqueOrThrow({ where: { email } });
  const nowMs = Date.now();
  const at = (offsetMs: number) => new Date(nowMs + offsetMs);
  const upload = (name: string) => `upload:users/${ownerId}/uploads/0123456789abcdef01234567-${name}`;
  const photo = (name: string, format = "webp") => ({
    type: "IMAGE_PROCESS",
    data: { imageUrl: upload(name), options: { format, resize: true } },
  });
  const contacts = (name: string) => ({ type: "CONTACT_IMPORT", data: { fileUrl: upload(name) } });
  const mail = (to: string, subject?: string) => ({
    type: "EMAIL_SEND",
    data: { to, template: "welcome", variables: { name: "Ana" }, ...(subject ? { subject } : {}) },
  });
  const times = (createdMs: number, startedMs: number, finishedMs: number) => ({
    createdAt: at(createdMs),
    startedAt: at(startedMs),
    finishedAt: at(finishedMs),
    processedAt: at(finishedMs),
    attempts: 1,
  });
  const leased = (token: number) => ({
    status: "PROCESSING" as const,
    leaseToken: `00000000-0000-4000-8000-00000000000${token}`,
    leaseHolder: "elsewhere",
    leaseExpiresAt: at(60 * minute),
  });
  const tasks = [
    {
      ...contacts("customers-2026.csv"),
      ...leased(1),
      id: "running00001",
      attempts: 1,
      createdAt: at(-76 * second),
      startedAt: at(-74 * second),
      progress: 59,
      progressNote: "88,500 of 150,000 rows",
    },
    {
      ...photo("harbour-at-night.jpg", "avif"),
      ...leased(2),
      id: "running00002",
      attempts: 1,
      createdAt: at(-9 * second),
      startedAt: at(-8 * second),
    },
    {
      ...mail("ben@example.com", "Your invoice"),
      id: "retrying0001",
      status: "FAILED" as const,
      attempts: 1,
      failureCount: 1,
      createdAt: at(-3 * minute),
      startedAt: at(-3 * minute + second),
      processedAt: at(-3 * minute + 2 * second),
      scheduledFor: at(42 * minute),
      errorMessage: "421 The mail server is busy",
    },
    {
      type: "REPORT_BUILD",
      data: { name: "Build the monthly report" },
      id: "waiting00001",
      createdAt: at(-20 * second),
    },
    {
      ...mail("team@example.com", "Release notes"),
      id: "scheduled001",
      createdAt: at(-5 * minute),
      scheduledFor: at(20 * 60 * minute),
    },
    {
      ...photo("lake.jpg"),
      ...times(-8 * minute, -8 * minute + 40, -8 * minute + 900),
      id: "completed001",
      status: "COMPLETED" as const,
      result: { to: "ana@example.com", subject: "Welcome" },
    },
    {
      ...mail("ana@example.com"),
      ...times(-9 * minute, -9 * minute + 30, -9 * minute + 240),
      id: "completed002",
      status: "COMPLETED" as const,
      result: { to: "ana@example.com", subject: "Welcome" },
    },
    {
      ...contacts("newsletter.csv"),
      ...times(-31 * minute, -31 * minute + 60, -30 * minute),
      id: "completed003",
      status: "COMPLETED" as const,
      result: {
        rows: 12_480,
        imported: 12_477,
        rejected: 3,
        firstErrors: [
          { row: 17, message: "The email address is not valid." },
          { row: 912, message: "The email address is missing." },
          { row: 7_204, message: "The row has 5 columns instead of 3." },
        ],
      },
    },
    {
      ...mail("nobody@example.com"),
      ...times(-50 * minute, -49 * minute, -46 * minute),
      id: "failed000001",
      status: "MAX_RETRIES_REACHED" as const,
      attempts: 3,
      terminalReason: "EXHAUSTED",
      errorMessage: "550 There is no such mailbox",
    },
    {
      ...photo("beach.heic"),
      ...times(-70 * minute, -70 * minute + 30, -70 * minute + 400),
      id: "failed000002",
      status: "MAX_RETRIES_REACHED" as const,
      terminalReason: "UNRECOVERABLE",
      errorMessage: "“beach.heic” is a HEIC image, which is not supported. Choose a JPEG, PNG, WebP or AVIF.",
    },
    {
      ...photo("old-scan.png"),
      createdAt: at(-90 * minute),
      finishedAt: at(-88 * minute),
      id: "cancelled001",
      status: "CANCELLED" as const,
      terminalReason: "CANCELLED",
    },
  ];
  for (const task of tasks) await db.queueTask.create({ data: { ownerId, ...task } });
  const attempt = (attemptNumber: number, fromMs: number, toMs: number, errorMessage: string) => ({
    taskId: "failed000001",
    attempt: attemptNumber,
    outcome: "FAILED",
    errorClass: "SmtpError",
    errorMessage,
    startedAt: at(fromMs),
    finishedAt: at(toMs),
  });
  await db.queueTaskAttempt.createMany({
    data: [
      attempt(1, -50 * minute + 2 * second, -50 * minute + 14 * second, "421 The mail server is busy"),
      attempt(2, -49 * minute, -49 * minute + 11 * second, "421 The mail server is busy"),
      attempt(3, -47 * minute, -46 * minute, "550 There is no such mailbox"),
      {
        ...attempt(1, -3 * minute + second, -3 * minute + 2 * second, "421 The mail server is busy"),
        taskId: "retrying0001",
      },
    ],
  });
  const line = (taskId: string, level: string, message: string, offsetMs: number) => ({
    taskId,
    attempt: 1,
    level,
    message,
    createdAt: at(offsetMs),
  });
  await db.queueTaskLog.createMany({
    data: [
      line("failed000001", "info", "Connecting to mail.example.com", -47 * minute),
      line("failed000001", "warn", "The server refused the recipient", -46 * minute),
      line("running00001", "info", "Reading customers-2026.csv", -74 * second),
      line("running00001", "warn", "Row 1,204 has no email address and was skipped", -60 * second),
      line("running00001", "info", "50,000 rows imported", -30 * second),
    ],
  });
}
