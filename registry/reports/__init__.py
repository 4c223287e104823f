"""Figures of a year, the rows behind them, and the files made of them."""
