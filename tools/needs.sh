# shellcheck shell=sh
# What building and testing need, and how to install what is missing. To be sourced by tools/run and tools/test:
#
#     . "$root/tools/needs.sh"
#     install_missing build          # or: install_missing build tests
#     install_extras                 # what gradwalk can do without
#     install_extras proof           # programs that read what it exports; tests without them are skipped. PyTorch
#                                    # (python3-torch), which is large, is used where it is installed
#     quietly ninja -C build         # output only if it fails

# Those of apt are tried, on Debian 12 and 13. Most of apk's were looked up in Alpine's recipes; all of them, and
# those of dnf, pacman and brew, are untried. - is a package that the system does not have.
#
# when  how to see it       apt              dnf                pacman      apk           brew
needs='
build   runs cc             gcc              gcc                gcc         gcc           gcc
build   header stdio.h      libc6-dev        glibc-devel        glibc       musl-dev      gcc
build   runs meson          meson            meson              meson       meson         meson
build   runs ninja          ninja-build      ninja-build        ninja       ninja         ninja
build   runs pkg-config     pkg-config       pkgconf-pkg-config pkgconf     pkgconf       pkgconf
build   library libxml-2.0  libxml2-dev      libxml2-devel      libxml2     libxml2-dev   libxml2
build   library ncursesw    libncurses-dev   ncurses-devel      ncurses     ncurses-dev   ncurses
extra   library libprotobuf-c libprotobuf-c-dev protobuf-c-devel protobuf-c protobuf-c-dev protobuf-c
extra   runs protoc-c       protobuf-c-compiler protobuf-c-compiler protobuf-c protobuf-c-compiler protobuf-c
extra   runs protoc         protobuf-compiler protobuf-compiler protobuf    protoc        protobuf
extra   library libcurl     libcurl4-openssl-dev libcurl-devel  curl        curl-dev      curl
extra   library fribidi     libfribidi-dev   fribidi-devel      fribidi     fribidi-dev   fribidi
extra   runs msgfmt         gettext          gettext            gettext     gettext       gettext
extra   library libutf8proc libutf8proc-dev  utf8proc-devel     libutf8proc utf8proc-dev  utf8proc
tests   runs clang          clang            clang              clang       clang         llvm
tests   sanitizer cc        gcc              libasan            gcc         gcc           gcc
tests   undefined cc        gcc              libubsan           gcc         gcc           gcc
tests   sanitizer clang     libclang-rt-dev  compiler-rt        compiler-rt compiler-rt   llvm
tests   fuzzer clang        libclang-rt-dev  compiler-rt        compiler-rt compiler-rt   llvm
tests   library cmocka      libcmocka-dev    libcmocka-devel    cmocka      cmocka-dev    cmocka
tests   library vterm       libvterm-dev     libvterm-devel     libvterm    libvterm-dev  libvterm
tests   runs xmllint        libxml2-utils    libxml2            libxml2     libxml2-utils libxml2
tests   runs fribidi        libfribidi-bin   fribidi            fribidi     fribidi       fribidi
tests   runs mandoc         mandoc           mandoc             mandoc      mandoc        mandoc
tests   runs xgettext       gettext          gettext-devel      gettext     gettext       gettext
tests   runs nm             binutils         binutils           binutils    binutils      binutils
tests   runs python3        python3          python3            python      python3       python3
proof   runs dot            graphviz         graphviz           graphviz    graphviz      graphviz
proof   module numpy        python3-numpy    python3-numpy      python-numpy py3-numpy    numpy
proof   runs chromium       chromium         chromium           chromium    chromium      chromium
proof   runs pdflatex       texlive-latex-base texlive-latex    texlive-latex texlive     texlive
proof   runs trang          trang            trang              -           -             jing-trang
proof   style tikz.sty      texlive-pictures texlive-pgf        texlive-pictures texlive  texlive
'

# Run a command; show what it printed only if it fails.
quietly() {
	log=$(mktemp)
	if "$@" >"$log" 2>&1 </dev/null; then
		rm -f "$log"
	else
		status=$?
		cat "$log" >&2
		rm -f "$log"
		echo "failed: $*" >&2
		return "$status"
	fi
}

