// Builds everything in api/http/static/graphiql, compressed as the server sends it.
// To rebuild: cd scripts/graphiql && npm ci && node build.mjs
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { gzip } from "pako";

import { licences } from "./licences.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../../api/http/static/graphiql");
const ICONS_NOTICE =
  "codicon.ttf: Visual Studio Code icons, by Microsoft Corporation, from " +
  "https://github.com/microsoft/vscode-codicons, under Creative Commons Attribution 4.0 " +
  "International, https://creativecommons.org/licenses/by/4.0/. Unchanged.";
const MAX_FILE_BYTES = 600_000;
const MAX_TOTAL_BYTES = 1_600_000;

const COMMON = {
  absWorkingDir: HERE,
  outdir: HERE,
  write: false,
  bundle: true,
  minify: true,
  metafile: true,
  target: ["es2022"],
  legalComments: "external",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};

// GraphiQL and Monaco split themselves into dozens of lazily loaded files, all of which this page
// needs at once. Imports by literal name become static; the page is then cut in three below.
const eagerImports = {
  name: "eager-imports",
  setup({ onLoad }) {
    const packages = /node_modules\/(@graphiql|monaco-editor|monaco-graphql)\/.*\.js$/;
    onLoad({ filter: packages }, async ({ path }) => {
      const names = [];
      const code = (await readFile(path, "utf8")).replace(
        /\bimport\(\s*(["'])([^"'\n]+)\1\s*\)/g,
        (_call, _quote, name) => `Promise.resolve(eager${names.push(name) - 1})`,
      );
      const head = names.map((name, at) => `import * as eager${at} from "${name}";\n`);
      return { contents: head.join("") + code, loader: "js" };
    });
  },
};

const lightFormatter = {
  name: "light-formatter",
  setup({ onResolve }) {
    onResolve({ filter: /^prettier\// }, ({ importer }) =>
      importer.includes("@graphiql") ? { path: join(HERE, "format.js") } : undefined,
    );
  },
};

// A part that several entries reach becomes a file of its own, which is how the editor, too large
// for one file, is cut: its core, then its features, then the page.
const page = await build({
  ...COMMON,
  entryPoints: {
    app: "app.jsx",
    features: "monaco-editor/esm/vs/editor/edcore.main.js",
    core: "monaco-editor/esm/vs/editor/browser/widget/codeEditor/codeEditorWidget.js",
  },
  format: "esm",
  splitting: true,
  jsx: "automatic",
  assetNames: "[name]",
  loader: { ".ttf": "file" },
  plugins: [eagerImports, lightFormatter],
});
const worker = await build({ ...COMMON, entryPoints: { worker: "worker.js" }, format: "iife" });

const outputs = [...page.outputFiles, ...worker.outputFiles];
const text = (name) => outputs.find(({ path }) => basename(path) === name).text;
const importsOf = ([, { imports }]) => imports.filter(({ path }) => path.startsWith("chunk-"));
const chunks = Object.entries(page.metafile.outputs)
  .filter(([path]) => /^chunk-.*\.js$/.test(path))
  .sort((one, other) => importsOf(one).length - importsOf(other).length)
  .map(([path]) => path);
if (chunks.length !== 2) {
  throw new Error(`The editor was cut in ${chunks.length} parts, not in core and features`);
}
const [core, features] = chunks;
const renamed = (code) =>
  code.replaceAll(core, "editor-core.js").replaceAll(features, "editor-features.js");

const files = {
  "app.js": renamed(text("app.js")),
  "editor-features.js": renamed(text(features)),
  "editor-core.js": renamed(text(core)),
  "worker.js": text("worker.js"),
  "app.css": text("app.css"),
  "codicon.ttf": outputs.find(({ path }) => basename(path) === "codicon.ttf").contents,
};

const sources = [page, worker].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const comments = outputs.filter(({ path }) => path.endsWith(".LEGAL.txt")).map((file) => file.text);
const remarks = [...comments, ICONS_NOTICE];

const notices = await licences(HERE, sources, remarks);

// A gzip written in JavaScript makes the same bytes everywhere; it records no time.
const packed = Object.entries(files).map(([name, content]) => ({
  name: `${name}.gz`,
  bytes: gzip(content, { level: 9 }),
}));
for (const { name, bytes } of packed) {
  console.log(`${String(bytes.length).padStart(8)}  ${name}`);
  if (bytes.length > MAX_FILE_BYTES) throw new Error(`${name} is over ${MAX_FILE_BYTES} bytes`);
}
const total = packed.reduce((sum, { bytes }) => sum + bytes.length, 0);
console.log(`${String(total).padStart(8)}  bytes in all`);
if (total > MAX_TOTAL_BYTES) throw new Error(`The page is over ${MAX_TOTAL_BYTES} bytes in all`);

// Nothing is replaced before all of it is built and within its bounds.
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await copyFile(join(HERE, "index.html"), join(OUT, "index.html"));
await writeFile(join(OUT, "LICENSES.txt"), notices);
for (const { name, bytes } of packed) await writeFile(join(OUT, name), bytes);
