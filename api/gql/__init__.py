"""The graph kernel. It knows no subject; `README.md` says what its rooms are."""
