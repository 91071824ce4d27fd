#!/usr/bin/env python3
"""Makes the font subsets of this folder from their free originals.

    npm i @expo-google-fonts/noto-sans-sc @phosphor-icons/web && pip install fonttools
    python3 make.py path/to/node_modules

Noto Sans SC (SIL OFL 1.1): GB 2312, punctuation, and every character of the data and word files.
Phosphor (MIT): the icons named in src/ui/icons.rs; regular for the window, fill for marks on the map.
Prints the Rust constants of the icons."""

import glob, json, pathlib, re, subprocess, sys

here = pathlib.Path(__file__).parent
root = here.parent.parent
modules = pathlib.Path(sys.argv[1])


def subset(source, target, codes):
    subprocess.run(
        ["pyftsubset", source, "--unicodes=" + ",".join(f"{c:x}" for c in sorted(codes)), f"--output-file={target}",
         "--layout-features=kern,locl", "--no-hinting", "--drop-tables+=STAT,DSIG,vmtx,vhea,VORG"], check=True)


codes = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2010, 0x2040)) | set(range(0x2190, 0x219A))
codes |= set(range(0x2460, 0x2474)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF5F)) | set(map(ord, "−≤≥≈′″℃●○◎◆◇■□▲△▼▽★☆✓㎡"))
for row in range(0xA1, 0xF8):
    for cell in range(0xA1, 0xFF):
        try:
            codes.add(ord(bytes([row, cell]).decode("gb2312")))
        except UnicodeDecodeError:
            pass
for pattern in ("data/*.csv", "data/*.md", "assets/words/*.toml"):
    for file in glob.glob(str(root / pattern)):
        codes |= set(map(ord, pathlib.Path(file).read_text("utf-8"))) - {0x0A, 0xFEFF}
subset(modules / "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
       here / "NotoSansSC-Regular.subset.ttf", codes)

wanted = re.findall(r'// (fill|regular) ([a-z0-9-]+)$', (root / "src/ui/icons.rs").read_text("utf-8"), re.M)
for style, file in (("regular", "Phosphor.ttf"), ("fill", "Phosphor-Fill.ttf")):
    folder = modules / "@phosphor-icons/web/src" / style
    known = {}
    for icon in json.loads((folder / "selection.json").read_text())["icons"]:
        for name in icon["properties"]["name"].split(","):
            known[name.strip().removesuffix("-fill")] = icon["properties"]["code"]
    names = [n for s, n in wanted if s == style]
    for name in names:
        print(f"{style:8} {name:24} \\u{{{known[name]:x}}}")
    subset(folder / file, here / file.replace(".ttf", ".subset.ttf"), {known[n] for n in names})
