"""Records features of sounds with settings that golden/ does not have: cases for `menura verify`.

    python sounds.py OUT
"""

import sys, os, json
import numpy as np, torch, torchaudio, transformers
from safetensors.torch import save_file
from transformers import WhisperFeatureExtractor

RATE = 16000


def sound(samples):
    t = np.arange(samples) / RATE
    noise = np.random.default_rng(1).normal(0, 0.05, samples)
    return (0.4 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * (200 + 3000 * t) * t) + noise + 0.2).astype("f")


def save(root, name, about, tensors):
    folder = os.path.join(root, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "golden.json"), "w") as f:
        json.dump({"case": name, **about}, f, indent=1)
    save_file({k: v.contiguous() for k, v in tensors.items()}, os.path.join(folder, "golden.safetensors"))


def kaldi(root, name, samples, frames, scale=1, **settings):
    """Settings by the names of golden.json; scale is what the sound is multiplied by."""
    wave = torch.from_numpy(sound(samples))[None] * scale
    banks = torchaudio.compliance.kaldi.fbank(
        wave - wave.mean(),
        htk_compat=True,
        sample_frequency=settings.get("sample_frequency", RATE),
        use_energy=False,
        dither=0.0,
        num_mel_bins=settings["num_mel_bins"],
        frame_length=settings["frame_length_ms"],
        frame_shift=settings["frame_shift_ms"],
        window_type=settings["window"],
        preemphasis_coefficient=settings["preemphasis"],
        remove_dc_offset=settings["remove_dc_offset"],
        snip_edges=settings["snip_edges"],
        low_freq=settings["low_freq"],
        high_freq=settings["high_freq"],
        use_power=settings["use_power"],
        use_log_fbank=settings["use_log"],
    )
    picture = torch.nn.functional.pad(banks.T, (0, max(0, frames - banks.shape[0])))[:, :frames]
    about = {"kind": "kaldi-fbank", "library": "torchaudio " + torchaudio.__version__, "target_length": frames, **settings}
    tensors = {"waveform": wave, "fbank": banks, "features": (picture[None] + 4.268) / 9.138}
    save(root, name, about, tensors)


def whisper(root, name, samples, **settings):
    wave = sound(samples)
    extractor = WhisperFeatureExtractor(chunk_length=1, **settings)
    extractor.save_pretrained(os.path.join(root, name, "chunk-1s"))
    filters = torch.from_numpy(np.asarray(extractor.mel_filters, dtype="f"))
    tensors = {
        "waveform": torch.from_numpy(wave),
        "features.1s": extractor(wave, sampling_rate=RATE, return_tensors="pt")["input_features"][0],
        "mel_filters.sum": filters.sum(0),
        "mel_filters.rows": filters[:40, :16],
    }
    save(root, name, {"kind": "whisper-features", "library": "transformers " + transformers.__version__}, tensors)


if __name__ == "__main__":
    out = sys.argv[1]
    usual = dict(num_mel_bins=20, frame_length_ms=25.0, frame_shift_ms=10.0, preemphasis=0.97, low_freq=20.0)
    without = dict(snip_edges=False, remove_dc_offset=False, use_power=False, use_log=False)
    kaldi(out, "kaldi-without", 1630, 8, window="blackman", high_freq=-400.0, **usual, **without)
    with_all = {name: True for name in without}
    kaldi(out, "kaldi-rectangular", 1630, 8, window="rectangular", high_freq=0.0, **usual, **with_all)
    narrow = usual | dict(num_mel_bins=256, frame_length_ms=16.0)
    kaldi(out, "kaldi-narrow", 800, 5, window="hanning", high_freq=3700.5, **narrow, **with_all)
    loud = with_all | dict(use_log=False, sample_frequency=8000)
    kaldi(out, "kaldi-loud", 500, 5, scale=300, window="hamming", high_freq=0.0, **usual, **loud)
    whisper(out, "whisper-features-odd", 2500, n_fft=399, feature_size=16)
