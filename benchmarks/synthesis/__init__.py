"""What synthetic alliances are made of."""
