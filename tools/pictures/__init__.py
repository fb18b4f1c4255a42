"""Pictures of every page for docs/screens.md: the sample expo at moments that stand still."""
