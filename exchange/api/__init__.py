"""For programs: listings as JSON with their OpenAPI description, and as an Atom feed."""
