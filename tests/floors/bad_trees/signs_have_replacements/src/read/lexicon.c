const char *read_alone = "♥";
