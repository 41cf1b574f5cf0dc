"""Whisper base beside transformers and faster-whisper, and Silero VAD, on recordings of speech."""

import json
import pathlib
import re
import shutil

import numpy
import soundfile
import torch

import menura
from ctranslate2_whisper import convert

NAME, VAD = "Whisper base", "Silero VAD"
RATE, CHUNK = 16000, 512
JFK = menura.ROOT / "testdata" / "audio" / "jfk.flac"


def recordings(folder):
    """(file, what is said or None) of a folder with labels.jsonl, or of the recording that comes with Menura."""
    if folder is None:
        return [(JFK, "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.")]
    folder = pathlib.Path(folder)
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(folder / x["wav"], x["text"]) for x in labels if x.get("kind") == "speech"]


def whisper(rows, source, spoken, work):
    """Transcripts by Menura, transformers and faster-whisper."""
    import faster_whisper
    import transformers

    folder = work / "whisper-hf"
    if not (folder / "model.safetensors").exists():
        convert(source, folder)
    model = transformers.WhisperForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    features = transformers.WhisperFeatureExtractor.from_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    other = faster_whisper.WhisperModel(str(joined(source, work)), device="cpu", compute_type="float32")
    said, ours, theirs, faster, apart, beams = [], [], [], [], [], []
    for file, text in spoken:
        sound = mono(file)
        said.append(words(text))
        text, times = transcript(file, folder)
        ours.append(words(text))
        heard = features(sound, sampling_rate=RATE, return_tensors="pt").input_features
        with torch.inference_mode():
            ids = model.generate(heard, language="en", task="transcribe", return_timestamps=True)[0]
        theirs.append(words(tokenizer.decode(ids, skip_special_tokens=True)))
        segments = list(other.transcribe(sound, language="en", beam_size=1, word_timestamps=True)[0])
        faster.append(words(" ".join(s.text for s in segments)))
        searched = " ".join(s.text for s in other.transcribe(sound, language="en", beam_size=5)[0])
        beams.append(words(transcript(file, folder, "--beams", 5)[0]) == words(searched))
        known = [(w.word, w.start, w.end) for s in segments for w in s.words]
        if [w[0] for w in times] == [w[0] for w in known]:
            apart += [max(abs(a[1] - b[1]), abs(a[2] - b[2])) for a, b in zip(times, known, strict=True)]
    n = len(spoken)
    alike = sum(a == b for a, b in zip(ours, theirs, strict=True))
    rows.add(NAME, f"transcripts of {n} recordings, the same words as transformers", alike, n, n - alike, "0.1 of them", alike >= 0.9 * n)
    alike = sum(a == b for a, b in zip(ours, faster, strict=True))
    rows.add(NAME, f"transcripts of {n} recordings, the same words as faster-whisper (greedy)", alike, n, n - alike, "0.2 of them", alike >= 0.8 * n)
    rows.add(NAME, f"transcripts of {n} recordings, the same words as faster-whisper (5 beams)", sum(beams), n, n - sum(beams), "0.2 of them", sum(beams) >= 0.8 * n)
    for a, b, t in zip(ours, theirs, said, strict=True):
        if a != b:
            print(f"           said {' '.join(t)!r}\n           ours {' '.join(a)!r}\n           theirs {' '.join(b)!r}")
    mine, hf, fw = (errors(x, said) for x in (ours, theirs, faster))
    near = sum(a <= 0.1 for a in apart)
    what = f"times of {len(apart)} words in transcripts alike, within 0.1 s of faster-whisper's (median {numpy.median(apart):.3f} s apart)"
    rows.add(NAME, what, near, len(apart), f"{max(apart):.2f} s", "0.1 s for 0.9 of them", near >= 0.9 * len(apart))
    what = f"word error rate on {sum(map(len, said))} words; transformers {hf:.3f}, faster-whisper {fw:.3f}"
    rows.near(NAME, what, f"{mine:.3f}", f"{min(hf, fw):.3f}", max(0.0, mine - max(hf, fw)), 0.01)


def transcript(file, folder, *options):
    """What Menura hears, and each word with the seconds at which it begins and ends."""
    heard = json.loads(menura.menura("transcribe", file, "-m", folder, "-l", "en", "-f", "json", "--word-timestamps", *map(str, options)))
    return heard["text"], [(w["word"], w["start"], w["end"]) for s in heard["segments"] for w in s.get("words", [])]


def joined(source, work):
    """A folder as faster-whisper reads it."""
    folder = work / "whisper-ct2"
    shutil.copytree(source, folder, dirs_exist_ok=True)
    return folder


def voice(rows, source, spoken, work):
    """Probabilities of speech by the package's ONNX file, in Menura and in the package."""
    import silero_vad

    detector = silero_vad.load_silero_vad(onnx=True)
    worst, bad, count = 0.0, [], 0
    for number, (file, _) in enumerate(spoken):
        sound = mono(file)
        sound = sound[: len(sound) // CHUNK * CHUNK]
        detector.reset_states()
        known = [float(detector(torch.from_numpy(sound[i : i + CHUNK]), RATE)) for i in range(0, len(sound), CHUNK)]
        count += len(known)
        case = work / f"vad-{number}"
        case.mkdir(exist_ok=True)
        shutil.copy(source / "silero_vad_16k_op15.onnx", case)
        soundfile.write(case / "sound.wav", sound, RATE, subtype="FLOAT")
        expected = {"model": "silero_vad", "wav": "sound.wav", "probabilities": known}
        (case / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
        try:
            out = menura.menura("verify", case)
            worst = max([worst, *(float(x) for x in re.findall(r"(?:max|error|difference)\D*(\d\S*)", out) if x[0].isdigit())])
        except menura.MenuraError as e:
            bad.append(f"{file.name}: {e}")
    rows.add(VAD, f"probabilities of {count} chunks of {len(spoken)} recordings, beside silero-vad", len(spoken) - len(bad), len(spoken), bad[0] if bad else "none above the bound", "1e-4", not bad)


def mono(file):
    """The samples of a recording at 16 kHz."""
    sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    sound = sound.mean(axis=1)
    if rate != RATE:
        import faster_whisper

        sound = faster_whisper.decode_audio(str(file), sampling_rate=RATE)
    return numpy.ascontiguousarray(sound, dtype=numpy.float32)


def words(text):
    """The words of a text, without case and punctuation."""
    return re.findall(r"[\w']+", text.lower())


def errors(heard, said):
    """The word error rate: insertions, deletions and replacements per word that was said."""
    return sum(distance(h, s) for h, s in zip(heard, said, strict=True)) / sum(map(len, said))


def distance(a, b):
    """The edit distance of two lists."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def versions():
    """What it was compared with."""
    import faster_whisper
    from importlib.metadata import version

    return {"faster-whisper": faster_whisper.__version__, "silero-vad": version("silero-vad")}
