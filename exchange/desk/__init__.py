"""Pages that gather from all rooms: home, HR desk, administration, leaving, help, health."""
