# The platform that this package is for; the one word that its scripts differ in.
platform=hermes
