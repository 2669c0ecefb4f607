import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const NOTICE = /^(licen[cs]e|notice|thirdpartynotices)/i;
const RULE = "=".repeat(80);

/**
 * Writes out the licences of the packages whose code is in the built files.
 *
 * @param {string} root The directory that holds node_modules.
 * @param {Iterable<string>} sources Paths of the bundled source files, relative to `root`.
 * @param {Iterable<string>} remarks Licence notices that no package file holds.
 * @returns {Promise<string>} One text: per package its name, version, licence and notices.
 * @throws {Error} When a bundled package states no licence at all.
 */
export async function licences(root, sources, remarks) {
  const packages = new Set();
  for (const source of sources) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source);
    if (found) packages.add(found[1]);
  }
  const packagesByNotice = new Map();
  for (const path of [...packages].sort()) {
    const folder = join(root, path);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const title = `${about.name} ${about.version} – ${about.license}`;
    if (!about.license) throw new Error(`${title}: no licence stated in its package.json`);
    const files = (await readdir(folder)).filter((file) => NOTICE.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    const notice = texts.join("\n\n") || `It has no licence file. Source: ${origin(about)}`;
    packagesByNotice.set(notice, [...(packagesByNotice.get(notice) ?? []), title]);
  }
  const parts = [
    "The GraphiQL page in this directory is built from the packages below, minified.\n" +
      "Each is listed with its licence and notices.\n",
  ];
  for (const [notice, titles] of packagesByNotice) {
    parts.push([RULE, titles.join("\n"), notice].join("\n\n"));
  }
  parts.push([RULE, "Notices found in the source files", ...remarks].join("\n\n"));
  return parts
    .map((part) => part.replaceAll("\r\n", "\n").replace(/[ \t]+$/gm, "").trimEnd() + "\n")
    .join("\n");
}

/** The address of the source that a package.json names, or its home page. */
function origin({ repository, homepage }) {
  return (repository?.url ?? repository ?? homepage ?? "not stated").replace(/^git\+/, "");
}
