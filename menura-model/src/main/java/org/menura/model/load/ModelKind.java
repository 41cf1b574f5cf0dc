package org.menura.model.load;

import org.menura.model.CausalModel;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.ImageEncoder;
import org.menura.model.Model;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.VoiceDetector;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.QFormer;

/**
 * A kind of model: what all its families can be asked for. These constants are Menura's own; others may add theirs.
 *
 * @param <M> the type of its models
 * @param name one or two words, for tables
 * @param description what a model of it is, for messages: "is no … that Menura has"
 * @param type of its models
 */
public record ModelKind<M extends Model>(String name, String description, Class<M> type) {
    /** All models. */
    public static final ModelKind<Model> ANY = new ModelKind<>("model", "model", Model.class);

    /** Decoder-only language models. */
    public static final ModelKind<CausalModel> DECODER =
            new ModelKind<>("decoder", "decoder-only language model", CausalModel.class);

    /** Encoders of text. */
    public static final ModelKind<TextEncoder> TEXT_ENCODER =
            new ModelKind<>("encoder", "text encoder", TextEncoder.class);

    /** Encoders of images. */
    public static final ModelKind<ImageEncoder> IMAGE_ENCODER =
            new ModelKind<>("image encoder", "encoder of pictures", ImageEncoder.class);

    /** Encoders of images and texts into one space. */
    public static final ModelKind<DualEncoder> DUAL_ENCODER =
            new ModelKind<>("dual encoder", "encoder of pictures and texts", DualEncoder.class);

    /** Models that read one text and write another. */
    public static final ModelKind<EncoderDecoder> ENCODER_DECODER =
            new ModelKind<>("encoder-decoder", "encoder-decoder", EncoderDecoder.class);

    /** Models that transcribe speech. */
    public static final ModelKind<SpeechModel> SPEECH = new ModelKind<>("speech", "model of speech", SpeechModel.class);

    /** Models that detect voice activity. */
    public static final ModelKind<VoiceDetector> VOICE_DETECTOR =
            new ModelKind<>("voice detector", "detector of voices", VoiceDetector.class);

    /** Language models that take in more than text. */
    public static final ModelKind<MultimodalModel> MULTIMODAL =
            new ModelKind<>("multimodal", "multimodal model", MultimodalModel.class);

    /** Input projectors that have folders of their own. */
    public static final ModelKind<QFormer> PROJECTOR = new ModelKind<>("projector", "input projector", QFormer.class);

    /** Noise predictors of diffusion. */
    public static final ModelKind<Denoiser> DENOISER = new ModelKind<>("denoiser", "denoiser", Denoiser.class);

    /** Autoencoders between images and latents. */
    public static final ModelKind<Autoencoder> AUTOENCODER =
            new ModelKind<>("autoencoder", "autoencoder", Autoencoder.class);

    /** Vocoders: from spectrograms to waveforms. */
    public static final ModelKind<HifiGan> VOCODER = new ModelKind<>("vocoder", "vocoder", HifiGan.class);

    /** Encoders of several modalities into one space. */
    public static final ModelKind<ImageBind> JOINT_ENCODER =
            new ModelKind<>("joint encoder", "encoder of several kinds of input", ImageBind.class);

    /** Encoders of health records. */
    public static final ModelKind<HiBehrt> RECORD_ENCODER =
            new ModelKind<>("health records", "encoder of health records", HiBehrt.class);
}
