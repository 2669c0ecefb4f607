"""Benchmarks: our server beside stock Strawberry, hand-written code and the database alone."""
