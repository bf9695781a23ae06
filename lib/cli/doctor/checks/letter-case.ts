import { type Finding, finding } from "../finding.js";
import { type Host, isProbed } from "../host.js";
import { ordinary } from "../samples.js";

/** Posts to the URL in lower and in upper case. */
export async function letterCase(host: Host): Promise<Finding[]> {
  const { pathname } = host.url;
  const works = async (path: string): Promise<boolean> => {
    const url = new URL(host.url);
    url.pathname = path;
    return path === pathname || isProbed(await host.probe(ordinary.body, url));
  };
  if (!(await works(pathname.toLowerCase()))) return [finding("DOCTOR_LOWER_CASE")];
  return (await works(pathname.toUpperCase())) ? [] : [finding("DOCTOR_UPPER_CASE")];
}
