/* struct session { int x; }; */
struct session {
	struct search *search;

	int width;
	struct help help;
	struct session *inner;
};
