"""The toolchain of the guide: one package per job, each run in place with ``python -m``."""
