"""The sample expo with a crowd that acts as real people do."""
