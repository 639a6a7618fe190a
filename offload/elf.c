// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf.c - an image as an object file, as clang would have made it
 *
 * The sections of a program without maps end before SECTION_REL.
 */
#include "offload/image.h"

#include "offload/elf_btf.h"
#include "offload/insn.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

enum section {
	SECTION_NULL,
	SECTION_STRINGS,
	SECTION_SYMBOLS,
	SECTION_PROGRAM,
	SECTION_LICENSE,
	SECTION_REL,
	SECTION_MAPS,
	SECTION_BTF,
	N_SECTIONS,
};

/* The first symbol is none, the second the program, and then come the maps. */
enum { SYMBOL_PROGRAM = 1, SYMBOL_MAPS };

struct section_kind {
	const char *name;
	uint32_t type;
	uint64_t flags;
	uint32_t link;
	uint32_t info; /* symbols: the first global; rel: what they belong to */
	uint32_t align;
	uint32_t entry_bytes;
	Elf_Type data_type;
};

static const struct section_kind kinds[] = {
	[SECTION_STRINGS] = { ".strtab", SHT_STRTAB, .align = 1 },
	[SECTION_SYMBOLS] = { ".symtab", SHT_SYMTAB, .link = SECTION_STRINGS,
			      .info = SYMBOL_PROGRAM, .align = 8,
			      .entry_bytes = sizeof(Elf64_Sym),
			      .data_type = ELF_T_SYM },
	[SECTION_PROGRAM] = { "xdp", SHT_PROGBITS,
			      .flags = SHF_ALLOC | SHF_EXECINSTR, .align = 8 },
	[SECTION_LICENSE] = { "license", SHT_PROGBITS,
			      .flags = SHF_ALLOC | SHF_WRITE, .align = 1 },
	[SECTION_REL] = { ".relxdp", SHT_REL, .link = SECTION_SYMBOLS,
			  .info = SECTION_PROGRAM, .align = 8,
			  .entry_bytes = sizeof(Elf64_Rel),
			  .data_type = ELF_T_REL },
	[SECTION_MAPS] = { ".maps", SHT_PROGBITS,
			   .flags = SHF_ALLOC | SHF_WRITE, .align = 8 },
	[SECTION_BTF] = { ".BTF", SHT_PROGBITS, .align = 4 },
};
_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == N_SECTIONS,
	       "each section has a kind");

struct contents {
	void *bytes;
	size_t len;
};

struct object {
	struct arena *arena;
	const struct image *img;
	VEC(char) strings;
	uint32_t names[N_SECTIONS]; /* where each is in strings */
	struct contents sections[N_SECTIONS];
};

static int n_sections(const struct object *o)
{
	return o->img->maps.n ? N_SECTIONS : SECTION_REL;
}

static uint32_t add_string(struct object *o, const char *s)
{
	uint32_t at = o->strings.n;

	do {
		*(char *)vec_push(o->arena, &o->strings) = *s;
	} while (*s++);
	return at;
}

static void make_symbols(struct object *o)
{
	size_t n = SYMBOL_MAPS + o->img->maps.n;
	Elf64_Sym *symbols = arena_calloc(o->arena, n, sizeof(*symbols));

	symbols[SYMBOL_PROGRAM] = (Elf64_Sym){
		.st_name = add_string(o, "nicfw"),
		.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
		.st_shndx = SECTION_PROGRAM,
		.st_size = o->img->insns.n * sizeof(struct bpf_insn),
	};
	for (size_t i = 0; i < o->img->maps.n; i++)
		symbols[SYMBOL_MAPS + i] = (Elf64_Sym){
			.st_name = add_string(o, o->img->maps.v[i].name),
			.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),
			.st_shndx = SECTION_MAPS,
			.st_value = i * ELF_BTF_MAP_BYTES,
			.st_size = ELF_BTF_MAP_BYTES,
		};
	o->sections[SECTION_SYMBOLS] =
		(struct contents){ symbols, n * sizeof(*symbols) };
}

