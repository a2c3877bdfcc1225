# Run by PlatformIO: links the archive for the board's core, as the header tells it from the compiler and its flags.
import os
import re
import subprocess

Import("env")  # noqa: F821
root = Dir(".").srcnode().abspath  # noqa: F821

compiler = env.subst("$CC $CFLAGS $CCFLAGS").split()  # noqa: F821
asked = [*compiler, "-ffreestanding", "-I" + os.path.join(root, "include"), "-include", "opaygo.h",
         "-dM", "-E", "-x", "c", os.devnull]
macros = subprocess.run(asked, check=True, capture_output=True, text=True, env=env["ENV"]).stdout  # noqa: F821
family = re.search(r"#define OPAYGO_FAMILY (\w+)", macros)
family = family[1].replace("_", "-") if family else "host"

every = DefaultEnvironment()  # noqa: F821
# The archive is one object: what a program does not call is left out by the linker, or not at all.
every.AppendUnique(LIBPATH=[os.path.join(root, "lib", family)], LIBS=["opaygo"], LINKFLAGS=["-Wl,--gc-sections"],
                   CPPPATH=[os.path.join(root, "include"), os.path.join(root, "compat")])
