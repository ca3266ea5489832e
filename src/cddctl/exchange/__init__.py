"""The texts of forms and replies, shared by the modules that write and read them."""