/* The instructions, and a relocation where one loads a map. */
static void make_program(struct object *o)
{
	size_t len = o->img->insns.n * sizeof(struct bpf_insn);
	struct bpf_insn *insns = arena_memdup(o->arena, o->img->insns.v, len);
	VEC(Elf64_Rel) rels = {};

	for (size_t i = 0; i < o->img->insns.n; i++) {
		bool is_pair = insn_is_wide(&insns[i]);

		if (is_pair && insns[i].src_reg == BPF_PSEUDO_MAP_FD) {
			*(Elf64_Rel *)vec_push(o->arena, &rels) = (Elf64_Rel){
				.r_offset = i * sizeof(insns[i]),
				.r_info =
					ELF64_R_INFO(SYMBOL_MAPS + insns[i].imm,
						     R_BPF_64_64),
			};
			insns[i].src_reg = 0;
			insns[i].imm = 0;
		}
		i += is_pair;
	}
	o->sections[SECTION_PROGRAM] = (struct contents){ insns, len };
	o->sections[SECTION_REL] =
		(struct contents){ rels.v, rels.n * sizeof(*rels.v) };
}

static int make_maps(struct object *o)
{
	uint32_t len = 0;
	void *btf = elf_btf_make(o->arena, o->img, &len);

	if (!btf)
		return -ENOMEM;
	o->sections[SECTION_BTF] = (struct contents){ btf, len };
	len = o->img->maps.n * ELF_BTF_MAP_BYTES;
	o->sections[SECTION_MAPS] =
		(struct contents){ arena_alloc(o->arena, len), len };
	return 0;
}

static int make_sections(struct object *o)
{
	static char license[] = "GPL";
	int err = o->img->maps.n ? make_maps(o) : 0;

	if (err)
		return err;
	add_string(o, ""); /* name 0 is no name */
	make_symbols(o);
	make_program(o);
	o->sections[SECTION_LICENSE] =
		(struct contents){ license, sizeof(license) };
	for (int i = SECTION_STRINGS; i < n_sections(o); i++)
		o->names[i] = add_string(o, kinds[i].name);
	o->sections[SECTION_STRINGS] =
		(struct contents){ o->strings.v, o->strings.n };
	return 0;
}

/* False where libelf fails. */
static bool add_section(Elf *elf, const struct object *o, enum section i)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = section ? elf_newdata(section) : NULL;
	Elf64_Shdr *header = data ? elf64_getshdr(section) : NULL;

	if (!header)
		return false;
	data->d_buf = o->sections[i].bytes;
	data->d_size = o->sections[i].len;
	data->d_type = kinds[i].data_type;
	data->d_align = kinds[i].align;
	data->d_version = EV_CURRENT;
	header->sh_name = o->names[i];
	header->sh_type = kinds[i].type;
	header->sh_flags = kinds[i].flags;
	header->sh_link = kinds[i].link;
	header->sh_info = kinds[i].info;
	header->sh_entsize = kinds[i].entry_bytes;
	return true;
}

static bool fill(Elf *elf, const struct object *o)
{
	Elf64_Ehdr *header = elf64_newehdr(elf);

	if (!header)
		return false;
	header->e_ident[EI_DATA] =
		__BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB;
	header->e_type = ET_REL;
	header->e_machine = EM_BPF;
	header->e_version = EV_CURRENT;
	header->e_shstrndx = SECTION_STRINGS;
	for (int i = SECTION_STRINGS; i < n_sections(o); i++)
		if (!add_section(elf, o, i))
			return false;
	return elf_update(elf, ELF_C_WRITE) >= 0;
}

/* libelf keeps errno where a write fails; of its own errors it has none. */
static int write_object(const struct object *o, int fd)
{
	Elf *elf;
	int err = 0;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return -ENOTSUP;
	errno = 0;
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	if (!elf || !fill(elf, o))
		err = errno ? -errno : -EIO;
	elf_end(elf);
	return err;
}

static int write_file(const struct object *o, const char *path)
{
	const char *temporary =
		arena_printf(o->arena, "%s.%d.tmp", path, (int)getpid());
	int fd = open(temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return -errno;
	err = write_object(o, fd);
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(temporary, path))
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

int image_write_elf(const struct image *img, bool unseeded, const char *path)
{
	struct object o = { .arena = arena_new(), .img = img };
	const struct image_map *m;
	int err = 0;

	vec_for_each(m, &img->maps)
		if (m->role == MAP_TREE || (m->n_entries && !unseeded))
			err = -EINVAL;
	if (!err)
		err = make_sections(&o);
	if (!err)
		err = write_file(&o, path);
	arena_free(o.arena);
	return err;
}
