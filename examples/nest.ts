/**
 * In NestJS, on its Express; `use` puts the router before Nest's own body parsers, with and without `rawBody`:
 * npx tsx examples/nest.ts
 */
import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { type NestExpressApplication } from "@nestjs/platform-express";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });
postbacks.onAny((event) => console.log(event.type, event.subject ?? ""));

class AppModule {
  async onApplicationShutdown(): Promise<void> {
    await postbacks.close();
  }
}
Module({})(AppModule); // `@Module({})` above the class, where the compiler has decorators.

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ["error"] });
app.use("/cdyne", postbacks.router);
await app.listen(Number(process.env["PORT"] ?? 0));

const url = postbacks.url(`${(await app.getUrl()).replace("[::1]", "localhost")}/cdyne`);
console.log(`PostBackURL: ${url}\n\n${howToPost(url)}`);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void app.close());
