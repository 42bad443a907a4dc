int loose(void);
