struct other {
	int x;
};
struct search {
	int place;
};
