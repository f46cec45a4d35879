"""Ways in: each turns what arrives into questions and shows the answers."""
