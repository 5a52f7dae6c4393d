"""The zoo: loopback servers that behave as badly as the web does, one address per case."""
