"""The rows of a pack's CSV files and the items of its YAML files: what each may say.

`fields` (what one value may look like) · `entry` (how a kind of entry is declared) · `city` and
`content` (the kinds) · `validation` (texts into entries, and pydantic's errors into faults). What
must hold between entries is in `api/seed/cross_checks.py`.
"""
