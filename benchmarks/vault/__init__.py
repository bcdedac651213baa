"""What a generated vault is made of. Nothing here is copied from anyone's notes."""
