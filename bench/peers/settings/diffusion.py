"""The same as models.py for UNets, autoencoders and vocoders.

python diffusion.py OUT unet2d-condition autoencoder-kl speecht5-hifigan ...
"""

import sys, os, json, copy, shutil, inspect, warnings

warnings.filterwarnings("ignore")
import torch, diffusers, transformers, logging

logging.disable(logging.WARNING)
transformers.utils.logging.disable_progress_bar()
diffusers.utils.logging.disable_progress_bar()
from safetensors.torch import load_file, save_file
from models import GOLDEN, alternatives, fields, reinit

V2 = dict(
    act_fn=["relu", "gelu", "silu", "mish"],
    attention_head_dim=[4, [2, 4]],
    norm_num_groups=[2, 4],
    norm_eps=[0.1],
    down_block_types=None,
    up_block_types=None,
    mid_block_type=[None, "UNetMidBlock2D", "UNetMidBlock2DSimpleCrossAttn"],
    only_cross_attention=[True],
    center_input_sample=[True],
    flip_sin_to_cos=[False],
    freq_shift=[1],
    downsample_padding=[0, 1],
    mid_block_scale_factor=[2.0],
    dropout=[0.5],
    num_attention_heads=[4],
    use_linear_projection=[True, False],
    class_embed_type=["timestep", "identity", "projection", "simple_projection"],
    addition_embed_type=["text", "image", "text_time"],
    time_embedding_type=["fourier"],
    time_embedding_dim=[48],
    time_embedding_act_fn=["silu", "gelu"],
    timestep_post_act=["silu"],
    time_cond_proj_dim=[16],
    conv_in_kernel=[1, 5],
    conv_out_kernel=[1, 5],
    resnet_time_scale_shift=["scale_shift", "ada_group"],
    resnet_skip_time_act=[True],
    resnet_out_scale_factor=[2.0],
    cross_attention_norm=["layer_norm", "group_norm"],
    upcast_attention=[True],
    dual_cross_attention=[True],
    encoder_hid_dim=[20],
    encoder_hid_dim_type=["text_proj"],
    num_class_embeds=[5],
    class_embeddings_concat=[True],
    attention_type=["gated"],
    transformer_layers_per_block=[2, [1, 2]],
    reverse_transformer_layers_per_block=None,
    layers_per_block=[1, 2, 3],
    sample_size=[32],
    scaling_factor=[0.5],
    shift_factor=[0.1],
    latents_mean=[[0.1] * 4],
    latents_std=[[2.0] * 4],
    force_upcast=[False],
    use_quant_conv=[False],
    use_post_quant_conv=[False],
    mid_block_add_attention=[False],
    latent_channels=[3],
    mid_block_only_cross_attention=[True],
    projection_class_embeddings_input_dim=None,
    addition_time_embed_dim=None,
    leaky_relu_slope=[0.3],
    normalize_before=[False, True],
    upsample_rates=[[4, 2], [2, 2]],
    upsample_kernel_sizes=[[4, 4]],
    resblock_kernel_sizes=[[3, 5]],
    resblock_dilation_sizes=[[[1, 2], [1, 2]]],
    model_in_dim=None,
    upsample_initial_channel=[32],
    cross_attention_dim=[20, [16, 24]],
    sampling_rate=[8000],
)


def run(case, out, setter, label):
    s = GOLDEN + "/" + case
    gj = json.load(open(s + "/golden.json"))
    gt = load_file(s + "/golden.safetensors")
    raw = json.load(open(s + "/config.json"))
    setter(raw)
    torch.manual_seed(0)
    kind = gj["kind"]
    T = {}
    if kind == "vocoder":
        cls = transformers.SpeechT5HifiGan
        cfg = cls.config_class.from_dict(copy.deepcopy(raw))
        m = cls(cfg)
    else:
        cls = getattr(diffusers, gj["class"])
        m = cls.from_config({k: v for k, v in raw.items()})
    m.eval()
    reinit(m, 3)
    if hasattr(m, "remove_weight_norm") and kind == "vocoder":
        try:
            m.remove_weight_norm()
        except Exception:
            pass
        reinit(m, 3)
    with torch.no_grad():
        if kind == "unet":
            kw = {}
            if "encoder_hidden_states" in gt:
                kw["encoder_hidden_states"] = gt["encoder_hidden_states"]
            if "class_labels" in gt:
                kw["class_labels"] = gt["class_labels"]
            add = {k[6:]: v for k, v in gt.items() if k.startswith("added.")}
            if add:
                kw["added_cond_kwargs"] = add
            kw = {k: (v if v is not None else None) for k, v in kw.items()}
            kw.setdefault("encoder_hidden_states", None)
            o = m(gt["sample"], gt["timestep"], **kw).sample
            T = {
                k: gt[k]
                for k in gt
                if k in ("sample", "timestep", "encoder_hidden_states", "class_labels") or k.startswith("added.")
            }
            T["output"] = o
        elif kind == "vae":
            e = m.encode(gt["image"]).latent_dist
            T = dict(
                image=gt["image"],
                latent_mean=e.mean,
                latent_logvar=e.logvar,
                latent=gt["latent"],
                decoded=m.decode(gt["latent"]).sample,
            )
        else:
            T = dict(spectrogram=gt["spectrogram"], waveform=m(gt["spectrogram"]))
            T["waveform.single"] = m(gt["spectrogram"][0])
    T = {k: v.contiguous().clone() for k, v in T.items()}
    if not all(torch.isfinite(v.float()).all() for v in T.values()):
        raise ValueError("inf")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    m.save_pretrained(out)
    for f in os.listdir(out):
        if f.startswith("diffusion_pytorch_model"):
            pass
    if kind != "vocoder" or not label.endswith("@new"):
        pass
    save_file(T, out + "/golden.safetensors")
    json.dump(
        dict(case=label, kind=kind, **{"class": gj["class"]}, library="diffusers " + diffusers.__version__, taps=[], tensors=[]),
        open(out + "/golden.json", "w"),
    )
    return T


root = sys.argv[1]
os.makedirs(root, exist_ok=True)
log = open(root + "/log.txt", "a")
for case in sys.argv[2:]:
    s = GOLDEN + "/" + case
    raw = json.load(open(s + "/config.json"))
    gj = json.load(open(s + "/golden.json"))
    b = run(case, f"{root}/{case}@base", lambda r: None, "x")
    if gj["kind"] == "vocoder":
        fs = fields(transformers.SpeechT5HifiGan.config_class)
    else:
        fs = {
            k: p.default for k, p in inspect.signature(getattr(diffusers, gj["class"]).__init__).parameters.items() if k != "self"
        }
    for name in sorted(set(fs) | {k for k in raw if not k.startswith("_")}):
        v = raw.get(name, fs.get(name))
        alts = V2.get(name, "?")
        if alts == "?":
            alts = alternatives(name, v, fs.get(name), raw)
        for i, alt in enumerate(alts or []):
            if alt == v:
                continue
            path = f"{root}/{case}@{name}@{i}"
            try:
                t = run(case, path, lambda r: r.__setitem__(name, alt), name)
                same = all(t[k].shape == b[k].shape and torch.allclose(t[k].float(), b[k].float(), atol=1e-5) for k in t)
                log.write(json.dumps(dict(path=os.path.basename(path), field=name, alt=alt, same=same)) + "\n")
            except Exception as e:
                shutil.rmtree(path, ignore_errors=True)
                log.write(json.dumps(dict(path=os.path.basename(path), field=name, alt=alt, error=repr(e)[:150])) + "\n")
    log.flush()
    print(case)
