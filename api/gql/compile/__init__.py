"""From a selection to one SQL statement per root field and one shaping function: pure, no driver.

From below: `sql` (elements of statements) · `statement` (their text and binders) · `conversion`
(how values travel) · `cursors` · `selections` (GraphQL's collected fields) · `arguments` (a field's
arguments) · `operation` (an operation, and the facts that shape its plans) · `source` and
`functions` (the builder of generated functions) · `plan` · `planning` (what one plan is made for) ·
`level` (one SELECT) · `lists`, `merge` (lists merged from pieces) and `pages` · `objects` ·
`planner` (root fields).
"""
