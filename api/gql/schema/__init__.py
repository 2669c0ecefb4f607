"""What the graph is: how its types lie on tables, and which of its fields the planner can read.

`mapping` holds the records, `fields` the functions that write them down beside a type's
annotations, `graph` the whole mapped schema, `viewer` what the kernel must know of whoever asks,
and `problems` the errors that a field may answer with. It knows neither plans nor requests.
"""
