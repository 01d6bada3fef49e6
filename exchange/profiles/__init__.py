"""Profiles: what people offer and seek, and who may find them."""
