"""The reports: one module each, every one a pure function of the `Report`."""
