"""Records walks of diffusers' schedulers with settings drawn at random: cases for `menura verify`.

python schedulers.py OUT COUNT SEED [CLASS...]
"""

import sys, os, json, random, shutil, inspect, warnings

warnings.filterwarnings("ignore")
import torch, diffusers, numpy as np
from safetensors.torch import save_file
import logging

logging.disable(logging.WARNING)
out = sys.argv[1]
n = int(sys.argv[2])
rnd = random.Random(int(sys.argv[3]))
os.makedirs(out, exist_ok=True)
log = open(out + "/log.txt", "a")
common = dict(
    num_train_timesteps=[1000, 1000, 200],
    beta_start=[0.00085, 0.0001],
    beta_end=[0.012, 0.02],
    beta_schedule=["linear", "scaled_linear", "squaredcos_cap_v2"],
    timestep_spacing=["linspace", "leading", "trailing"],
    steps_offset=[0, 1],
)
spec = {
    "DDPMScheduler": dict(
        variance_type=["fixed_small", "fixed_small_log", "fixed_large"],
        clip_sample=[True, False],
        clip_sample_range=[1.0, 2.0],
        prediction_type=["epsilon", "sample", "v_prediction"],
        rescale_betas_zero_snr=[False, False, True],
        beta_schedule=["linear", "sigmoid"],
    ),
    "DDIMScheduler": dict(
        clip_sample=[True, False],
        clip_sample_range=[1.0, 2.0],
        set_alpha_to_one=[True, False],
        prediction_type=["epsilon", "sample", "v_prediction"],
        rescale_betas_zero_snr=[False, False, True],
    ),
    "PNDMScheduler": dict(
        skip_prk_steps=[True, False], set_alpha_to_one=[True, False], prediction_type=["epsilon", "v_prediction"]
    ),
    "EulerDiscreteScheduler": dict(
        prediction_type=["epsilon", "sample", "v_prediction"],
        interpolation_type=["linear", "log_linear"],
        sig=["none", "karras", "exponential", "beta"],
        sigma_min=[None, None, 0.05],
        sigma_max=[None, None, 10.0],
        timestep_type=["discrete", "continuous"],
        rescale_betas_zero_snr=[False, False, True],
        final_sigmas_type=["zero", "sigma_min"],
    ),
    "EulerAncestralDiscreteScheduler": dict(
        prediction_type=["epsilon", "v_prediction"], rescale_betas_zero_snr=[False, False, True]
    ),
    "DPMSolverMultistepScheduler": dict(
        solver_order=[1, 2, 3],
        prediction_type=["epsilon", "sample", "v_prediction", "flow_prediction"],
        algorithm_type=["dpmsolver++", "sde-dpmsolver++"],
        solver_type=["midpoint", "heun"],
        lower_order_final=[True, False],
        euler_at_final=[True, False],
        sig=["none", "karras", "exponential", "beta", "lu", "flow"],
        flow_shift=[1.0, 3.0],
        final_sigmas_type=["zero", "sigma_min"],
        lambda_min_clipped=[-float("inf"), -5.1],
        rescale_betas_zero_snr=[False, False, True],
    ),
    "HeunDiscreteScheduler": dict(
        prediction_type=["epsilon", "sample", "v_prediction"],
        sig=["none", "karras", "exponential", "beta"],
        clip_sample=[False, True],
        clip_sample_range=[1.0, 2.0],
        beta_schedule=["linear", "scaled_linear", "squaredcos_cap_v2", "exp"],
    ),
    "LMSDiscreteScheduler": dict(
        prediction_type=["epsilon", "sample", "v_prediction"], sig=["none", "karras", "exponential", "beta"]
    ),
    "DEISMultistepScheduler": dict(
        solver_order=[1, 2, 3],
        prediction_type=["epsilon", "sample", "v_prediction", "flow_prediction"],
        thresholding=[False, False, True],
        sample_max_value=[1.0, 2.0],
        dynamic_thresholding_ratio=[0.995, 0.8],
        lower_order_final=[True, False],
        sig=["none", "karras", "exponential", "beta", "flow"],
        flow_shift=[1.0, 3.0],
    ),
    "UniPCMultistepScheduler": dict(
        solver_order=[1, 2, 3, 4],
        prediction_type=["epsilon", "sample", "v_prediction", "flow_prediction"],
        predict_x0=[True, True, False],
        solver_type=["bh1", "bh2"],
        thresholding=[False, False, True],
        sample_max_value=[1.0, 2.0],
        dynamic_thresholding_ratio=[0.995, 0.8],
        lower_order_final=[True, False],
        disable_corrector=[[], [], [0, 2]],
        sig=["none", "karras", "exponential", "beta", "flow", "karras+flow"],
        flow_shift=[1.0, 3.0],
        sigma_min=[None, None, 0.05],
        sigma_max=[None, None, 10.0],
        final_sigmas_type=["zero", "sigma_min"],
        rescale_betas_zero_snr=[False, False, True],
    ),
    "LCMScheduler": dict(
        prediction_type=["epsilon", "sample", "v_prediction"],
        original_inference_steps=[50, 50, 30, 21],
        timestep_scaling=[10.0, 1.0, 0.1],
        clip_sample=[True, False],
        clip_sample_range=[1.0, 2.0],
        thresholding=[False, False, True],
        sample_max_value=[1.0, 2.0],
        dynamic_thresholding_ratio=[0.995, 0.8],
        set_alpha_to_one=[True, False],
        rescale_betas_zero_snr=[False, False, True],
    ),
    "FlowMatchEulerDiscreteScheduler": dict(
        shift=[1.0, 3.0],
        invert_sigmas=[False, True],
        shift_terminal=[None, 0.1],
        sig=["none", "karras", "exponential", "beta"],
        stochastic_sampling=[False, True],
    ),
}
done = 0
while done < n:
    name = rnd.choice(sys.argv[4:] or list(spec))
    cls = getattr(diffusers, name)
    args = {}
    opts = dict(spec[name])
    if name != "FlowMatchEulerDiscreteScheduler":
        opts = {**common, **opts}
    kw = {k: rnd.choice(v) for k, v in opts.items()}
    sig = kw.pop("sig", "none")
    for one in sig.split("+"):
        if one != "none":
            kw[{"lu": "use_lu_lambdas"}.get(one, "use_%s_sigmas" % one)] = True
    steps = rnd.choice([4, 5, 8, 16, 21])
    eta = rnd.choice([None, 1.0, 0.5]) if name == "DDIMScheduler" else None
    try:
        s = cls(**kw)
        s.set_timesteps(steps)
        g = torch.Generator().manual_seed(done)
        sample = (
            torch.randn(2, 3, 4, generator=g) * s.init_noise_sigma
            if hasattr(s, "init_noise_sigma")
            else torch.randn(2, 3, 4, generator=g)
        )
        outs = torch.randn(len(s.timesteps), 2, 3, 4, generator=g)
        noise = []
        import diffusers.utils.torch_utils as tu

        def fake(shape, generator=None, device=None, dtype=None, **k):
            t = torch.randn(shape, generator=g)
            noise.append(t)
            return t

        mod = sys.modules[cls.__module__]
        mod.randn_tensor = fake
        x = sample
        samples = [x]
        inputs = []
        for i, t in enumerate(s.timesteps):
            inputs.append(s.scale_model_input(x, t) if hasattr(s, "scale_model_input") else x)
            x = s.step(outs[i], t, x, **({"eta": eta} if eta else {})).prev_sample
            samples.append(x)
        T = dict(
            timesteps=s.timesteps.float(),
            init_noise_sigma=torch.tensor(float(getattr(s, "init_noise_sigma", 1.0))),
            sample=sample,
            model_outputs=outs,
            model_inputs=torch.stack(inputs),
            samples=torch.stack(samples),
        )
        if noise:
            T["noise"] = torch.stack(noise)
        if hasattr(s, "add_noise"):
            clean = torch.randn(2, 3, generator=g)
            nz = torch.randn(2, 3, generator=g)
            s2 = cls(**kw)
            s2.set_timesteps(steps)
            ts = s2.timesteps[[1, 3]]
            T.update(
                {
                    "add_noise.clean": clean,
                    "add_noise.noise": nz,
                    "add_noise.timesteps": ts.float(),
                    "add_noise.result": s2.add_noise(clean, nz, ts),
                }
            )
        if not all(torch.isfinite(v).all() for v in T.values()):
            continue
    except Exception as e:
        continue
    p = "%s/%04d-%s" % (out, done, name)
    os.makedirs(p, exist_ok=True)
    s.save_pretrained(p)
    save_file({k: v.float().contiguous() for k, v in T.items()}, p + "/golden.safetensors")
    json.dump(
        dict(
            case=os.path.basename(p),
            kind="scheduler",
            **{"class": name},
            library="diffusers " + diffusers.__version__,
            steps=steps,
            eta=eta,
            tensors=[]
        ),
        open(p + "/golden.json", "w"),
    )
    log.write(json.dumps(dict(path=os.path.basename(p), field="?", alt=dict(kw, steps=steps, eta=eta))) + "\n")
    done += 1
