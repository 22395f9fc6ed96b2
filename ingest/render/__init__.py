"""Pages as images, with a quote marked where it stands."""
