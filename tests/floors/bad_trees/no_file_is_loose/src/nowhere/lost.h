int lost(void);
