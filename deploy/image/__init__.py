"""What the image is made of and started by."""
