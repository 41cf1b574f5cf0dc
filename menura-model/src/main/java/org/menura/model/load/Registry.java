package org.menura.model.load;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.ImageEncoder;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.VoiceDetector;
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
import org.menura.model.decoder.Olmoe;
import org.menura.model.decoder.Opt;
import org.menura.model.decoder.Phi;
import org.menura.model.decoder.Phi3;
import org.menura.model.decoder.Qwen2;
import org.menura.model.decoder.Qwen3;
import org.menura.model.decoder.Rwkv;
import org.menura.model.decoder.StarCoder2;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.diffusion.UNet;
import org.menura.model.encoder.Bert;
import org.menura.model.encoder.Clip;
import org.menura.model.encoder.ClipText;
import org.menura.model.encoder.ClipVision;
import org.menura.model.encoder.ConvClassifier;
import org.menura.model.encoder.Siglip;
import org.menura.model.encoder.SiglipText;
import org.menura.model.encoder.SiglipVision;
import org.menura.model.encoder.SileroVad;
import org.menura.model.encoder.Vit;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.multimodal.Blip2;
import org.menura.model.multimodal.Idefics3;
import org.menura.model.multimodal.Llava;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.Omni;
import org.menura.model.multimodal.PaliGemma;
import org.menura.model.multimodal.QFormer;
import org.menura.model.seq2seq.T5;
import org.menura.model.seq2seq.Whisper;
import org.menura.model.weights.Weights;

/** The architectures that exist. */
public final class Registry {
    /** Decoder-only language models. */
    public static final List<Family<CausalModel>> DECODERS = List.of(
            decoder("LLaMA 1/2/3, Amber", "llama", "2302.13971, 2307.09288, 2407.21783", Llama::build),
            decoder("Mistral", "mistral", "2310.06825", Mixtral::buildMistral),
            decoder("Mixtral", "mixtral", "2401.04088", Mixtral::build),
            decoder("Qwen 2, 2.5", "qwen2", "2407.10671, 2412.15115", Qwen2::build),
            decoder("Qwen 3", "qwen3", "2505.09388", Qwen3::build),
            decoder("Qwen 3 MoE", "qwen3_moe", "2505.09388", Qwen3::buildMixture),
            decoder("OLMo", "olmo", "2402.00838", Olmo::build),
            decoder("OLMo 2", "olmo2", "2501.00656", Olmo2::build),
            decoder("OLMoE", "olmoe", "2409.02060", Olmoe::build),
            decoder("Gemma", "gemma", "2403.08295", Gemma::build),
            decoder("Gemma 2", "gemma2", "2408.00118", Gemma2::build),
            decoder("Gemma 3 (text)", "gemma3_text", "2503.19786", Gemma3::build),
            decoder("Phi-3", "phi3", "2404.14219, 2402.13753", Phi3::build),
            decoder("GPT-2", "gpt2", "Radford et al. 2019", Gpt2::build),
            decoder("GPT-BigCode, StarCoder", "gpt_bigcode", "2301.03988, 2305.06161", Gpt2::buildBigCode),
            decoder("CrystalCoder", "crystalcoder", "2312.06550", CrystalCoder::build),
            decoder("GPT-NeoX, Pythia", "gpt_neox", "2204.06745, 2304.01373", GptNeoX::build),
            decoder("OPT", "opt", "2205.01068", Opt::build),
            decoder("BLOOM", "bloom", "2211.05100", Bloom::build),
            decoder("Falcon", "falcon", "2311.16867, 2306.01116", Falcon::build),
            decoder("Phi 1, 1.5, 2", "phi", "2306.11644, 2309.05463", Phi::build),
            decoder("StarCoder 2", "starcoder2", "2402.19173", StarCoder2::build),
            decoder("Mamba", "mamba", "2312.00752", Mamba::build),
            decoder("Mamba 2", "mamba2", "2405.21060", Mamba2::build),
            decoder("RWKV 4 (Hugging Face)", "rwkv", "2305.13048", Rwkv::buildHuggingFace),
            decoder("RWKV 4/5/6/7", "rwkv4, rwkv5, rwkv6, rwkv7", "2305.13048, 2404.05892, 2503.14456", Rwkv::build));

    /** Encoders of health records. */
    public static final List<Family<HiBehrt>> RECORD_ENCODERS =
            List.of(family("Hi-BEHRT", "hi-behrt", "2106.11360", HiBehrt::build));

    /** Encoders of several kinds of input into one space. */
    public static final List<Family<ImageBind>> JOINT_ENCODERS =
            List.of(family("ImageBind", "imagebind", "2305.05665", ImageBind::build));

