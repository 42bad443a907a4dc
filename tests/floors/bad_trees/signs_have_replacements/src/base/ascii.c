static const struct replacement replacements[] = {
	{0x2190, 0x2193, '<', NULL}, /* ← to ↓ */
};
