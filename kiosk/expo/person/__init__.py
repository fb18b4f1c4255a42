"""One visitor: who they are, their enterprise's number, telephone, consents, phone, and who saw their contact data."""
