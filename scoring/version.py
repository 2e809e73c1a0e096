"""The version of the engine, published with every result."""

ENGINE_VERSION = "1.0.0"
