"""The rules of the programme: its items, who has a seat there, who came, and when nobody is called out of one."""
