"""Badges: a signed code, its QR, a layout in millimetres, a drawing, a print sheet. Knows nothing of the kiosk."""
