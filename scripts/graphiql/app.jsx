import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "graphiql/graphiql.css";
import "./app.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

// One worker file serves all of Monaco's services: it takes its role from its name.
globalThis.MonacoEnvironment = {
  getWorker: (_moduleId, label) =>
    new Worker(new URL("./worker.js", import.meta.url), { name: label }),
};

const endpoint = new URL("/graphql", location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

// Subscriptions go over graphql-transport-ws; what the Headers tab holds, such as
// Authorization, is then the payload of connection_init.
const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  enableIncrementalDelivery: false,
});

const tour = document.getElementById("tour").content.textContent.trim() + "\n";

// Without the history plugin: it would keep the Headers tab, and so tokens, in localStorage.
createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={tour}
    plugins={[]}
    defaultEditorToolsVisibility="headers"
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Kulkul</GraphiQL.Logo>
  </GraphiQL>,
);
