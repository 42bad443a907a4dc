int listed;
