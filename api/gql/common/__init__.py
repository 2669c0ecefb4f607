"""What the subjects' types share: scalars, enums, filters, connections, results, references."""
