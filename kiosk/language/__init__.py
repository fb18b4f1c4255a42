"""What is said to people, and what people typed: the catalogues' sentences, and text made the same however it came in."""
