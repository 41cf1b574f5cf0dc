package org.menura.model.load;

import static org.menura.model.load.ModelKind.AUTOENCODER;
import static org.menura.model.load.ModelKind.DECODER;
import static org.menura.model.load.ModelKind.DENOISER;
import static org.menura.model.load.ModelKind.DUAL_ENCODER;
import static org.menura.model.load.ModelKind.ENCODER_DECODER;
import static org.menura.model.load.ModelKind.IMAGE_ENCODER;
import static org.menura.model.load.ModelKind.JOINT_ENCODER;
import static org.menura.model.load.ModelKind.MULTIMODAL;
import static org.menura.model.load.ModelKind.PROJECTOR;
import static org.menura.model.load.ModelKind.RECORD_ENCODER;
import static org.menura.model.load.ModelKind.SPEECH;
import static org.menura.model.load.ModelKind.TEXT_ENCODER;
import static org.menura.model.load.ModelKind.VOCODER;
import static org.menura.model.load.ModelKind.VOICE_DETECTOR;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.menura.format.Extensions;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.decoder.Bloom;
import org.menura.model.decoder.CrystalCoder;
import org.menura.model.decoder.Falcon;
import org.menura.model.decoder.Gemma;
import org.menura.model.decoder.Gemma2;
import org.menura.model.decoder.Gemma3;
import org.menura.model.decoder.Gpt2;
import org.menura.model.decoder.GptNeoX;
import org.menura.model.decoder.Llama;
import org.menura.model.decoder.Mamba;
import org.menura.model.decoder.Mamba2;
import org.menura.model.decoder.Mixtral;
import org.menura.model.decoder.Olmo;
import org.menura.model.decoder.Olmo2;
import org.menura.model.decoder.Olmo3;
import org.menura.model.decoder.Olmoe;
import org.menura.model.decoder.Opt;
import org.menura.model.decoder.Phi;
import org.menura.model.decoder.Phi3;
import org.menura.model.decoder.Qwen2;
import org.menura.model.decoder.Qwen3;
import org.menura.model.decoder.Rwkv;
import org.menura.model.decoder.StarCoder2;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.diffusion.UNet;
import org.menura.model.encoder.Bert;
import org.menura.model.encoder.Clip;
import org.menura.model.encoder.ClipText;
import org.menura.model.encoder.ClipVision;
import org.menura.model.encoder.ConvClassifier;
import org.menura.model.encoder.ModernBert;
import org.menura.model.encoder.NomicBert;
import org.menura.model.encoder.Siglip;
import org.menura.model.encoder.SiglipText;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.SileroVad;
import org.menura.model.encoder.StaticEmbedding;
import org.menura.model.encoder.Vit;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.multimodal.Blip2;
import org.menura.model.multimodal.Idefics3;
import org.menura.model.multimodal.Llava;
import org.menura.model.multimodal.Omni;
import org.menura.model.multimodal.PaliGemma;
import org.menura.model.multimodal.QFormer;
import org.menura.model.seq2seq.T5Variant;
import org.menura.model.seq2seq.Whisper;
import org.menura.model.weights.Weights;

