package org.menura.model;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.decoder.Llama;
import org.menura.model.decoder.Mamba;
import org.menura.model.decoder.Mamba2;
import org.menura.model.decoder.Mixtral;
import org.menura.model.decoder.Rwkv;

/** The architectures that exist. */
public final class Registry {
    /** Decoder-only language models. */
    public static final List<Family<CausalModel>> DECODERS = List.of(
            decoder("LLaMA 1/2/3, Amber", "llama", "2302.13971, 2307.09288, 2407.21783", Llama::build),
            decoder("Mistral", "mistral", "2310.06825", Mixtral::buildMistral),
            decoder("Mixtral", "mixtral", "2401.04088", Mixtral::build),
            decoder("Mamba", "mamba", "2312.00752", Mamba::build),
            decoder("Mamba 2", "mamba2", "2405.21060", Mamba2::build),
            decoder("RWKV 4 (Hugging Face)", "rwkv", "2305.13048", Rwkv::buildHuggingFace),
            decoder("RWKV 4/5/6/7", "rwkv4, rwkv5, rwkv6, rwkv7", "2305.13048, 2404.05892, 2503.14456", Rwkv::build));

    private Registry() {}

    /**
     * The decoder family of a config.
     *
     * @throws FormatException if its model type is not among them
     */
    public static Family<CausalModel> decoder(Config config) {
        String type = config.text("model_type", "");
        return DECODERS.stream()
                .filter(f -> f.modelTypes().contains(type))
                .findFirst()
                .orElseThrow(() -> new FormatException("%s: model_type \"%s\" is no architecture that Menura has as a"
                                .formatted(config.source(), type)
                        + " language model; `menura models` lists them"));
    }

    private static Family<CausalModel> decoder(
            String name, String modelTypes, String papers, Family.Builder<CausalModel> builder) {
        return new Family<>(name, List.of(modelTypes.split(", ")), List.of(), List.of(papers.split(", ")), builder);
    }
}
