"""The rest of a day foretold: futures lived in memory by the product's own rules."""