/** The registry of architectures: Menura's own and those that {@link FamilyProvider}s add. */
public final class Registry {
    private static final List<Family<?>> OWN = List.of(
            family(DECODER, "LLaMA 1/2/3, Amber", "llama", "2302.13971, 2307.09288, 2407.21783", Llama::build),
            family(DECODER, "Mistral", "mistral", "2310.06825", Mixtral::buildMistral),
            family(DECODER, "Mixtral", "mixtral", "2401.04088", Mixtral::build),
            family(DECODER, "Qwen 2, 2.5", "qwen2", "2407.10671, 2412.15115", Qwen2::build),
            family(DECODER, "Qwen 3", "qwen3", "2505.09388", Qwen3::build),
            family(DECODER, "Qwen 3 MoE", "qwen3_moe", "2505.09388", Qwen3::buildMixture),
            family(DECODER, "OLMo", "olmo", "2402.00838", Olmo::build),
            family(DECODER, "OLMo 2", "olmo2", "2501.00656", Olmo2::build),
            family(DECODER, "OLMo 3", "olmo3", "2512.13961", Olmo3::build),
            family(DECODER, "OLMoE", "olmoe", "2409.02060", Olmoe::build),
            family(DECODER, "Gemma", "gemma", "2403.08295", Gemma::build),
            family(DECODER, "Gemma 2", "gemma2", "2408.00118", Gemma2::build),
            family(DECODER, "Gemma 3 (text)", "gemma3_text", "2503.19786", Gemma3::build),
            family(DECODER, "Phi-3", "phi3", "2404.14219, 2402.13753", Phi3::build),
            family(DECODER, "GPT-2", "gpt2", "Radford et al. 2019", Gpt2::build),
            family(DECODER, "GPT-BigCode, StarCoder", "gpt_bigcode", "2301.03988, 2305.06161", Gpt2::buildBigCode),
            family(DECODER, "CrystalCoder", "crystalcoder", "2312.06550", CrystalCoder::build),
            family(DECODER, "GPT-NeoX, Pythia", "gpt_neox", "2204.06745, 2304.01373", GptNeoX::build),
            family(DECODER, "OPT", "opt", "2205.01068", Opt::build),
            family(DECODER, "BLOOM", "bloom", "2211.05100", Bloom::build),
            family(DECODER, "Falcon", "falcon", "2311.16867, 2306.01116", Falcon::build),
            family(DECODER, "Phi 1, 1.5, 2", "phi", "2306.11644, 2309.05463", Phi::build),
            family(DECODER, "StarCoder 2", "starcoder2", "2402.19173", StarCoder2::build),
            family(DECODER, "Mamba", "mamba", "2312.00752", Mamba::build),
            family(DECODER, "Falcon Mamba", "falcon_mamba", "2410.05355", Mamba::build),
            family(DECODER, "Mamba 2", "mamba2", "2405.21060", Mamba2::build),
            family(DECODER, "RWKV 4 (Hugging Face)", "rwkv", "2305.13048", Rwkv::buildHuggingFace),
            family(
                    DECODER,
                    "RWKV 4/5/6/7",
                    "rwkv4, rwkv5, rwkv6, rwkv7",
                    "2305.13048, 2404.05892, 2503.14456",
                    Rwkv::build),
            family(TEXT_ENCODER, "BERT, BioBERT", "bert", "1810.04805, 1901.08746", Bert::build),
            family(
                    TEXT_ENCODER,
                    "RoBERTa, XLM-R, CamemBERT",
                    "roberta, xlm-roberta, camembert",
                    "1907.11692, 1911.02116, 1911.03894",
                    Bert::buildRoberta),
            family(TEXT_ENCODER, "DistilBERT", "distilbert", "1910.01108", Bert::buildDistil),
            family(TEXT_ENCODER, "MPNet", "mpnet", "2004.09297", Bert::buildMpnet),
            family(TEXT_ENCODER, "Nomic BERT", "nomic_bert", "2402.01613", NomicBert::build),
            family(TEXT_ENCODER, "ModernBERT", "modernbert", "2412.13663", ModernBert::build),
            family(TEXT_ENCODER, "CLAP (text)", "clap_text_model", "2211.06687", Bert::buildClap),
            family(TEXT_ENCODER, "CLIP (text)", "clip_text_model", "2103.00020", ClipText::build),
            family(TEXT_ENCODER, "SigLIP (text)", "siglip_text_model", "2303.15343", SiglipText::build),
            family(
                    TEXT_ENCODER,
                    "T5 (encoder), Sentence-T5",
                    "t5_encoder",
                    "1910.10683, 2108.08877",
                    T5Variant.T5::encoder),
            family(TEXT_ENCODER, "mT5 (encoder)", "mt5_encoder", "2010.11934", T5Variant.MT5::encoder),
            family(TEXT_ENCODER, "UMT5 (encoder)", "umt5_encoder", "2304.09151", T5Variant.UMT5::encoder),
            family(
                    TEXT_ENCODER,
                    "StaticEmbedding, model2vec",
                    "static_embedding, model2vec",
                    "github.com/MinishLab/model2vec",
                    StaticEmbedding::build),
            family(IMAGE_ENCODER, "ViT", "vit", "2010.11929", Vit::build),
            family(IMAGE_ENCODER, "CLIP (vision)", "clip_vision_model", "2103.00020", ClipVision::build),
            family(IMAGE_ENCODER, "SigLIP (vision)", "siglip_vision_model", "2303.15343", SiglipVision::build),
            family(
                    IMAGE_ENCODER,
                    "Convolutional classifier",
                    "conv_classifier",
                    "LeCun et al. 1998",
                    ConvClassifier::build),
            family(DUAL_ENCODER, "CLIP", "clip", "2103.00020", Clip::build),
            family(DUAL_ENCODER, "SigLIP", "siglip", "2303.15343", Siglip::build),
            family(ENCODER_DECODER, "T5, CodeT5", "t5", "1910.10683, 2109.00859", T5Variant.T5::model),
            family(ENCODER_DECODER, "mT5", "mt5", "2010.11934", T5Variant.MT5::model),
            family(ENCODER_DECODER, "UMT5", "umt5", "2304.09151", T5Variant.UMT5::model),
            family(SPEECH, "Whisper", "whisper", "2212.04356", Whisper::build),
            family(VOICE_DETECTOR, "Silero VAD", "silero_vad", "github.com/snakers4/silero-vad", SileroVad::build),
            family(
                    MULTIMODAL,
                    "LLaVA 1, 1.5",
                    "llava",
                    "2304.08485, 2310.03744",
                    (c, w) -> Llava.build(c, w, Registry::backbone)),
            family(MULTIMODAL, "BLIP-2", "blip-2", "2301.12597", (c, w) -> Blip2.build(c, w, Registry::backbone)),
            family(
                    MULTIMODAL,
                    "PaliGemma 1, 2",
                    "paligemma",
                    "2407.07726, 2412.03555",
                    (c, w) -> PaliGemma.build(c, w, Registry::backbone)),
            family(
                    MULTIMODAL,
                    "Idefics 3, SmolVLM",
                    "idefics3, smolvlm",
                    "2408.12637, 2504.05299",
                    (c, w) -> Idefics3.build(c, w, Registry::backbone)),
            family(
                    MULTIMODAL,
                    "Omni: any encoders, decoder and generator",
                    "menura_omni",
                    "2401.13601, 2309.05519",
                    (c, w) -> Omni.build(c, w, Registry::backbone)),
            family(PROJECTOR, "Q-Former", "blip_2_qformer", "2301.12597", QFormer::alone),
            family(
                    DENOISER,
                    "UNet of Stable Diffusion 1, 2, XL, AudioLDM",
                    "UNet2DConditionModel",
                    "2112.10752, 2307.01952, 2301.12503",
                    UNet::build),
            family(AUTOENCODER, "Autoencoder of latent diffusion", "AutoencoderKL", "2112.10752", Autoencoder::build),
            family(VOCODER, "HiFi-GAN", "hifigan, speecht5_hifigan", "2010.05646", HifiGan::build),
            family(JOINT_ENCODER, "ImageBind", "imagebind", "2305.05665", ImageBind::build),
            family(RECORD_ENCODER, "Hi-BEHRT", "hi-behrt", "2106.11360", HiBehrt::build));