compiles() {
	"$@" -x c -o /dev/null - >/dev/null 2>&1
}

# is_there HOW NAME: whether a need is satisfied.
is_there() {
	case $1 in
	runs) command -v "$2" >/dev/null ;;
	module) python3 -c "import $2" 2>/dev/null || /usr/bin/python3 -c "import $2" 2>/dev/null ;;
	style) kpsewhich "$2" >/dev/null 2>&1 ;;
	header) echo "#include <$2>" | compiles cc -E ;;
	library) pkg-config --exists "$2" 2>/dev/null ;;
	sanitizer) echo 'int main(void) { return 0; }' | compiles "$2" -fsanitize=address ;;
	fuzzer) echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | compiles "$2" -fsanitize=fuzzer ;;
	undefined) echo 'int main(void) { return 0; }' | compiles "$2" -fsanitize=undefined ;;
	esac
}

package_manager() {
	for manager in apt-get dnf pacman apk brew; do
		if command -v "$manager" >/dev/null; then
			echo "$manager"
			return
		fi
	done
	echo none
}

# missing_packages MANAGER PURPOSE...: one package a line, under the names that the manager gives them.
missing_packages() {
	manager=$1
	shift
	echo "$needs" | while read -r purpose how name apt dnf pacman apk brew; do
		case " $* " in *" $purpose "*) ;; *) continue ;; esac
		is_there "$how" "$name" </dev/null && continue
		case $manager in
		dnf) echo "$dnf" ;;
		pacman) echo "$pacman" ;;
		apk) echo "$apk" ;;
		brew) echo "$brew" ;;
		*) echo "$apt" ;;
		esac
	done | grep -vx -e - | sort -u
}

# Root's rights for the commands that need them: nothing if we have them.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	elif command -v doas >/dev/null; then
		doas "$@"
	else
		echo "Only root can install packages. As root, run: $*" >&2
		return 2
	fi
}

# A password is asked for here, while the terminal is still in sight.
ask_for_rights() {
	if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then
		sudo -v
	fi
}

install_packages() {
	manager=$1
	shift
	case $manager in
	apt-get)
		ask_for_rights
		quietly as_root apt-get -qq update || echo "Trying with the package lists that are here." >&2
		quietly as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
		;;
	dnf) ask_for_rights && quietly as_root dnf -y install "$@" ;;
	pacman) ask_for_rights && quietly as_root pacman -Sy --needed --noconfirm "$@" ;;
	apk) ask_for_rights && quietly as_root apk add "$@" ;;
	brew) quietly brew install "$@" ;;
	esac
}

# Homebrew keeps its ncurses, libxml2 and curl apart from the system's.
find_homebrew_libraries() {
	command -v brew >/dev/null || return 0
	for library in ncurses libxml2 curl; do
		PKG_CONFIG_PATH="$(brew --prefix "$library")/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
	done
	export PKG_CONFIG_PATH
}

# install_missing PURPOSE...: PURPOSE is build or tests.
install_missing() {
	find_homebrew_libraries
	manager=$(package_manager)
	packages=$(missing_packages "$manager" "$@" | tr '\n' ' ')
	[ -z "$packages" ] && return
	if [ "$manager" = none ]; then
		echo "Please install these, by their Debian names: $packages" >&2
		return 2
	fi
	echo "Installing with $manager: $packages" >&2
	# shellcheck disable=SC2086 # a list of words
	install_packages "$manager" $packages
}

# Whether packages can be installed without asking anybody.
may_install() {
	[ "$manager" = brew ] || [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# install_extras [PURPOSE]: what is good to have. Without it, or without the right to install it, gradwalk is built
# all the same.
install_extras() {
	manager=$(package_manager)
	packages=$(missing_packages "$manager" "${1:-extra}" | tr '\n' ' ')
	[ -z "$packages" ] && return
	if [ "$manager" != none ] && may_install; then
		echo "Installing with $manager: $packages" >&2
		# shellcheck disable=SC2086 # a list of words
		install_packages "$manager" $packages && return
	fi
	echo "Going on without: $packages" >&2
}
