// Stands in for prettier inside GraphiQL, with its call: GraphQL is formatted by prettier, which
// keeps comments; variables and headers (JSON with comments) by jsonc-parser, a tenth of the size
// of prettier's JavaScript parser and printer.
import { applyEdits, format as jsonEdits } from "jsonc-parser";
import * as graphql from "prettier/plugins/graphql";
import { format as prettify } from "prettier/standalone";

const JSON_STYLE = { tabSize: 2, insertSpaces: true, eol: "\n" };

export const { parsers, printers } = graphql;

export async function format(text, { parser }) {
  if (parser === "graphql") {
    return prettify(text, { parser, plugins: [graphql] });
  }
  return applyEdits(text, jsonEdits(text, undefined, JSON_STYLE));
}
