package org.menura.train.recipe;

import java.util.List;
import java.util.Map;

/** Keys of the objective, and the formats of data that each can learn from. */
final class Objectives {
    /** How files may be laid out. */
    static final List<String> LAYOUTS = List.of(
            "text", "jsonl", "chat", "preference", "prompts", "tags", "labelled", "pairs", "feedback", "image-text");

    static final Map<String, List<String>> FORMATS = Map.ofEntries(
            Map.entry("causal-lm", List.of("text", "jsonl", "chat")),
            Map.entry("masked-lm", List.of("text", "jsonl")),
            Map.entry("span-corruption", List.of("text", "jsonl")),
            Map.entry("distillation", List.of("text", "jsonl", "chat")),
            Map.entry("sft", List.of("chat", "jsonl")),
            Map.entry("reward", List.of("preference")),
            Map.entry("dpo", List.of("preference")),
            Map.entry("kto", List.of("feedback", "preference")),
            Map.entry("token-classification", List.of("tags")),
            Map.entry("sequence-classification", List.of("labelled")),
            Map.entry("seq2seq", List.of("pairs")),
            Map.entry("contrastive", List.of("image-text")),
            Map.entry("autoencoder", List.of("image-text")),
            Map.entry("diffusion", List.of("image-text")),
            Map.entry("output-alignment", List.of("chat")),
            Map.entry("ppo", List.of("prompts")),
            Map.entry("grpo", List.of("prompts")));

    /** Keys that name files of models. */
    static final List<String> MODELS =
            List.of("teacher", "reference", "reward_model", "value_model", "autoencoder", "text_encoder", "scheduler");

    /** Objectives that go not with adapters. */
    static final List<String> WHOLE = List.of("contrastive", "autoencoder", "diffusion", "output-alignment");

