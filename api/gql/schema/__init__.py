"""The mapped schema: how the graph's types lie on tables, and which fields the planner can read.

`mapping` holds the records, `fields` the functions that write them beside a type's annotations,
`graph` the whole mapped schema, `viewer` the protocol of a viewer, and `problems` the errors of
fields. It knows neither plans nor requests.
"""
