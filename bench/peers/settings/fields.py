"""Writes testdata/settings/fields.json: the fields that the config classes of other libraries have, and their defaults.

    python fields.py ../../../testdata/settings/fields.json

Needs transformers, diffusers, peft and trl as they are installed; nothing is downloaded. SettingsTest flips each field and
asks that something happens.
"""

import dataclasses
import inspect
import json
import sys

import diffusers
import peft
import transformers
import trl

MODELS = """LlamaConfig MistralConfig MixtralConfig Qwen2Config Qwen3Config Qwen3MoeConfig OlmoConfig Olmo2Config
OlmoeConfig GemmaConfig Gemma2Config Gemma3TextConfig PhiConfig Phi3Config GPT2Config GPTNeoXConfig GPTBigCodeConfig
BloomConfig OPTConfig FalconConfig Starcoder2Config MambaConfig Mamba2Config RwkvConfig BertConfig RobertaConfig
DistilBertConfig MPNetConfig ViTConfig CLIPConfig CLIPTextConfig CLIPVisionConfig SiglipConfig SiglipTextConfig
SiglipVisionConfig ClapTextConfig T5Config WhisperConfig LlavaConfig Blip2Config Blip2QFormerConfig Blip2VisionConfig
PaliGemmaConfig Idefics3Config Idefics3VisionConfig SpeechT5HifiGanConfig ModernBertConfig""".split()
DIFFUSERS = """UNet2DConditionModel AutoencoderKL DDPMScheduler DDIMScheduler PNDMScheduler EulerDiscreteScheduler
EulerAncestralDiscreteScheduler DPMSolverMultistepScheduler FlowMatchEulerDiscreteScheduler""".split()
TRAINING = ["SFTConfig", "DPOConfig", "KTOConfig", "GRPOConfig", "RewardConfig"]


def plain(value):
    """What JSON can hold of a default."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return None


def of_dataclass(cls, without=()):
    fields = {}
    for f in dataclasses.fields(cls):
        if f.name.startswith("_") or f.name in without:
            continue
        default = f.default
        if default is dataclasses.MISSING:
            default = None
            if f.default_factory is not dataclasses.MISSING:
                try:
                    default = f.default_factory()
                except Exception:
                    pass
        fields[f.name] = plain(default)
    return fields


def of_signature(cls):
    parameters = inspect.signature(cls.__init__).parameters
    return {n: plain(p.default) for n, p in parameters.items() if n != "self" and p.kind != p.VAR_KEYWORD}


def main(path):
    classes = {}
    base = of_dataclass(transformers.PretrainedConfig)
    classes["PreTrainedConfig"] = base
    for name in MODELS:
        own = of_dataclass(getattr(transformers, name))
        classes[name] = {n: d for n, d in own.items() if n not in base or base[n] != d}
    for name in DIFFUSERS:
        classes[name] = of_signature(getattr(diffusers, name))
    classes["LoraConfig"] = of_dataclass(peft.LoraConfig)
    of_trainer = set(of_dataclass(transformers.TrainingArguments))
    for name in TRAINING:
        classes[name] = of_dataclass(getattr(trl, name), of_trainer)
    out = {
        "origin": "names and defaults of the fields of config classes; the libraries are under the Apache License 2.0",
        "versions": {m.__name__: m.__version__ for m in (transformers, diffusers, peft, trl)},
        "classes": classes,
    }
    with open(path, "w") as file:
        json.dump(out, file, indent=1)
        file.write("\n")


main(sys.argv[1])
