"""Areas with times out of files of geographic information systems and of warnings."""
