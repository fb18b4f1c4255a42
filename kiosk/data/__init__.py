"""The database: `store` (the only BEGIN and COMMIT), its tables step by step (`migrations`), the `journal`, `names`."""