    /** Encoders of text. */
    public static final List<Family<TextEncoder>> ENCODERS = List.of(
            family("BERT, BioBERT", "bert", "1810.04805, 1901.08746", Bert::build),
            family("RoBERTa", "roberta", "1907.11692", Bert::buildRoberta),
            family("CLAP (text)", "clap_text_model", "2211.06687", Bert::buildClap),
            family("CLIP (text)", "clip_text_model", "2103.00020", ClipText::build),
            family("SigLIP (text)", "siglip_text_model", "2303.15343", SiglipText::build));

    /** Encoders of pictures. */
    public static final List<Family<ImageEncoder>> IMAGE_ENCODERS = List.of(
            family("ViT", "vit", "2010.11929", Vit::build),
            family("CLIP (vision)", "clip_vision_model", "2103.00020", ClipVision::build),
            family("SigLIP (vision)", "siglip_vision_model", "2303.15343", SiglipVision::build),
            family("Convolutional classifier", "conv_classifier", "LeCun et al. 1998", ConvClassifier::build));

    /** Encoders of pictures and texts in one space. */
    public static final List<Family<DualEncoder>> DUAL_ENCODERS = List.of(
            family("CLIP", "clip", "2103.00020", Clip::build), family("SigLIP", "siglip", "2303.15343", Siglip::build));

    /** Models that read one text and write another. */
    public static final List<Family<EncoderDecoder>> ENCODER_DECODERS =
            List.of(family("T5, CodeT5", "t5", "1910.10683, 2109.00859", T5::build));

    /** What takes noise away. */
    public static final List<Family<Denoiser>> DENOISERS = List.of(family(
            "UNet of Stable Diffusion 1, 2, XL, AudioLDM",
            "UNet2DConditionModel",
            "2112.10752, 2307.01952, 2301.12503",
            UNet::build));

    /** Between pictures and latents. */
    public static final List<Family<Autoencoder>> AUTOENCODERS =
            List.of(family("Autoencoder of latent diffusion", "AutoencoderKL", "2112.10752", Autoencoder::build));

    /** From spectrograms to sound. */
    public static final List<Family<HifiGan>> VOCODERS =
            List.of(family("HiFi-GAN", "hifigan", "2010.05646", HifiGan::build));

    /** Models that hear sound and write text. */
    public static final List<Family<SpeechModel>> SPEECH_MODELS =
            List.of(family("Whisper", "whisper", "2212.04356", Whisper::build));

    /** Models that tell where somebody speaks. */
    public static final List<Family<VoiceDetector>> VOICE_DETECTORS =
            List.of(family("Silero VAD", "silero_vad", "github.com/snakers4/silero-vad", SileroVad::build));

    /** Language models that perceive more than text. */
    public static final List<Family<MultimodalModel>> MULTIMODAL = List.of(
            family("LLaVA 1, 1.5", "llava", "2304.08485, 2310.03744", (c, w) -> Llava.build(c, w, Registry::backbone)),
            family("BLIP-2", "blip-2", "2301.12597", (c, w) -> Blip2.build(c, w, Registry::backbone)),
            family(
                    "PaliGemma 1, 2",
                    "paligemma",
                    "2407.07726, 2412.03555",
                    (c, w) -> PaliGemma.build(c, w, Registry::backbone)),
            family(
                    "Idefics 3, SmolVLM",
                    "idefics3, smolvlm",
                    "2408.12637, 2504.05299",
                    (c, w) -> Idefics3.build(c, w, Registry::backbone)),
            family(
                    "Omni: any encoders, decoder and generator",
                    "menura_omni",
                    "2401.13601, 2309.05519",
                    (c, w) -> Omni.build(c, w, Registry::backbone)));

    /** Input projectors that have folders of their own. */
    public static final List<Family<QFormer>> PROJECTORS =
            List.of(family("Q-Former", "blip_2_qformer", "2301.12597", QFormer::alone));

    private Registry() {}

    /**
     * The family of a config, of whatever kind.
     *
     * @throws FormatException if its model type is in none of the tables
     */
    public static Family<?> find(Config config) {
        List<Family<?>> all = new ArrayList<>(DECODERS);
        all.addAll(RECORD_ENCODERS);
        all.addAll(JOINT_ENCODERS);
        all.addAll(ENCODERS);
        all.addAll(IMAGE_ENCODERS);
        all.addAll(DUAL_ENCODERS);
        all.addAll(ENCODER_DECODERS);
        all.addAll(DENOISERS);
        all.addAll(AUTOENCODERS);
        all.addAll(VOCODERS);
        all.addAll(SPEECH_MODELS);
        all.addAll(VOICE_DETECTORS);
        all.addAll(MULTIMODAL);
        all.addAll(PROJECTORS);
        return find(config, all, "model");
    }

