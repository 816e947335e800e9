"""Cases of pointwise mathematics and reductions."""
