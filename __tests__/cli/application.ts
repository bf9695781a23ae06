import { serve } from "../support/server.js";

/** Anybody's application: gives every body, and answers with the status that it is told, and as a redirect where that is one. */
export async function application(answer: (body: Buffer, count: number) => number = () => 200) {
  const bodies: Buffer[] = [];
  const origin = await serve((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks);
      res.writeHead(answer(body, bodies.push(body)), { location: "/elsewhere" }).end();
    });
  });
  return { bodies, url: `${origin}/cdyne/secret-of-the-application`, texts: () => bodies.map(String) };
}
