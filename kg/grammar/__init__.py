"""How drug pages speak: prose in, facts with their places out; shared by the mappers of every source."""
