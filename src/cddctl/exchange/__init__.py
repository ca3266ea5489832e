"""The texts of forms and replies, shared by those who write them and those who read them back."""