    static final Section SECTION = Section.of(
            "What is minimised.",
            Key.choice(
                    "name",
                    "causal-lm",
                    List.of(
                            "causal-lm",
                            "masked-lm",
                            "span-corruption",
                            "token-classification",
                            "sequence-classification",
                            "seq2seq",
                            "distillation",
                            "sft",
                            "reward",
                            "dpo",
                            "kto",
                            "ppo",
                            "grpo",
                            "contrastive",
                            "autoencoder",
                            "diffusion",
                            "output-alignment"),
                    "Which objective."),
            Key.share("label_smoothing", 0.0, false, "Share of the target that goes to the others.")
                    .onlyWith(
                            "causal-lm",
                            "masked-lm",
                            "span-corruption",
                            "token-classification",
                            "sequence-classification",
                            "seq2seq",
                            "sft",
                            "dpo"),
            Key.texts("labels", List.of(), "The labels in their order; those of the data if not given.")
                    .onlyWith("token-classification", "sequence-classification"),
            Key.real(
                            "z_loss",
                            0.0,
                            "Weight of the squared logarithm of softmax's denominator (PaLM, arXiv 2204.02311).")
                    .onlyWith("causal-lm", "sft"),
            Key.share("mask_rate", 0.15, false, "Share of tokens that are masked (BERT) or lie in spans (T5).")
                    .onlyWith("masked-lm", "span-corruption"),
            Key.positive("span_length", 3.0, "Mean length of a masked span, in tokens.")
                    .onlyWith("span-corruption"),
            Key.input("teacher", "The folder of the model to learn from.")
                    .needed()
                    .onlyWith("distillation"),
            Key.positive("temperature", 1.0, "Divides logits: of teacher and student, or of rollouts.")
                    .onlyWith("distillation", "ppo", "grpo"),
            Key.share("mixing", 0.5, true, "Weight of the teacher's distribution beside the true token's.")
                    .onlyWith("distillation"),
            Key.flag("completion_only", true, "Learn only what the assistant says.")
                    .onlyWith("sft"),
            Key.real("center_rewards", 0.0, "Weight of the squared sum of rewards, which centres them.")
                    .onlyWith("reward"),
            Key.choice(
                            "variant",
                            "sigmoid",
                            List.of("sigmoid", "hinge", "ipo", "cdpo", "robust"),
                            "Which loss of preferences (DPO, arXiv 2305.18290, is sigmoid).")
                    .onlyWith("dpo"),
            Key.real("beta", 0.1, "How strongly the model is held to the reference.")
                    .onlyWith("dpo", "kto", "ppo", "grpo")
                    .butWith("ppo", 0.05)
                    .butWith("grpo", 0.0),
            Key.input("reference", "The folder of the reference model; the first weights if not given.")
                    .onlyWith("dpo", "kto", "ppo", "grpo"),
            Key.positive("desirable_weight", 1.0, "Weight of good examples (KTO, arXiv 2402.01306).")
                    .onlyWith("kto"),
            Key.positive("undesirable_weight", 1.0, "Weight of bad examples.").onlyWith("kto"),
            Key.input("reward_model", "The folder of a reward model; its scores are added to those of rewards.")
                    .onlyWith("ppo", "grpo"),
            Key.input("value_model", "What the value function begins with; the reward model or else the policy.")
                    .onlyWith("ppo"),
            Key.texts("rewards", List.of(), "What answers are worth, such as contains, ends-with=. or number*0.5.")
                    .onlyWith("ppo", "grpo"),
            Key.share("clip", 0.2, false, "How far a step may change a token's probability (PPO, arXiv 1707.06347).")
                    .onlyWith("ppo", "grpo"),
            Key.real("value_weight", 0.1, "Weight of the value function's loss.")
                    .onlyWith("ppo"),
            Key.positive("value_clip", 0.2, "How far a step may change a value.")
                    .onlyWith("ppo"),
            Key.share("gamma", 1.0, true, "Discount of later rewards.").onlyWith("ppo"),
            Key.share("lambda", 0.95, true, "Of generalised advantages (arXiv 1506.02438).")
                    .onlyWith("ppo"),
            Key.whole("group", 8L, 2, 1 << 16, "Answers to one prompt (GRPO, arXiv 2402.03300).")
                    .onlyWith("grpo"),
            Key.whole("rollout_length", 256L, 1, 1 << 24, "The most tokens of an answer.")
                    .onlyWith("ppo", "grpo"),
            Key.whole("updates", 1L, 1, 1 << 16, "How often answers are learned from before new ones are made.")
                    .onlyWith("ppo", "grpo")
                    .butWith("ppo", 4L),
            Key.choice(
                            "reconstruction",
                            "l1",
                            List.of("l1", "l2"),
                            "Which error of a picture: the mean of absolute or of squared differences.")
                    .onlyWith("autoencoder"),
            Key.real(
                            "kl_weight",
                            1e-6,
                            "Weight of the latents' divergence from standard normal numbers (arXiv 2112.10752).")
                    .onlyWith("autoencoder"),
            Key.input("autoencoder", "The folder of the autoencoder; the vae of the model's folder if not given.")
                    .onlyWith("diffusion"),
            Key.input(
                            "text_encoder",
                            "The folder of the text encoder, or of a CLIP whose text tower it is; the model's own.")
                    .onlyWith("diffusion"),
            Key.input("scheduler", "A scheduler_config.json: noise and prediction; the model's own if not given.")
                    .onlyWith("diffusion"),
            Key.share(
                            "condition_dropout",
                            0.1,
                            false,
                            "How often a text is left out, for classifier-free guidance (arXiv 2207.12598).")
                    .onlyWith("diffusion"),
            Key.real(
                            "diffusion_weight",
                            0.0,
                            "Weight of the generator's own loss of the picture, beside the distance from the caption's"
                                    + " condition (NExT-GPT, arXiv 2309.05519).")
                    .onlyWith("output-alignment"),
            Key.positive("min_snr", null, "Gamma of min-SNR weights (arXiv 2303.09556), such as 5; none if not given.")
                    .onlyWith("diffusion"),
            Key.choice(
                            "timesteps",
                            "uniform",
                            List.of("uniform", "logit-normal"),
                            "How timesteps are drawn; logit-normal (arXiv 2403.03206) is for flow matching.")
                    .onlyWith("diffusion"));

    private Objectives() {}
}
