"""Files in and out, one file a kind. `files` reads and prepares them, outside any transaction; the rule that writes
them is `kiosk.expo.imports`."""
