package org.menura.format.tokenizer;

import java.util.Map;
import java.util.Set;

/**
 * Classes of transformers that read vocabulary files alike, and the special tokens that they have where the folder names
 * none.
 */
enum TokenizerFamily {
    ROBERTA(
            Set.of("Roberta", "Bart", "Longformer", "LED", "Mvp"),
            Set.of(
                    "roberta",
                    "roberta-prelayernorm",
                    "bart",
                    "longformer",
                    "led",
                    "mvp",
                    "bridgetower",
                    "clap",
                    "data2vec-text",
                    "florence2",
                    "ibert",
                    "lilt",
                    "mega",
                    "mra"),
            pairs("<s>", "</s>", "<unk>", "<pad>", "<mask>")),
    QWEN2(
            Set.of("Qwen2"),
            Set.of(
                    "qwen2",
                    "qwen2_moe",
                    "qwen2_vl",
                    "qwen2_5_vl",
                    "qwen2_audio",
                    "qwen2_5_omni",
                    "qwen3",
                    "qwen3_moe",
                    "qwen3_next",
                    "qwen3_vl",
                    "qwen3_vl_moe",
                    "qwen3_omni_moe",
                    "colqwen2",
                    "internvl",
                    "ovis2"),
            Map.of("eos_token", Names.END, "unk_token", Names.END, "pad_token", Names.END)),
    GPT_NEOX(
            Set.of("GPTNeoX"),
            Set.of("gpt_neox", "mamba", "mamba2", "falcon_mamba", "mpt", "olmo", "olmoe", "xlstm"),
            Map.of("bos_token", Names.END, "eos_token", Names.END, "unk_token", Names.END, "pad_token", "<|padding|>")),
    GPT2(
            Set.of("GPT2", "CodeGen"),
            Set.of("gpt2", "gpt_neo", "gptj", "codegen", "phi", "starcoder2", "opt", "blip-2"),
            Map.of("bos_token", Names.END, "eos_token", Names.END, "unk_token", Names.END)),
    WHISPER(
            Set.of("Whisper"),
            Set.of("whisper"),
            Map.of("bos_token", Names.END, "eos_token", Names.END, "unk_token", Names.END)),
    LLAMA(Set.of("Llama", "CodeLlama"), Set.of(), Map.of()),
    T5(
            Set.of("T5", "MT5"),
            Set.of("t5", "mt5", "umt5", "longt5", "switch_transformers", "musicgen", "musicgen_melody"),
            Map.of()),
    SIGLIP(
            Set.of("Siglip"),
            Set.of("siglip", "siglip_text_model"),
            Map.of("eos_token", "</s>", "unk_token", "<unk>", "pad_token", "</s>")),
    XLM_ROBERTA(
            Set.of("XLMRoberta"),
            Set.of("xlm-roberta", "xlm-roberta-xl", "xmod", "gte", "jina_embeddings_v3"),
            Map.of()),
    CAMEMBERT(Set.of("Camembert"), Set.of("camembert"), Map.of()),
    OTHER(Set.of(), Set.of(), Map.of());

    /** Constants of an enum can't use its own. */
    private static final class Names {
        static final String END = "<|endoftext|>";
    }

    private final Set<String> classes;
    private final Set<String> modelTypes;
    private final Map<String, String> specials;

    TokenizerFamily(Set<String> classes, Set<String> modelTypes, Map<String, String> specials) {
        this.classes = classes;
        this.modelTypes = modelTypes;
        this.specials = specials;
    }

    /** Returns that of a folder: by the class that is named for the tokenizer, else for the model, else by the model's type. */
    static TokenizerFamily of(TokenizerConfig config) {
        String simple = config.namedClass().replaceFirst("Tokenizer(Fast)?$", "");
        for (TokenizerFamily family : values()) {
            if (simple.isEmpty() ? family.modelTypes.contains(config.modelType()) : family.classes.contains(simple)) {
                return family;
            }
        }
        return OTHER;
    }

    /** Returns the special tokens by role. */
    Map<String, String> specials() {
        return specials;
    }

    /** Returns the tokens of encoders that put the same ones around each text. */
    private static Map<String, String> pairs(String begin, String end, String unknown, String pad, String mask) {
        return Map.of(
                "bos_token", begin,
                "cls_token", begin,
                "eos_token", end,
                "sep_token", end,
                "unk_token", unknown,
                "pad_token", pad,
                "mask_token", mask);
    }
}
