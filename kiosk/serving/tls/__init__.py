"""HTTPS: with a certificate the organisers bring, or with the server's own small authority."""
