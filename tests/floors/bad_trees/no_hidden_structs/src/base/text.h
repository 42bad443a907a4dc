struct text;
typedef struct text text_t;
typedef int (*function)(struct text *);
typedef enum { A, B } letter;
