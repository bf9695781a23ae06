/** Ends the server of this test run; rejects when it could not be started. */
async function tearDown(): Promise<void> {
  await (await globalThis.postgresOfThisRun)?.stop();
}

export { tearDown as default };
