import { headers } from "next/headers";
import { TrpcApp } from "../client/TrpcApp.tsx";
import { readUserId } from "../server/session.ts";

export default async function Page() {
  const userId = readUserId(await headers());
  return <main>{userId ? <TrpcApp userId={userId} /> : <p>Sign in first.</p>}</main>;
}
