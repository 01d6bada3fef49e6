"""What a placement costs and who bears it: the worksheet, its arithmetic and its words."""
