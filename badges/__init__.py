"""Badges: a signed code, its QR, a layout in millimetres, a drawing, a print sheet. Nothing of the kiosk."""
