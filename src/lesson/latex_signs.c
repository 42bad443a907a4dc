#include "lesson/latex_signs.h"

#include <string.h>

static const struct {
	const char *bytes, *command;
} latex_signs[] = {
	{"\\", "\\textbackslash{}"},
	{"{", "\\{"},
	{"}", "\\}"},
	{"$", "\\$"},
	{"&", "\\&"},
	{"#", "\\#"},
	{"%", "\\%"},
	{"_", "\\_"},
	{"^", "\\textasciicircum{}"},
	{"~", "\\textasciitilde{}"},
	{"∂", "$\\partial$"},
	{"·", "$\\cdot$"},
	{"×", "$\\times$"},
	{"−", "$-$"},
	{"≈", "$\\approx$"},
	{"√", "$\\surd$"},
	{"∞", "$\\infty$"},
	{"ᵀ", "$^\\top$"},
	{"²", "$^2$"},
	{"³", "$^3$"},
	{"₀", "$_0$"},
	{"₁", "$_1$"},
	{"₂", "$_2$"},
	{"₃", "$_3$"},
	{"α", "$\\alpha$"},
	{"β", "$\\beta$"},
	{"γ", "$\\gamma$"},
	{"δ", "$\\delta$"},
	{"ε", "$\\varepsilon$"},
	{"θ", "$\\theta$"},
	{"λ", "$\\lambda$"},
	{"μ", "$\\mu$"},
	{"π", "$\\pi$"},
	{"Σ", "$\\Sigma$"},
	{"σ", "$\\sigma$"},
	{"φ", "$\\varphi$"},
	{"ω", "$\\omega$"},
	{"…", "\\ldots{}"},
	{"→", "$\\to$"},
	{"≤", "$\\leq$"},
	{"≥", "$\\geq$"},
	{"⊕", "$\\oplus$"},
	{"Φ", "$\\Phi$"},
	{"↑", "$\\uparrow$"},
	{"↓", "$\\downarrow$"},
	{"►", "$\\triangleright$"},
	{"⋮", "$\\vdots$"},
	{"⁴", "$^4$"},
	{"⁵", "$^5$"},
	{"⁶", "$^6$"},
	{"⁷", "$^7$"},
	{"⁸", "$^8$"},
	{"⁹", "$^9$"},
	{"⁰", "$^0$"},
	{"¹", "$^1$"},
	{"⁻", "$^-$"},
	{"’", "'"},
	{"“", "``"},
	{"”", "\'\'"},
	{"—", "---"},
	{"–", "--"},
};

const char *latex_sign_of(const char *at, size_t *length)
{
	for (size_t i = 0; i < sizeof latex_signs / sizeof *latex_signs; i++) {
		size_t bytes = strlen(latex_signs[i].bytes);
		if (strncmp(at, latex_signs[i].bytes, bytes) != 0)
			continue;
		if (length)
			*length = bytes;
		return latex_signs[i].command;
	}
	return NULL;
}
