const char *known = "←↓²";
/* a comment may have ♥ */
const char *new = "♥";