    /** The decoder family of a config; see {@link #find}. */
    public static Family<CausalModel> decoder(Config config) {
        return find(config, DECODERS, "decoder-only language model");
    }

    /** The family of a config among the encoders of health records; see {@link #find}. */
    public static Family<HiBehrt> recordEncoder(Config config) {
        return find(config, RECORD_ENCODERS, "encoder of health records");
    }

    /** The family of a config among the encoders of several kinds of input; see {@link #find}. */
    public static Family<ImageBind> jointEncoder(Config config) {
        return find(config, JOINT_ENCODERS, "encoder of several kinds of input");
    }

    /** The encoder family of a config; see {@link #find}. */
    public static Family<TextEncoder> encoder(Config config) {
        return find(config, ENCODERS, "text encoder");
    }

    /** The family of a config that hears and writes; see {@link #find}. */
    public static Family<SpeechModel> speechModel(Config config) {
        return find(config, SPEECH_MODELS, "model of speech");
    }

    /** The family of a config that finds voices; see {@link #find}. */
    public static Family<VoiceDetector> voiceDetector(Config config) {
        return find(config, VOICE_DETECTORS, "detector of voices");
    }

    /** The encoder–decoder family of a config; see {@link #find}. */
    public static Family<EncoderDecoder> encoderDecoder(Config config) {
        return find(config, ENCODER_DECODERS, "encoder-decoder");
    }

    /** The family of a config of a denoiser; see {@link #find}. */
    public static Family<Denoiser> denoiser(Config config) {
        return find(config, DENOISERS, "denoiser");
    }

    /** The family of a config of an autoencoder; see {@link #find}. */
    public static Family<Autoencoder> autoencoder(Config config) {
        return find(config, AUTOENCODERS, "autoencoder");
    }

    /** The family of a config of a vocoder; see {@link #find}. */
    public static Family<HifiGan> vocoder(Config config) {
        return find(config, VOCODERS, "vocoder");
    }

    /** The image encoder family of a config; see {@link #find}. */
    public static Family<ImageEncoder> imageEncoder(Config config) {
        return find(config, IMAGE_ENCODERS, "encoder of pictures");
    }

    /** The family of a config that embeds pictures and texts; see {@link #find}. */
    public static Family<DualEncoder> dualEncoder(Config config) {
        return find(config, DUAL_ENCODERS, "encoder of pictures and texts");
    }

    /** The family of a config that perceives more than text; see {@link #find}. */
    public static Family<MultimodalModel> multimodal(Config config) {
        return find(config, MULTIMODAL, "multimodal model");
    }

    /** The family of a projector's config; see {@link #find}. */
    public static Family<QFormer> projector(Config config) {
        return find(config, PROJECTORS, "input projector");
    }

    /** Whether a config's family is among the encoder–decoders. */
    public static boolean isEncoderDecoder(Config config) {
        return isAmong(ENCODER_DECODERS, config);
    }

    /** Whether a config's family is among those of a table. */
    public static boolean isAmong(List<? extends Family<?>> families, Config config) {
        String type = config.text("model_type", "");
        return families.stream().anyMatch(f -> f.modelTypes().contains(type));
    }

    private static <F extends Family<?>> F find(Config config, List<F> families, String kind) {
        // Configs of diffusers have a class instead.
        String type = config.text("model_type", config.text("_class_name", ""));
        return families.stream()
                .filter(f -> f.modelTypes().contains(type))
                .findFirst()
                .orElseThrow(() ->
                        new FormatException("%s: model_type \"%s\" is no %s that Menura has; `menura models` lists them"
                                .formatted(config.source(), type, kind)));
    }

    /** Builds the decoder inside a larger model, refusing what its config asks for in vain. */
    private static CausalModel backbone(Config text, Weights weights) {
        CausalModel model = decoder(text).builder().build(text, weights);
        UnsupportedFields.refuse(text);
        return model;
    }

    private static Family<CausalModel> decoder(
            String name, String modelTypes, String papers, Family.Builder<CausalModel> builder) {
        return family(name, modelTypes, papers, builder);
    }

    private static <M> Family<M> family(String name, String modelTypes, String papers, Family.Builder<M> builder) {
        return new Family<>(name, List.of(modelTypes.split(", ")), List.of(papers.split(", ")), builder);
    }
}
