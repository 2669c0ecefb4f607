// The language services of the editors, one role per worker, by the name Monaco gave it.
// `require` keeps the other roles' code unrun: each takes over the worker when it is run.
switch (self.name) {
  case "graphql":
    require("monaco-graphql/esm/graphql.worker.js");
    break;
  case "json":
    require("monaco-editor/esm/vs/language/json/json.worker.js");
    break;
  default:
    require("monaco-editor/esm/vs/editor/editor.worker.js");
}
