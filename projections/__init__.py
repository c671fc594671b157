"""The read side: one file per question, fed by the events and rebuilt from them."""
