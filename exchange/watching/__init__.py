"""What somebody keeps an eye on: searches that are saved, and what they were told of each."""
