"""What comes in from outside, read strictly."""