    private static volatile List<Family<?>> all = List.of(); // read when first asked for

    private Registry() {}

    /**
     * Returns all architectures, by kind.
     *
     * @throws FormatException if one from outside can't be loaded, or has a model type that is another's
     */
    public static List<Family<?>> families() {
        if (all.isEmpty()) {
            all = Extensions.of(FamilyProvider.class).stream()
                    .flatMap(p -> p.families().stream())
                    .reduce(OWN, Registry::plus, (a, _) -> a);
        }
        return all;
    }

    private static List<Family<?>> plus(List<Family<?>> known, Family<?> family) {
        for (String type : family.modelTypes()) {
            withType(known, type).ifPresent(other -> {
                throw new FormatException(
                        "the architecture \"%s\" claims the model_type \"%s\", which is that of \"%s\"; give it another"
                                .formatted(family.name(), type, other.name()));
            });
        }
        return Stream.concat(known.stream(), Stream.of(family)).toList();
    }

    /**
     * Finds the architecture of a config.
     *
     * @throws FormatException if its model type is none that is known, or of another kind
     */
    public static Family<?> find(ModelKind<?> kind, Config config) {
        return family(kind, config)
                .orElseThrow(() ->
                        new FormatException("%s: model_type \"%s\" is no %s that Menura has; `menura models` lists them"
                                .formatted(config.source(), config.modelType(), kind.description())));
    }

    /** Returns whether a config describes a model of a kind. */
    public static boolean isA(ModelKind<?> kind, Config config) {
        return family(kind, config).isPresent();
    }

    /** Builds the model that a config describes, where it is part of a larger one; others come from {@link Models}. */
    public static <M extends Model> M build(ModelKind<M> kind, Config config, Weights weights) {
        return kind.type().cast(find(kind, config).builder().build(config, weights));
    }

    private static Optional<Family<?>> family(ModelKind<?> kind, Config config) {
        return withType(families(), config.modelType())
                .filter(f -> kind.type().isAssignableFrom(f.kind().type()));
    }

    private static Optional<Family<?>> withType(List<Family<?>> families, String type) {
        return families.stream().filter(f -> f.modelTypes().contains(type)).findFirst();
    }

    /** Builds the decoder inside a larger model, refusing what its config asks for in vain. */
    private static CausalModel backbone(Config text, Weights weights) {
        CausalModel model = build(DECODER, text, weights);
        UnsupportedFields.refuse(text);
        return model;
    }

    private static <M extends Model> Family<M> family(
            ModelKind<M> kind, String name, String modelTypes, String papers, Family.Builder<M> builder) {
        return new Family<>(kind, name, List.of(modelTypes.split(", ")), List.of(papers.split(", ")), builder);
    }
}
