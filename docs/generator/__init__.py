"""What writes each generated page; `docs/generate.py` puts them in their places."""
