#include "export/listing_torch.h"

#include "base/error.h"
#include "export/listing.h"

static const char *torch_spelling(const struct gw_op_code *code)
{
	return code->torch;
}

static const char introduction[] =
	"#\n"
	"# Verified: gradwalk computed the value and every gradient by itself, and this program "
	"asserts that\n"
	"# PyTorch's are the same, to 1e-12.\n"
	"#\n"
	"#     python3 FILE.py                           one process\n"
	"#     torchrun --nproc-per-node=2 FILE.py       several, each of which asserts the same\n"
	"#\n"
	"# To train on several machines, make each leaf with requires_grad a torch.nn.Parameter of "
	"a module,\n"
	"# wrap the module in torch.nn.parallel.DistributedDataParallel, and start it with "
	"torchrun.\n"
	"\n"
	"import torch\n"
	"import torch.nn.functional as F\n"
	"\n"
	"torch.set_default_dtype(torch.float64)\n"
	"\n"
	"\n"
	"def check(name, found, expected):\n"
	"    \"\"\"NaN is expected beyond where a function is defined: there PyTorch may find a "
	"number.\"\"\"\n"
	"    expected = torch.tensor(expected)\n"
	"    found = torch.zeros_like(expected) if found is None else "
	"found.detach().reshape(expected.shape)\n"
	"    same = torch.isclose(found, expected, rtol=1e-12, atol=1e-12) | expected.isnan()\n"
	"    assert same.all(), f\"{name} is {found}, not {expected}\"\n"
	"\n"
	"\n"
	"# The leaves.\n";

static void add_torch_leaf(const struct listing *listing, uint32_t leaf)
{
	bool is_constant = listing->graph->kind[leaf] == GW_CONSTANT;
	size_t start = listing->text->length;

	listing_add_name(listing, leaf);
	text_add(listing->text, " = torch.tensor(");
	listing_add_value(listing, gw_tape_value(listing->tape, leaf),
			  (int)(listing->text->length - start));
	text_add(listing->text, is_constant ? ")" : ", requires_grad=True)");
	listing_end_line(listing, leaf);
}

static void add_torch_gradient(const struct listing *listing, uint32_t leaf)
{
	listing_add_name(listing, leaf);
	text_add(listing->text, ".grad");
}

bool listing_write_torch(const struct exported *exported, struct text *text, struct gw_error *error)
{
	static const struct listing_language language = {"PyTorch", "torch.tensor(%s)",
							 torch_spelling};
	struct listing listing;
	bool is_started = listing_start(&listing, &language, exported, text, error);

	if (is_started) {
		listing_add_heading(&listing);
		text_add(text, introduction);
		listing_each_leaf(&listing, add_torch_leaf);
		text_add(text, "\n# Forward, a gate a line.\n");
		listing_each_gate(&listing);
		text_add(text, "\n# Backward.\n");
		if (listing.tape->backward_count > 0) {
			listing_add_name(&listing, listing.tape->output);
			text_add(text, ".backward()\n");
		}
		text_add(text, "\n");
		listing_add_checks(&listing, add_torch_gradient);
	}
	listing_finish(&listing);
	return is_started && (!text->failed || error_memory(error));
}
