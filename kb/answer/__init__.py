"""From hits to an answer: asked, written, cited and checked."""
