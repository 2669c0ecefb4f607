"""From a request to a response: documents, limits, plans, statements on the drivers, the executor.

`engine` ties it together. `documents` (parsed and kept) · `cost` and `limits` · `plans` (made once,
then run) · `reader` (statements on the drivers' connections) · `budget` (a request's time) ·
`executor` (plans under graphql-core) · `errors` (what clients see of faults) · `counters` ·
`explain` · for resolvers `context`, `custom_statement` and `mutate`.
"""
