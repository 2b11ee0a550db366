"""Units, luck, clock time, faults, languages: what every room stands on."""
